import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { costRules } from '../cost-rules'
import { keepPricesFresh, priceTable } from '../price-table'
import { effectivePrice } from '../rules/effective-price'

/** What a model costs the company now, and where the price comes from: the company itself, or the price table, and which. */
export const getModelPrice = defineQuery({
  name: 'getModelPrice',
  grant: 'budget:read',
  input: z.object({ model: z.string().trim().min(1).max(200), provider: z.string().trim().max(100).default('') }),
  async run(view, { model, provider }) {
    const priced = { model, provider, at: view.now }
    keepPricesFresh()
    const { ownPrice } = await costRules(view, null, priced)
    return { model, ...effectivePrice(ownPrice, priced), table: priceTable() }
  },
})
