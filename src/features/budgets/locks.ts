import type { Work } from '@/platform/command'
import { BUDGET, type Budget, RANK, type Scopes, scopeLists, scopesNow } from './chain'
import { monthOf } from './rules/period'
import type { ScopeKind } from './schema'

// The books of a company are open to all who spend, and closed while budgets are set: a budget that is new counts what was spent
// before, and misses nothing that is spent meanwhile. The order of all locks: agent, books, budgets in the order of the chain.
const BOOKS = `hashtextextended('books ' || $1::uuid::text, 0)`

type Opened = Scopes & { month: string; agentName: string; hasReservation: boolean }

/**
 * Locks an agent whose spend is about to be counted, and says where. What a run spends counts where the run was admitted, also when
 * the agent, or the run's own task, has moved since: that is where it was reserved. Another task counts where it is.
 * @returns null when there is no such agent
 */
export async function openBooks(
  work: Work,
  spending: { agentId: string; taskId: string | null; runId: string | null },
): Promise<Opened | null> {
  const now = scopesNow('agent.id', '$3')
  const [row] = await work.sql<Scopes & { timeZone: string; agentName: string; hasReservation: boolean }>(
    `WITH agent AS MATERIALIZED (
       SELECT id, name FROM "Agent" WHERE "companyId" = $1 AND id = $2 FOR NO KEY UPDATE
     ), reservation AS MATERIALIZED (
       SELECT r.*, run."taskId" IS NOT DISTINCT FROM $3::uuid AS "isItsTask" FROM agent
       JOIN "Reservation" r ON r."companyId" = $1 AND r."runId" = $4 AND r."agentId" = agent.id
       JOIN "Run" run ON run."companyId" = $1 AND run.id = r."runId"
     )
     SELECT c."timeZone", agent.name AS "agentName", r."runId" IS NOT NULL AS "hasReservation", coalesce(r."managerIds", ${now.managerIds}) AS "managerIds",
       coalesce(r."teamIds", ${now.teamIds}) AS "teamIds",
       CASE WHEN r."isItsTask" THEN r."projectId" ELSE ${now.projectId} END AS "projectId",
       CASE WHEN r."isItsTask" THEN r."goalIds" ELSE ${now.goalIds} END AS "goalIds", pg_advisory_xact_lock_shared(${BOOKS})::text
     FROM agent JOIN "Company" c ON c.id = $1 LEFT JOIN reservation r ON true`,
    [work.companyId, spending.agentId, spending.taskId, spending.runId],
  )
  return row ? { ...row, month: monthOf(work.now, row.timeZone) } : null
}

/** The books for a change of a reservation alone. @returns the month */
export async function openBooksOfRun(work: Work): Promise<string> {
  const [row] = await work.sql<{ timeZone: string }>(
    `SELECT "timeZone", pg_advisory_xact_lock_shared(${BOOKS})::text FROM "Company" WHERE id = $1`,
    [work.companyId],
  )
  return monthOf(work.now, row?.timeZone ?? 'UTC')
}

type Scope = { scopeKind: ScopeKind; scopeId: string }

async function lockAgentOf(work: Work, { scopeKind, scopeId }: Scope): Promise<void> {
  if (scopeKind !== 'agent') return
  await work.sql(`SELECT id FROM "Agent" WHERE "companyId" = $1 AND id = $2 FOR NO KEY UPDATE`, [
    work.companyId,
    scopeId,
  ])
}

/** Nobody of the company spends until the end of this transaction; of an agent's budget, the agent is locked before. */
export async function closeBooks(work: Work, scope: Scope): Promise<void> {
  await lockAgentOf(work, scope)
  await work.sql(`SELECT pg_advisory_xact_lock(${BOOKS})::text`, [work.companyId])
}

/** A budget that is locked until the end of the transaction. */
export type LockedBudget = Budget & {
  /** The spend counts on it. */
  isCounted: boolean
  /** The run has reserved on it. */
  isReserved: boolean
}

/** Locks the budgets that a spend counts on, and those on which its run has reserved. */
export function lockChain(work: Work, agentId: string, scopes: Scopes, runId: string | null): Promise<LockedBudget[]> {
  return work.sql<LockedBudget>(
    `WITH named AS (
       SELECT b.id, true AS counted, false AS reserved FROM unnest($2::text[], $3::uuid[]) AS scope(kind, id)
       JOIN "Budget" b ON b."companyId" = $1 AND b."scopeKind" = scope.kind AND b."scopeId" = scope.id
       UNION ALL SELECT unnest("budgetIds"), false, true FROM "Reservation" WHERE "companyId" = $1 AND "runId" = $4 AND "settledAt" IS NULL
     )
     SELECT ${BUDGET}, x.counted AS "isCounted", x.reserved AS "isReserved"
     FROM (SELECT id, bool_or(counted) AS counted, bool_or(reserved) AS reserved FROM named GROUP BY id) x
     JOIN "Budget" b ON b."companyId" = $1 AND b.id = x.id ORDER BY ${RANK}, b.id FOR NO KEY UPDATE OF b`,
    [work.companyId, ...scopeLists(work.companyId, agentId, scopes), runId],
  )
}

/** Locks the budgets on which a run has reserved: its reservation is changed behind them only. Empty when it has none. */
export function lockReserved(work: Work, runId: string): Promise<Budget[]> {
  return work.sql<Budget>(
    `SELECT ${BUDGET} FROM "Reservation" r JOIN "Budget" b ON b."companyId" = $1 AND b.id = ANY(r."budgetIds")
     WHERE r."companyId" = $1 AND r."runId" = $2 ORDER BY ${RANK}, b.id FOR NO KEY UPDATE OF b`,
    [work.companyId, runId],
  )
}

/** Locks the budgets of one scope for a change of its standing; of an agent's, the agent first. */
export async function lockScope(work: Work, scope: Scope): Promise<void> {
  await lockAgentOf(work, scope)
  await work.sql(
    `SELECT id FROM "Budget" WHERE "companyId" = $1 AND "scopeKind" = $2 AND "scopeId" = $3 ORDER BY id FOR NO KEY UPDATE`,
    [work.companyId, scope.scopeKind, scope.scopeId],
  )
}
