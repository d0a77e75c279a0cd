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

type Params = { agent: string; model: string; provider: string; at: string }

// `c` is the company, `$1` its id; the parameters are expressions. An exact name goes before a pattern, a longer pattern before a shorter one, a provider's price before one of any, the latest first.
export const ownPriceSql = ({ model, provider, at }: Omit<Params, 'agent'>) => `SELECT to_jsonb(p) FROM (
    SELECT id, model, provider, "startsOn", "inMicros", "outMicros", "cachedMicros", "cacheWrittenMicros" FROM "ModelPrice"
    WHERE "companyId" = $1 AND "startsOn" <= (${at}::timestamptz AT TIME ZONE c."timeZone")::date AND provider IN ('', lower(${provider}))
      AND (model = lower(${model}) OR (right(model, 1) = '*' AND starts_with(lower(${model}), left(model, -1))))
    ORDER BY right(model, 1) = '*', length(model) DESC, provider = '', "startsOn" DESC LIMIT 1
  ) p`

/** Columns of `CostRules` of company `c`, which is `$1`; the parameters are expressions. */
export const rulesSql = (
  params: Params,
) => `c."budgetsCount", c."unknownModels", (${ownPriceSql(params)}) AS "ownPrice",
  coalesce((SELECT jsonb_agg(e) FROM (
    SELECT "listMicros", "tokensIn"::bigint + "tokensOut" AS tokens FROM "CostEntry"
    WHERE "companyId" = $1 AND "agentId" = ${params.agent} AND correction IS NULL ORDER BY "createdAt" DESC, id DESC LIMIT ${USUAL_REPORTS}
  ) e), '[]') AS latest`

const RULES = rulesSql({ agent: '$2::uuid', model: '$3', provider: '$4', at: '$5' })

/** What decides about a cost of this agent (null: of nobody in particular), in one query. */
export async function costRules(
  view: View,
  agentId: string | null,
  { model, provider, at }: Priced,
): Promise<CostRules> {
  const [rules] = await view.sql<CostRules>(`SELECT ${RULES} FROM "Company" c WHERE c.id = $1`, [
    view.companyId,
    agentId,
    model,
    provider,
    at,
  ])
  return rules!
}

/** Price of this usage in micro-dollars: the company's own, else the table's, else null. */
export function priceOf(ownPrice: OwnPrice | null, priced: Priced, usage: Usage): number | null {
  keepPricesFresh()
  return ownPrice ? ownPriceOf(ownPrice, usage) : tablePriceOf(priced, usage)
}
