import { z } from 'zod'
import { defineQuery, type View } from '@/platform/command'
import { ownPriceSql } from '../cost-rules'
import { keepPricesFresh, namesInTable, priceTable } from '../price-table'
import { effectivePrice } from '../rules/effective-price'
import type { SetPrice } from '../rules/price'
import type { EffectivePrice } from '../schema'

export type FoundPrice = EffectivePrice & {
  /** As it is asked for: a name, or of the company's own prices a pattern. */
  model: string
  /** '' where none is named. */
  forProvider: string
  /** The company's own price, which can be taken back. */
  ownPriceId: string | null
  /** Used by the company in the last 30 days. */
  isUsed: boolean
}

type Name = { model: string; provider: string; isUsed: boolean }

/**
 * What models cost the company now, and who says so: without a search what it has used lately and what it has set itself, with one also
 * what the price table has of such a name.
 */
export const findPrices = defineQuery({
  name: 'findPrices',
  grant: 'budget:read',
  input: z.object({ search: z.string().trim().max(100).default(''), limit: z.int().min(1).max(200).default(50) }),
  async run(view, { search, limit }) {
    keepPricesFresh()
    const known = await knownNames(view, search, limit)
    const isKnown = new Set(known.map(({ model, provider }) => `${model} ${provider}`))
    const others = search === '' ? [] : await namesInTable(search, limit)
    const names = [...known, ...others.filter(({ model, provider }) => !isKnown.has(`${model} ${provider}`))]
    const prices = await priced(view, names.slice(0, limit))
    return { prices, hasMore: names.length > limit, table: priceTable() }
  },
})

/** What the company has used or priced itself, the latest used first. */
function knownNames(view: View, search: string, limit: number): Promise<Name[]> {
  return view.sql<Name>(
    `SELECT model, provider, bool_or(at IS NOT NULL) AS "isUsed" FROM (
       SELECT model, provider, max("spentAt") AS at FROM "CostEntry"
       WHERE "companyId" = $1 AND "spentAt" > $2::timestamptz - interval '30 days' AND correction IS NULL GROUP BY 1, 2
       UNION ALL SELECT model, provider, NULL FROM "ModelPrice" WHERE "companyId" = $1
     ) known WHERE strpos(lower(model), lower($3)) > 0 OR strpos(lower(provider), lower($3)) > 0
     GROUP BY 1, 2 ORDER BY max(at) DESC NULLS LAST, model, provider LIMIT $4`,
    [view.companyId, view.now, search, limit + 1],
  )
}

async function priced(view: View, names: Name[]): Promise<FoundPrice[]> {
  const own = await view.sql<{ at: number; price: SetPrice | null }>(
    `SELECT x.at::int, (${ownPriceSql({ model: 'x.model', provider: 'x.provider', at: '$4' })}) AS price
     FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS x(model, provider, at) JOIN "Company" c ON c.id = $1 ORDER BY x.at`,
    [view.companyId, names.map(({ model }) => model), names.map(({ provider }) => provider), view.now],
  )
  return names.map(({ model, provider, isUsed }, index) => {
    const price = own[index]?.price ?? null
    const effective = effectivePrice(price, { model, provider, at: view.now })
    return { ...effective, model, forProvider: provider, ownPriceId: price?.id ?? null, isUsed }
  })
}
