import type { Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import type { Budget, Counter, Scopes } from './chain'
import { ageWindows, CHANGE_COUNTERS, changeLists, changesOf, withCounters } from './counters'
import { lockChain, openBooksOfRun } from './locks'
import type { Delta, Standing } from './rules/correction'
import { amountOn } from './store'

/** An entry of the ledger, with what it comes to. */
export type StandingEntry = Standing &
  Scopes & {
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
export async function lockEntry(work: Work, costId: string): Promise<StandingEntry> {
  const [locked] = await work.sql<{ id: string }>(
    `SELECT a.id FROM "CostEntry" e JOIN "Agent" a ON a."companyId" = $1 AND a.id = e."agentId"
     WHERE e."companyId" = $1 AND e.id = $2 FOR NO KEY UPDATE OF a`,
    [work.companyId, costId],
  )
  if (!locked) throw notFound('cost')
  const [entry] = await work.sql<StandingEntry & { correctsId: string | null; isVoided: boolean }>(
    `SELECT e.id, e."agentId", e.model, e.provider, e.billing, e."periodStart", e."spentAt", e."correctsId",
       e."managerIds", e."teamIds", e."projectId", e."goalIds",
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

/** A budget that a correction counts on, and with how much. */
export type Corrected = Counter & { by: number }

/**
 * Writes the counter-entry of a locked entry, on the scopes and at the time of that entry, with their counters.
 * @returns its id, the month that is, and the budgets that it changed with their counters now; those of an earlier month are left out
 */
export async function recordCorrection(work: Work, of: StandingEntry, { correction, reason, delta }: Correction) {
  const month = await openBooksOfRun(work)
  const budgets = await lockChain(work, of.agentId, of)
  await ageWindows(work, budgets)
  const left = await leftBehind(work, budgets, of.spentAt)
  const by = (budget: Budget) => (left.has(budget.budgetId) ? 0 : amountOn(budget, delta))
  const id = work.newId()
  await work.sql(
    `WITH entry AS (
       INSERT INTO "CostEntry" (id, "companyId", "agentId", "taskId", "goalId", "projectId", "teamIds", "managerIds", "goalIds", "runId", model,
         provider, billing, "periodStart", "spentAt", "createdAt", correction, "correctsId", reason, "isPriced", "tokensIn", "tokensOut",
         "tokensCached", "tokensCacheWritten", "costMicros", "listMicros", "countedMicros")
       SELECT $6, $1, "agentId", "taskId", "goalId", "projectId", "teamIds", "managerIds", "goalIds", "runId", model, provider, billing,
         "periodStart", "spentAt", $8, $9, id, $10, $11, $12, $13, $14, $15, $16, $17, $18 FROM "CostEntry" WHERE "companyId" = $1 AND id = $7
     ), run AS (
       UPDATE "Run" r SET "costMicros" = r."costMicros" + $16 FROM "CostEntry" e
       WHERE e."companyId" = $1 AND e.id = $7 AND r."companyId" = $1 AND r.id = e."runId"
     ) ${CHANGE_COUNTERS}`,
    [
      ...[work.companyId, ...changeLists(changesOf(budgets, of.periodStart, (budget) => ({ spent: by(budget) })))],
      ...[id, of.id, work.now, correction, reason, delta.isPriced],
      ...[delta.tokensIn, delta.tokensOut, delta.tokensCached, delta.tokensCacheWritten],
      ...[delta.costMicros, delta.listMicros, delta.countedMicros],
    ],
  )
  const current = budgets.filter(
    (budget) => by(budget) !== 0 && (budget.window !== 'month' || of.periodStart === month),
  )
  const counters = await withCounters(work, current, month)
  return { id, month, counters: counters.map((counter): Corrected => ({ ...counter, by: by(counter) })) }
}

/** Budgets with a rolling window that has moved on since an entry was spent: nothing of it is in their counters any more. */
async function leftBehind(work: Work, budgets: Budget[], spentAt: string): Promise<Set<string>> {
  const rolling = budgets.filter((budget) => budget.window === 'rolling').map((budget) => budget.budgetId)
  if (rolling.length === 0) return new Set()
  const rows = await work.sql<{ budgetId: string }>(
    `SELECT "budgetId" FROM "BudgetPeriod" WHERE "companyId" = $1 AND "budgetId" = ANY($2) AND "agedTo" > $3`,
    [work.companyId, rolling, spentAt],
  )
  return new Set(rows.map((row) => row.budgetId))
}
