import type { Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { type Counter, RANK } from './chain'
import type { Delta, Standing } from './rules/correction'

export type Corrected = Standing & {
  id: string
  agentId: string
  model: string
  provider: string
  periodStart: string
  spentAt: string
}

const SUMS = [
  'tokensIn',
  'tokensOut',
  'tokensCached',
  'tokensCacheWritten',
  'costMicros',
  'listMicros',
  'countedMicros',
]

/**
 * Locks the agent of an entry, so that its corrections come one after the other, and says what the entry comes to with those that it has.
 * @throws Refusal not_found; illegal_transition for a correction, and for what has been voided
 */
export async function lockEntry(work: Work, costId: string): Promise<Corrected> {
  const [locked] = await work.sql<{ id: string }>(
    `SELECT a.id FROM "CostEntry" e JOIN "Agent" a ON a."companyId" = $1 AND a.id = e."agentId"
     WHERE e."companyId" = $1 AND e.id = $2 FOR NO KEY UPDATE OF a`,
    [work.companyId, costId],
  )
  if (!locked) throw notFound('cost')
  const [entry] = await work.sql<Corrected & { correctsId: string | null; isVoided: boolean }>(
    `SELECT e.id, e."agentId", e.model, e.provider, e.billing, e."periodStart", e."spentAt", e."correctsId",
       e."isPriced" OR coalesce(c."isPriced", false) AS "isPriced", coalesce(c.voided, false) AS "isVoided",
       ${SUMS.map((name) => `(e."${name}" + coalesce(c."${name}", 0))::bigint AS "${name}"`).join(', ')}
     FROM "CostEntry" e LEFT JOIN LATERAL (
       SELECT bool_or(correction = 'void') AS voided, bool_or("isPriced") AS "isPriced",
         ${SUMS.map((name) => `sum("${name}") AS "${name}"`).join(', ')}
       FROM "CostEntry" WHERE "companyId" = $1 AND "correctsId" = e.id
     ) c ON true WHERE e."companyId" = $1 AND e.id = $2`,
    [work.companyId, costId],
  )
  const { correctsId, isVoided, ...rest } = entry!
  if (correctsId) {
    throw new Refusal('illegal_transition', 'That is a correction. Correct the entry that it corrects.', { correctsId })
  }
  if (isVoided) throw new Refusal('illegal_transition', 'This cost has been voided already.', { costId })
  return rest
}

type Correction = { correction: 'void' | 'adjustment'; reason: string; delta: Delta }

/**
 * Writes the counter-entry of a locked entry, on the scopes and in the period of that entry, with their counters.
 * @returns its id, and the budgets that it counted on with their counters of that period
 */
export async function recordCorrection(work: Work, of: Corrected, { correction, reason, delta }: Correction) {
  const counted = await lockCounted(work, of.id)
  const id = work.newId()
  const counters = await work.sql<{ budgetId: string; spentMicros: number; reservedMicros: number }>(
    `WITH entry AS (
       INSERT INTO "CostEntry" (id, "companyId", "agentId", "taskId", "goalId", "projectId", "teamIds", "runId", model, provider, billing,
         "periodStart", "spentAt", "createdAt", correction, "correctsId", reason, "isPriced", "tokensIn", "tokensOut", "tokensCached",
         "tokensCacheWritten", "costMicros", "listMicros", "countedMicros")
       SELECT $3, $1, "agentId", "taskId", "goalId", "projectId", "teamIds", "runId", model, provider, billing,
         "periodStart", "spentAt", $4, $5, id, $6, $7, $8, $9, $10, $11, $12, $13, $14 FROM "CostEntry" WHERE "companyId" = $1 AND id = $2
     ), run AS (
       UPDATE "Run" r SET "costMicros" = r."costMicros" + $12 FROM "CostEntry" e
       WHERE e."companyId" = $1 AND e.id = $2 AND r."companyId" = $1 AND r.id = e."runId"
     )
     INSERT INTO "BudgetPeriod" AS p ("companyId", "budgetId", "periodStart", "spentMicros")
     SELECT $1, id, $16::date, $14 FROM unnest($15::uuid[]) AS id
     ON CONFLICT ("companyId", "budgetId", "periodStart") DO UPDATE SET "spentMicros" = p."spentMicros" + EXCLUDED."spentMicros"
     RETURNING "budgetId", "spentMicros", "reservedMicros"`,
    [
      ...[work.companyId, of.id, id, work.now, correction, reason, delta.isPriced],
      ...[delta.tokensIn, delta.tokensOut, delta.tokensCached, delta.tokensCacheWritten],
      ...[delta.costMicros, delta.listMicros, delta.countedMicros],
      ...[counted.map((budget) => budget.budgetId), of.periodStart],
    ],
  )
  const after = new Map(counters.map((counter) => [counter.budgetId, counter]))
  return { id, counters: counted.map((budget): Counter => ({ ...budget, ...after.get(budget.budgetId)! })) }
}

type Budget = Omit<Counter, 'spentMicros' | 'reservedMicros'>

/** Locks the budgets that an entry counts on, in the order of the chain. */
function lockCounted(work: Work, costId: string): Promise<Budget[]> {
  return work.sql<Budget>(
    `SELECT b.id AS "budgetId", b."scopeKind", b."scopeId", b."capMicros", b."warnPercent"
     FROM "CostEntry" e JOIN "Budget" b ON b."companyId" = $1 AND (b."scopeKind", b."scopeId") IN (
       SELECT 'agent', e."agentId" UNION ALL SELECT 'project', e."projectId" UNION ALL SELECT 'company', $1::uuid
       UNION ALL SELECT 'team', unnest(e."teamIds"))
     WHERE e."companyId" = $1 AND e.id = $2 ORDER BY ${RANK}, b.id FOR NO KEY UPDATE OF b`,
    [work.companyId, costId],
  )
}
