import type { View, Work } from '@/platform/command'
import {
  BUDGET,
  type Budget,
  COUNTED,
  COUNTS_ON,
  type Counter,
  FOR_GOOD,
  RANK,
  type Scopes,
  SPEND,
  scopeLists,
  scopesNow,
  windowEdge,
} from './chain'
import { ageWindows, CHANGE_COUNTERS, changeLists, changesOf, withCounters } from './counters'
import { type LockedBudget, lockChain, lockChainOfRun } from './locks'
import { type Reservation, reservedOn, rollReservation } from './reservations'
import { drawOf } from './rules/draw'
import { monthOf } from './rules/period'
import type { Billing, BudgetName, ScopeKind } from './schema'

/** The company's current month. */
export async function currentPeriod(view: View): Promise<string> {
  const [row] = await view.sql<{ timeZone: string }>(`SELECT "timeZone" FROM "Company" WHERE id = $1`, [view.companyId])
  return monthOf(view.now, row?.timeZone ?? 'UTC')
}

export type NewEntry = {
  id: string
  agentId: string
  taskId: string | null
  runId: string | null
  model: string
  provider: string
  tokensIn: number
  tokensOut: number
  tokensCached: number
  tokensCacheWritten: number
  billing: Billing
  costMicros: number
  listMicros: number
  /** What counts on budgets: one of the two. */
  countedMicros: number
  isPriced: boolean
  isUnusual: boolean
}

type Amounts = { countedMicros: number; tokensIn: number; tokensOut: number }

/** With how much an entry counts on a budget: as a cost or as tokens; a run has counted when it was admitted. */
export function amountOn({ metric }: Budget, entry: Amounts): number {
  if (metric === 'money') return entry.countedMicros
  return metric === 'tokens' ? entry.tokensIn + entry.tokensOut : 0
}

/** Where an entry counts: the books are open (locks.ts). */
type Place = Scopes & { month: string; hasReservation: boolean }

/**
 * Writes one ledger entry, adds it to the counters of the chain and draws it from the run's reservation, in one statement behind the
 * locks: what was reserved becomes spent, and is never counted as both.
 * @param held what was held for this cost, given back with it; the holds of other calls are not touched
 * @returns the budgets that it counts on with their counters, agent first, company last
 */
export async function recordEntry(work: Work, entry: NewEntry, held: Held, place: Place): Promise<Counter[]> {
  const { month, goalIds, projectId, teamIds, managerIds } = place
  const { agentId, runId } = entry
  const { locked, reservation } =
    runId && place.hasReservation
      ? await lockChainOfRun(work, agentId, place, runId)
      : { locked: await lockChain(work, agentId, place), reservation: null }
  await ageWindows(work, locked)
  const draw = runId && reservation ? await drawFrom(work, runId, reservation, entry, held, locked, month) : null
  const changes = changesOf(locked, month, (budget) => ({
    spent: budget.isCounted ? amountOn(budget, entry) : 0,
    ...(budget.isReserved && draw ? reservedOn(budget, -draw.money, -draw.tokens) : {}),
  }))
  const after = draw?.after
  const counters = await work.sql<Changed>(WRITE_ENTRY, [
    ...[work.companyId, ...changeLists(changes)],
    ...[entry.id, agentId, entry.taskId, goalIds[0] ?? null, projectId, teamIds, managerIds, goalIds, runId],
    ...[entry.model, entry.provider, entry.tokensIn, entry.tokensOut, entry.tokensCached, entry.tokensCacheWritten],
    ...[entry.billing, entry.costMicros, entry.listMicros, entry.countedMicros, entry.isPriced, entry.isUnusual],
    ...[month, work.now, after?.money.drawn ?? null, after?.money.held ?? 0],
    ...[after?.tokens.drawn ?? 0, after?.tokens.held ?? 0],
  ])
  return countersOf(
    work,
    locked.filter((budget) => budget.isCounted),
    counters,
    month,
  )
}

const WRITE_ENTRY = `WITH entry AS (
    INSERT INTO "CostEntry" (id, "companyId", "agentId", "taskId", "goalId", "projectId", "teamIds", "managerIds", "goalIds", "runId", model,
      provider, "tokensIn", "tokensOut", "tokensCached", "tokensCacheWritten", billing, "costMicros", "listMicros", "countedMicros",
      "isPriced", "isUnusual", "periodStart", "createdAt", "spentAt")
    VALUES ($6, $1, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $28)
  ), run AS (
    UPDATE "Run" SET "costMicros" = "costMicros" + $22 WHERE "companyId" = $1 AND id = $14 AND "agentId" = $7
  ), reservation AS (
    UPDATE "Reservation" SET "drawnMicros" = $29, "heldMicros" = $30, "drawnTokens" = $31, "heldTokens" = $32
    WHERE "companyId" = $1 AND "runId" = $14 AND $29::bigint IS NOT NULL
  ) ${CHANGE_COUNTERS}`

type Changed = { budgetId: string; spent: number; reserved: number }

/** The counters after a change; those that it left alone are read. */
async function countersOf(work: Work, budgets: LockedBudget[], changed: Changed[], month: string): Promise<Counter[]> {
  const known = new Map(changed.map((counter) => [counter.budgetId, counter]))
  if (budgets.some(({ budgetId }) => !known.has(budgetId))) return withCounters(work, budgets, month)
  return budgets.map((budget) => ({ ...budget, ...known.get(budget.budgetId)! }))
}

type Held = { micros: number; tokens: number }

/** Takes a cost out of what its run has set aside. @returns what is not reserved any more, and what it then has */
async function drawFrom(
  work: Work,
  runId: string,
  found: Reservation,
  entry: Amounts,
  held: Held,
  locked: LockedBudget[],
  month: string,
) {
  const reserved = locked.filter((budget) => budget.isReserved)
  const { money, tokens } = await rollReservation(work, runId, found, reserved, month)
  const micros = drawOf(money, entry.countedMicros, held.micros)
  const ofTokens = drawOf(tokens, entry.tokensIn + entry.tokensOut, held.tokens)
  const after = {
    money: { drawn: money.drawn + micros.drawn, held: money.held - micros.given },
    tokens: { drawn: tokens.drawn + ofTokens.drawn, held: tokens.held - ofTokens.given },
  }
  return { money: micros.drawn, tokens: ofTokens.drawn, after }
}

/** What budget `b` has spent and reserved now: what has left its rolling window is not counted. `$2` is the month, `$3` now. */
const FIGURES = `(coalesce(p.spent, 0) - CASE WHEN p."agedTo" IS NULL THEN 0 ELSE (
    SELECT ${COUNTED} FROM ${SPEND} WHERE ${COUNTS_ON} AND e.at >= p."agedTo" AND e.at < ${windowEdge('$3')}) END)::bigint AS spent,
  coalesce(p.reserved, 0)::bigint AS reserved`
const FIGURES_JOIN = `LEFT JOIN "BudgetPeriod" p ON p."companyId" = $1 AND p."budgetId" = b.id
  AND p."periodStart" = CASE b."window" WHEN 'month' THEN $2::date ELSE '${FOR_GOOD}' END`

/** The nearest budget that keeps an agent from work, on a task if one is named, because it is used up; null when none is. */
export async function usedUpAlong(view: View, agentId: string, taskId: string | null): Promise<ScopeKind | null> {
  const now = scopesNow('$2', '$3')
  const [scopes] = await view.sql<Scopes & { timeZone: string }>(
    `SELECT c."timeZone", ${now.managerIds} AS "managerIds", ${now.teamIds} AS "teamIds", ${now.projectId} AS "projectId",
       ${now.goalIds} AS "goalIds" FROM "Company" c WHERE c.id = $1`,
    [view.companyId, agentId, taskId],
  )
  if (!scopes) return null
  const [row] = await view.sql<{ scopeKind: ScopeKind }>(
    `SELECT b."scopeKind" FROM (
       SELECT b.*, ${FIGURES} FROM unnest($4::text[], $5::uuid[]) AS scope(kind, id)
       JOIN "Budget" b ON b."companyId" = $1 AND b."scopeKind" = scope.kind AND b."scopeId" = scope.id ${FIGURES_JOIN}
       WHERE b.cap IS NOT NULL AND b.metric <> 'runs'
     ) b WHERE b.spent * 100 >= b.cap * b."stopPercent" ORDER BY ${RANK}, b.id LIMIT 1`,
    [view.companyId, monthOf(view.now, scopes.timeZone), view.now, ...scopeLists(view.companyId, agentId, scopes)],
  )
  return row?.scopeKind ?? null
}

/** The name of what budget `b` is of, and the joins that it takes. */
export const SCOPE_NAME = `coalesce(agent.name, team.name, project.name, goal.title, company.name)`
export const SCOPE_JOINS = `
  LEFT JOIN "Agent" agent ON b."scopeKind" IN ('agent', 'subtree') AND agent."companyId" = $1 AND agent.id = b."scopeId"
  LEFT JOIN "Team" team ON b."scopeKind" = 'team' AND team."companyId" = $1 AND team.id = b."scopeId"
  LEFT JOIN "Project" project ON b."scopeKind" = 'project' AND project."companyId" = $1 AND project.id = b."scopeId"
  LEFT JOIN "Goal" goal ON b."scopeKind" = 'goal' AND goal."companyId" = $1 AND goal.id = b."scopeId"
  LEFT JOIN "Company" company ON b."scopeKind" = 'company' AND company.id = $1`

type Which = Partial<BudgetName>
export type NamedCounter = Counter & { scopeName: string }

/** Budgets of the company with their counters, those of the company first; absent fields ask for any. */
export async function selectBudgets(view: View, which: Which): Promise<{ period: string; rows: NamedCounter[] }> {
  const period = await currentPeriod(view)
  const rows = await view.sql<NamedCounter>(
    `SELECT ${BUDGET}, ${SCOPE_NAME} AS "scopeName", ${FIGURES} FROM "Budget" b ${FIGURES_JOIN} ${SCOPE_JOINS}
     WHERE b."companyId" = $1 AND ($4::text IS NULL OR b."scopeKind" = $4) AND ($5::uuid IS NULL OR b."scopeId" = $5)
       AND ($6::text IS NULL OR b.metric = $6) AND ($7::text IS NULL OR b."window" = $7) AND ($8::int IS NULL OR b."windowHours" = $8)
       AND (b."scopeKind" NOT IN ('team', 'goal') OR team.id IS NOT NULL OR goal.id IS NOT NULL)
     ORDER BY ${RANK} DESC, b."createdAt", b.id LIMIT 1000`,
    [
      view.companyId,
      period,
      view.now,
      which.scopeKind ?? null,
      which.scopeId ?? null,
      which.metric ?? null,
      which.window ?? null,
      which.windowHours ?? null,
    ],
  )
  return { period, rows }
}
