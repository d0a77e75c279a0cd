import { z } from 'zod'
import { currentPeriod } from '@/features/budgets'
import { defineQuery, type View } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { inTreeOrder } from '../rules/tree'
import type { AgentRow } from '../schema'
import { ROW_COLUMNS, ROW_JOINS } from '../store'

const MOST_AGENTS = 1000

/** `depth` is 1 for direct reports. */
export type SubtreeRow = AgentRow & { depth: number; blockedTasks: number }

/**
 * The reports of an agent at all levels, managers before their reports, with what they do, spend, and are blocked at; at most 1,000.
 * An agent that names nobody means itself.
 */
export const mySubtree = defineQuery({
  name: 'mySubtree',
  grant: 'org:read',
  input: z.object({ agentId: z.uuid().optional() }),
  async run(view, { agentId }): Promise<SubtreeRow[]> {
    const top = agentId ?? (view.actor.kind === 'agent' ? view.actor.id : null)
    if (!top)
      throw new Refusal('invalid_input', 'agentId: name the agent whose reports you want.', { field: 'agentId' })
    const rows = await selectBelow(view, top)
    if (rows.length === 0 && !(await view.db.agent.findFirst({ where: { id: top }, select: { id: true } }))) {
      throw notFound('agent')
    }
    return inTreeOrder(rows).map((row) => ({ ...row, depth: row.depth + 1 }))
  },
})

/** Terminated agents are left out; what is below them counts. */
async function selectBelow(view: View, top: string) {
  return view.sql<AgentRow & { blockedTasks: number }>(
    `WITH RECURSIVE below AS (
       SELECT id FROM "Agent" WHERE "companyId" = $1 AND "managerId" = $3
       UNION
       SELECT a.id FROM "Agent" a JOIN below ON a."companyId" = $1 AND a."managerId" = below.id
     )
     SELECT ${ROW_COLUMNS},
       (SELECT count(*)::int FROM "Task" WHERE "companyId" = $1 AND "assigneeId" = a.id AND state = 'blocked') AS "blockedTasks"
     FROM below JOIN "Agent" a ON a."companyId" = $1 AND a.id = below.id ${ROW_JOINS}
     WHERE a.status <> 'terminated' ORDER BY a."createdAt", a.id LIMIT ${MOST_AGENTS}`,
    [view.companyId, await currentPeriod(view), top],
  )
}
