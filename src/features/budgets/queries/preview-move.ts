import { z } from 'zod'
import { defineQuery, type View } from '@/platform/command'
import { notFound } from '@/platform/errors'
import { type Pool, partIn, poolOf } from '../pools'
import { budgetView } from '../rules/view'
import type { BudgetView } from '../schema'
import { selectBudgets } from '../store'

export type MovePreview = {
  /** The new manager's pool with the agent in it; null when the agent takes no part of one. */
  pool: (Pool & { poolMicros: number; overMicros: number }) | null
  /** The company refuses the move. */
  isRefused: boolean
  /** Pools on which the agent and all below it count from the next run on, and did not before; and the other way round. */
  joins: BudgetView[]
  leaves: BudgetView[]
}

/** What a move below another manager would do to budgets: whether it fits into the manager's pool, and which pools pay from then on. */
export const previewMove = defineQuery({
  name: 'previewMove',
  grant: 'budget:read',
  input: z.object({ agentId: z.uuid(), managerId: z.uuid() }),
  async run(view, { agentId, managerId }): Promise<MovePreview> {
    const { before, after } = await managersOf(view, agentId, managerId)
    const { period, rows } = await selectBudgets(view, { scopeKind: 'subtree' })
    const payers = (of: string[], but: string[]) =>
      rows
        .filter(({ scopeId, cap }) => cap !== null && of.includes(scopeId) && !but.includes(scopeId))
        .map((row) => budgetView(row, period))
    const pool = await poolWith(view, { agentId, managerId, isNew: before[0] !== managerId })
    const isRefused = pool !== null && pool.overMicros > 0 && pool.invariant === 'enforce'
    return { pool, isRefused, joins: payers(after, before), leaves: payers(before, after) }
  },
})

async function poolWith(view: View, move: { agentId: string; managerId: string; isNew: boolean }) {
  const part = await partIn(view, move.agentId)
  const pool = await poolOf(view, move.managerId)
  const { poolMicros } = pool
  if (!part || poolMicros === null || !move.isNew) return null
  const allottedMicros = pool.allottedMicros + part
  return { ...pool, poolMicros, allottedMicros, overMicros: Math.max(0, allottedMicros - poolMicros) }
}

/** The managers that an agent has and would have, nearest first. @throws Refusal not_found */
async function managersOf(view: View, agentId: string, managerId: string) {
  const up = (from: string) => `ARRAY(WITH RECURSIVE up AS (
      SELECT id, "managerId" FROM "Agent" WHERE "companyId" = $1 AND id = ${from}
      UNION SELECT a.id, a."managerId" FROM up JOIN "Agent" a ON a."companyId" = $1 AND a.id = up."managerId"
    ) SELECT id FROM up)`
  const now = `(SELECT "managerId" FROM "Agent" WHERE "companyId" = $1 AND id = $2)`
  const known = `(SELECT count(*)::int FROM "Agent" WHERE "companyId" = $1 AND id IN ($2, $3))`
  const [row] = await view.sql<{ before: string[]; after: string[]; known: number }>(
    `SELECT ${up(now)} AS before, ${up('$3')} AS after, ${known} AS known`,
    [view.companyId, agentId, managerId],
  )
  if (row?.known !== 2) throw notFound('agent')
  return row
}
