import type { Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { BUDGET, type Budget, COUNTS_ON, RANK, windowEdge } from './chain'
import { ageWindows, CHANGE_COUNTERS, changeLists, changesOf, withCounters } from './counters'
import type { Delta, Standing } from './rules/correction'
import { amountOn } from './store'

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
  await ageWindows(work, counted)
  const id = work.newId()
  const changes = changesOf(counted, of.periodStart, (budget) => ({ spent: amountOn(budget, delta) }))
  await work.sql(
    `WITH entry AS (
       INSERT INTO "CostEntry" (id, "companyId", "agentId", "taskId", "goalId", "projectId", "teamIds", "managerIds", "goalIds", "runId", model,
         provider, billing, "periodStart", "spentAt", "createdAt", correction, "correctsId", reason, "isPriced", "tokensIn", "tokensOut",
         "tokensCached", "tokensCacheWritten", "costMicros", "listMicros", "countedMicros")
       SELECT $7, $1, "agentId", "taskId", "goalId", "projectId", "teamIds", "managerIds", "goalIds", "runId", model,
         provider, billing, "periodStart", "spentAt", $8, $9, id, $10, $11, $12, $13, $14, $15, $16, $17, $18
       FROM "CostEntry" WHERE "companyId" = $1 AND id = $6
     ), run AS (
       UPDATE "Run" r SET "costMicros" = r."costMicros" + $16 FROM "CostEntry" e
       WHERE e."companyId" = $1 AND e.id = $6 AND r."companyId" = $1 AND r.id = e."runId"
     ) ${CHANGE_COUNTERS}`,
    [
      ...[work.companyId, ...changeLists(changes)],
      ...[of.id, id, work.now, correction, reason, delta.isPriced],
      ...[delta.tokensIn, delta.tokensOut, delta.tokensCached, delta.tokensCacheWritten],
      ...[delta.costMicros, delta.listMicros, delta.countedMicros],
    ],
  )
  return { id, counters: await withCounters(work, counted, of.periodStart) }
}

/** Locks the budgets that an entry counts on, in the order of the chain; a rolling window that it has left is none of them. */
function lockCounted(work: Work, costId: string): Promise<Budget[]> {
  return work.sql<Budget>(
    `SELECT ${BUDGET} FROM "CostEntry" e JOIN "Budget" b ON b."companyId" = $1 AND ${COUNTS_ON}
     WHERE e."companyId" = $1 AND e.id = $2 AND (b."window" <> 'rolling' OR e."spentAt" >= ${windowEdge('$3')})
     ORDER BY ${RANK}, b.id FOR NO KEY UPDATE OF b`,
    [work.companyId, costId, work.now],
  )
}
