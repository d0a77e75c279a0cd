import type { View } from '@/platform/command'
import { keepPricesFresh } from './price-table'
import type { BudgetsCount } from './rules/figures'
import { type OwnPrice, ownPriceOf, type Priced, type SetPrice, tablePriceOf, type Usage } from './rules/price'
import { type Reported, USUAL_REPORTS } from './rules/unusual'

export type CostRules = {
  budgetsCount: BudgetsCount
  unknownModels: 'allow' | 'block'
  /** The company's own price of the model; null where it has none. */
  ownPrice: SetPrice | null
  /** What the agent reported last, newest first. */
  latest: Reported[]
}

// An exact name goes before a pattern, a longer pattern before a shorter one, a provider's price before one of any, the latest first.
const OWN_PRICE = `SELECT to_jsonb(p) FROM (
    SELECT id, model, provider, "startsOn", "inMicros", "outMicros", "cachedMicros", "cacheWrittenMicros" FROM "ModelPrice"
    WHERE "companyId" = $1 AND "startsOn" <= ($5::timestamptz AT TIME ZONE c."timeZone")::date AND provider IN ('', lower($4))
      AND (model = lower($3) OR (right(model, 1) = '*' AND starts_with(lower($3), left(model, -1))))
    ORDER BY right(model, 1) = '*', length(model) DESC, provider = '', "startsOn" DESC LIMIT 1
  ) p`

/** What decides about a cost of this agent (null: of nobody in particular), in one query. */
export async function costRules(
  view: View,
  agentId: string | null,
  { model, provider, at }: Priced,
): Promise<CostRules> {
  const [rules] = await view.sql<CostRules>(
    `SELECT c."budgetsCount", c."unknownModels", (${OWN_PRICE}) AS "ownPrice",
       coalesce((SELECT jsonb_agg(e) FROM (
         SELECT "listMicros", "tokensIn"::bigint + "tokensOut" AS tokens FROM "CostEntry"
         WHERE "companyId" = $1 AND "agentId" = $2::uuid AND correction IS NULL ORDER BY "createdAt" DESC, id DESC LIMIT ${USUAL_REPORTS}
       ) e), '[]') AS latest
     FROM "Company" c WHERE c.id = $1`,
    [view.companyId, agentId, model, provider, at],
  )
  return rules!
}

/** Price of this usage in micro-dollars: the company's own, else the table's, else null. */
export function priceOf(ownPrice: OwnPrice | null, priced: Priced, usage: Usage): number | null {
  keepPricesFresh()
  return ownPrice ? ownPriceOf(ownPrice, usage) : tablePriceOf(priced, usage)
}
