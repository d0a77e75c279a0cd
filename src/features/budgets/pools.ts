import type { View, Work } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { formatMicros } from '@/platform/money'
import { closeBooks } from './locks'
import type { BudgetInvariant, BudgetName } from './schema'

const OF_MONTH = (alias: string) => `${alias}.metric = 'money' AND ${alias}."window" = 'month'`

/**
 * What a direct report has of its manager's pool: its own pool where it has one, else its own budget. Without either it has no part: it
 * spends of the pool, which stops it.
 */
const PART = 'coalesce(pool.cap, own.cap)'
const partOf = (agent: string) => `SELECT ${PART} FROM (SELECT ${agent}::uuid AS id) one
  LEFT JOIN "Budget" own ON own."companyId" = $1 AND own."scopeKind" = 'agent' AND own."scopeId" = one.id AND ${OF_MONTH('own')}
  LEFT JOIN "Budget" pool ON pool."companyId" = $1 AND pool."scopeKind" = 'subtree' AND pool."scopeId" = one.id AND ${OF_MONTH('pool')}`

/** What an agent has of its manager's pool; null when it has no part. */
export async function partIn(view: View, agentId: string): Promise<number | null> {
  const [row] = await view.sql<{ part: number | null }>(`SELECT (${partOf('$2')}) AS part`, [view.companyId, agentId])
  return row?.part ?? null
}

export const REPORTS = `"Agent" a
  LEFT JOIN "Budget" own ON own."companyId" = $1 AND own."scopeKind" = 'agent' AND own."scopeId" = a.id AND ${OF_MONTH('own')}
  LEFT JOIN "Budget" pool ON pool."companyId" = $1 AND pool."scopeKind" = 'subtree' AND pool."scopeId" = a.id AND ${OF_MONTH('pool')}
  WHERE a."companyId" = $1 AND a."managerId" = $2 AND a.status <> 'terminated'`

export type Pool = {
  invariant: BudgetInvariant
  /** Cap of money a month of the manager and all below it; null when there is no limit. */
  poolMicros: number | null
  /** What its direct reports have of it together. */
  allottedMicros: number
  managerName: string
}

/** The pool of a manager, and what is handed on of it. */
export async function poolOf(view: View, managerId: string): Promise<Pool> {
  const [row] = await view.sql<Pool>(
    `SELECT c."budgetInvariant" AS invariant, (SELECT coalesce(sum(${PART}), 0)::bigint FROM ${REPORTS}) AS "allottedMicros", (
       SELECT b.cap FROM "Budget" b WHERE b."companyId" = $1 AND b."scopeKind" = 'subtree' AND b."scopeId" = $2 AND ${OF_MONTH('b')}
     ) AS "poolMicros", coalesce((SELECT name FROM "Agent" WHERE "companyId" = $1 AND id = $2), '') AS "managerName"
     FROM "Company" c WHERE c.id = $1`,
    [view.companyId, managerId],
  )
  return row!
}

/**
 * For an agent that comes below a manager, by a hire or a move, with what it has of the manager's pool. One without a limit has no part.
 * @throws Refusal broken_rule where the company enforces pools
 */
export async function requireRoom(work: Work, agentId: string): Promise<void> {
  const [agent] = await work.sql<{ managerId: string }>(
    `SELECT a."managerId" FROM "Agent" a JOIN "Company" c ON c.id = $1 AND c."budgetInvariant" = 'enforce'
     WHERE a."companyId" = $1 AND a.id = $2 AND a."managerId" IS NOT NULL AND (${partOf('$2')}) > 0`,
    [work.companyId, agentId],
  )
  if (!agent) return
  await closeBooks(work, { scopeKind: 'agent', scopeId: agentId })
  requireFits(await poolOf(work, agent.managerId), true, true)
}

type Change = Pick<BudgetName, 'scopeKind' | 'scopeId' | 'metric' | 'window'> & {
  before: number | null
  cap: number | null
}

/**
 * Whether a cap that was just set, behind closed books, keeps what an organisation promises: the budgets of direct reports fit into their
 * manager's pool. A manager may never hand on more than it has; others only where the company enforces it. Lowering is always allowed.
 * @throws Refusal forbidden for a manager, broken_rule for others, with the figures
 */
export async function requirePool(work: Work, change: Change): Promise<void> {
  const { scopeKind, scopeId, metric, window, before, cap } = change
  const isOfPools = metric === 'money' && window === 'month' && (scopeKind === 'agent' || scopeKind === 'subtree')
  const isBoard = work.grants.has('budget:write')
  if (!isOfPools) return isBoard ? undefined : refuseOthers()
  const [agent] = await work.sql<{ managerId: string | null }>(
    `SELECT "managerId" FROM "Agent" WHERE "companyId" = $1 AND id = $2`,
    [work.companyId, scopeId],
  )
  const managerId = agent?.managerId ?? null
  if (!isBoard && managerId !== work.actor.id) refuseOthers()
  if (!isBoard && cap === null) throw new Refusal('forbidden', 'A manager hands on an amount, never no limit.')
  // without a pool of its own, a report has its own budget of the manager's pool, which may be more
  const isLifted = scopeKind === 'subtree' && cap === null && before !== null
  const isRaised = isLifted || (cap !== null && (before === null || cap > before))
  if (managerId && (isRaised || !isBoard)) requireFits(await poolOf(work, managerId), isBoard, isRaised)
  const isLowered = cap !== null && (before === null || cap < before)
  if (scopeKind === 'subtree' && isLowered) requireFits(await poolOf(work, scopeId), isBoard, true)
}

function refuseOthers(): never {
  throw new Refusal('forbidden', 'A manager sets budgets of money a month of its direct reports, and their pools.')
}

function requireFits(
  { invariant, poolMicros, allottedMicros, managerName }: Pool,
  isBoard: boolean,
  isWorse: boolean,
): void {
  if (isBoard && invariant !== 'enforce') return
  if (poolMicros === null) {
    if (isBoard) return
    throw new Refusal('forbidden', 'There is no pool to hand on: the board sets one first.', { rule: 'no_pool' })
  }
  if (!isWorse || allottedMicros <= poolMicros) return
  const sentence = `The reports of ${managerName} would have ${formatMicros(allottedMicros)} a month together, of a pool of ${formatMicros(poolMicros)}.`
  const facts = { rule: 'pool_exceeded', poolMicros, allottedMicros, overMicros: allottedMicros - poolMicros }
  throw new Refusal(isBoard ? 'broken_rule' : 'forbidden', sentence, facts)
}
