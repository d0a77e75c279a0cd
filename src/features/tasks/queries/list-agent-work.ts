import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { type TaskRow, TaskState } from '../schema'
import { TASK_ROW_COLUMNS } from './get-task'

/** An agent's work as it should pick it: what it is in first, then by priority, then the oldest. */
export const listAgentWork = defineQuery({
  name: 'listAgentWork',
  grant: 'task:read',
  input: z.object({
    agentId: z.uuid(),
    states: z.array(TaskState).min(1).default(['todo', 'in_progress', 'in_review', 'blocked']),
    limit: z.int().min(1).max(500).default(200),
  }),
  run: (view, { agentId, states, limit }) =>
    view.sql<TaskRow & { description: string }>(
      `SELECT ${TASK_ROW_COLUMNS}, t.description FROM "Task" t
       JOIN "Agent" a ON a."companyId" = $1 AND a.id = t."assigneeId"
       WHERE t."companyId" = $1 AND t."assigneeId" = $2 AND t.state = ANY($3)
       ORDER BY (t.state = 'in_progress') DESC, array_position(ARRAY['critical', 'high', 'medium', 'low'], t.priority),
         t."createdAt", t.id LIMIT $4`,
      [view.companyId, agentId, states, limit],
    ),
})
