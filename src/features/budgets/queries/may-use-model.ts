import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { costRules, priceOf } from '../cost-rules'
import { billingOf } from '../rules/billing'
import { isBlocked } from '../rules/figures'
import { Billing } from '../schema'

const NOTHING = { tokensIn: 0, tokensOut: 0, tokensCached: 0 }

/** Whether the company lets its agents use a model: not one without a known price, where it blocks those. To be asked before a call. */
export const mayUseModel = defineQuery({
  name: 'mayUseModel',
  grant: 'budget:read',
  input: z.object({
    model: z.string().trim().min(1).max(200),
    provider: z.string().trim().max(100).default(''),
    billing: Billing.optional(),
  }),
  async run(view, { model, provider, billing = billingOf(provider, model) }) {
    const priced = { model, provider, at: view.now }
    const { ownPrice, unknownModels, budgetsCount } = await costRules(view, null, priced)
    const isPriced = priceOf(ownPrice, priced, NOTHING) !== null
    return { mayUse: !isBlocked(unknownModels, budgetsCount, { billing, isPriced }), isPriced }
  },
})
