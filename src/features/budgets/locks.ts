import type { Work } from '@/platform/command'
import { BUDGET, type Budget, RANK, type Scopes, scopeLists, scopesNow } from './chain'
import { type CostRules, rulesSql } from './cost-rules'
import { openOf, RESERVED, type Reservation, type ReservationRow } from './reservations'
import { monthOf } from './rules/period'
import type { Priced } from './rules/price'
import type { ScopeKind } from './schema'

// The books of a company are open to all who spend, and closed while budgets are set: a budget that is new counts what was spent
// before, and misses nothing that is spent meanwhile. The order of all locks: agent, books, the run's reservation,
// budgets in the order of the chain.
export const BOOKS = `hashtextextended('books ' || $1::uuid::text, 0)`

type Spending = { agentId: string; taskId: string | null; runId: string | null }
type Opened = Scopes & {
  month: string
  agentName: string
  /** The task that is named, else the run's. */
  taskId: string | null
  /** The run is one of the agent's. */
  isOfRun: boolean
  hasReservation: boolean
}

/**
 * Locks an agent whose spend is about to be counted, and says where. What a run spends counts where the run was admitted, also when
 * the agent, or the run's own task, has moved since: that is where it was reserved. Another task counts where it is.
 * @returns null when there is no such agent
 */
export function openBooks(work: Work, spending: Spending): Promise<Opened | null> {
  return opened<object>(work, spending, OPENED)
}

/** The same for a cost of a model, with what decides about it. */
export function openBooksFor(work: Work, spending: Spending, { model, provider, at }: Priced) {
  return opened<CostRules>(work, spending, OPENED_WITH_RULES, [model, provider, at])
}

const openedSql = (more: string) => {
  const now = scopesNow('agent.id', 'coalesce($3, run."taskId")')
  return `WITH agent AS MATERIALIZED (
       SELECT id, name FROM "Agent" WHERE "companyId" = $1 AND id = $2 FOR NO KEY UPDATE
     ), run AS MATERIALIZED (
       SELECT run.id, run."taskId" FROM agent JOIN "Run" run ON run."companyId" = $1 AND run.id = $4 AND run."agentId" = agent.id
     ), reservation AS MATERIALIZED (
       SELECT r.*, $3::uuid IS NULL OR run."taskId" IS NOT DISTINCT FROM $3 AS "isItsTask" FROM run
       JOIN "Reservation" r ON r."companyId" = $1 AND r."runId" = run.id
     )
     SELECT c."timeZone", agent.name AS "agentName", coalesce($3, run."taskId") AS "taskId", run.id IS NOT NULL AS "isOfRun",
       r."runId" IS NOT NULL AS "hasReservation", coalesce(r."managerIds", ${now.managerIds}) AS "managerIds",
       coalesce(r."teamIds", ${now.teamIds}) AS "teamIds",
       CASE WHEN r."isItsTask" THEN r."projectId" ELSE ${now.projectId} END AS "projectId",
       CASE WHEN r."isItsTask" THEN r."goalIds" ELSE ${now.goalIds} END AS "goalIds", pg_advisory_xact_lock_shared(${BOOKS})::text${more}
     FROM agent JOIN "Company" c ON c.id = $1 LEFT JOIN run ON true LEFT JOIN reservation r ON true`
}

const OPENED = openedSql('')
const OPENED_WITH_RULES = openedSql(`, ${rulesSql({ agent: 'agent.id', model: '$5', provider: '$6', at: '$7' })}`)

async function opened<More extends object>(work: Work, spending: Spending, text: string, more: unknown[] = []) {
  const [row] = await work.sql<Omit<Opened, 'month'> & { timeZone: string } & More>(text, [
    ...[work.companyId, spending.agentId, spending.taskId, spending.runId],
    ...more,
  ])
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

async function lockAgent(work: Work, agentId: string): Promise<void> {
  await work.sql(`SELECT id FROM "Agent" WHERE "companyId" = $1 AND id = $2 FOR NO KEY UPDATE`, [
    work.companyId,
    agentId,
  ])
}

/** Nobody of the company spends until the end of this transaction; of a budget or pool of an agent, the agent is locked before. */
export async function closeBooks(work: Work, { scopeKind, scopeId }: Scope): Promise<void> {
  if (scopeKind === 'agent' || scopeKind === 'subtree') await lockAgent(work, scopeId)
  await work.sql(`SELECT pg_advisory_xact_lock(${BOOKS})::text`, [work.companyId])
}

/** A budget that is locked until the end of the transaction. */
export type LockedBudget = Budget & {
  /** The spend counts on it. */
  isCounted: boolean
  /** The run has reserved on it. */
  isReserved: boolean
}

/** The reservation of a run, locked before its budgets: a hold that does not fit into it after all keeps its lock (holds.ts). */
const OWN = `own AS MATERIALIZED (
    SELECT ${RESERVED} FROM "Reservation" r WHERE r."companyId" = $1 AND r."runId" = $4 FOR NO KEY UPDATE
  )`

/** The budgets that a spend counts on, and those on which its run has reserved, locked in their order. */
const LOCKED = `${OWN}, named AS (
    SELECT b.id, true AS counted, false AS reserved FROM unnest($2::text[], $3::uuid[]) AS scope(kind, id)
    JOIN "Budget" b ON b."companyId" = $1 AND b."scopeKind" = scope.kind AND b."scopeId" = scope.id
    UNION ALL SELECT unnest("budgetIds"), false, true FROM own WHERE "settledAt" IS NULL
  ), locked AS MATERIALIZED (
    SELECT ${BUDGET}, x.counted AS "isCounted", x.reserved AS "isReserved"
    FROM (SELECT id, bool_or(counted) AS counted, bool_or(reserved) AS reserved FROM named GROUP BY id) x
    JOIN "Budget" b ON b."companyId" = $1 AND b.id = x.id ORDER BY ${RANK}, b.id FOR NO KEY UPDATE OF b
  )`

/** Locks the budgets that a spend counts on. */
export function lockChain(work: Work, agentId: string, scopes: Scopes): Promise<LockedBudget[]> {
  return work.sql<LockedBudget>(`WITH ${LOCKED} SELECT * FROM locked b ORDER BY ${RANK}, b."budgetId"`, [
    work.companyId,
    ...scopeLists(work.companyId, agentId, scopes),
    null,
  ])
}

/** Locks the budgets that a spend counts on, and those on which its run has reserved, behind its reservation. */
export async function lockChainOfRun(
  work: Work,
  agentId: string,
  scopes: Scopes,
  runId: string,
): Promise<{ locked: LockedBudget[]; reservation: Reservation | null }> {
  const rows = await work.sql<LockedBudget & { reservation: ReservationRow | null }>(
    `WITH ${LOCKED} SELECT b.*, to_jsonb(own) AS reservation FROM locked b LEFT JOIN own ON true ORDER BY ${RANK}, b."budgetId"`,
    [work.companyId, ...scopeLists(work.companyId, agentId, scopes), runId],
  )
  const row = rows[0]?.reservation
  return { locked: rows.map(({ reservation: _same, ...budget }) => budget), reservation: row ? openOf(row) : null }
}

/** Locks a run's reservation and behind it the budgets on which it has reserved: it grows behind both only. Empty when it has none. */
export function lockReserved(work: Work, runId: string): Promise<Budget[]> {
  return work.sql<Budget>(
    `WITH own AS MATERIALIZED (
       SELECT "budgetIds" FROM "Reservation" WHERE "companyId" = $1 AND "runId" = $2 FOR NO KEY UPDATE
     ) SELECT ${BUDGET} FROM own JOIN "Budget" b ON b."companyId" = $1 AND b.id = ANY(own."budgetIds")
     ORDER BY ${RANK}, b.id FOR NO KEY UPDATE OF b`,
    [work.companyId, runId],
  )
}

/** Locks the budgets of one scope for a change of its standing; of an agent's, the agent first. */
export async function lockScope(work: Work, scope: Scope): Promise<void> {
  if (scope.scopeKind === 'agent') await lockAgent(work, scope.scopeId)
  await work.sql(
    `SELECT id FROM "Budget" WHERE "companyId" = $1 AND "scopeKind" = $2 AND "scopeId" = $3 ORDER BY id FOR NO KEY UPDATE`,
    [work.companyId, scope.scopeKind, scope.scopeId],
  )
}
