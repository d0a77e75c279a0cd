import { z } from 'zod'
import { defineQuery, type View } from '@/platform/command'
import { notFound } from '@/platform/errors'
import type { TaskView } from '../schema'

export const TASK_ROW_COLUMNS = `t.id, t."companyId", t.identifier, t.title, t.state, t.priority, t.complexity, t."assigneeId",
  a.name AS "assigneeName", t."goalId", t."parentId", t."requestDepth", t."messageCount", t."createdAt", t."updatedAt"`

/** Titles from the mission down to the goal of `t`. */
export const GOAL_ANCESTRY = `(WITH RECURSIVE up AS (
    SELECT "parentId", title, 0 AS step FROM "Goal" WHERE "companyId" = $1 AND id = t."goalId"
    UNION ALL
    SELECT g."parentId", g.title, up.step + 1 FROM "Goal" g JOIN up ON g."companyId" = $1 AND g.id = up."parentId" WHERE up.step < 64
  ) SELECT array_agg(title ORDER BY step DESC) FROM up)`

/** One task by id, or by an identifier such as NOT-12, with goal ancestry, lease and cost. */
export const getTask = defineQuery({
  name: 'getTask',
  grant: 'task:read',
  input: z.union([z.object({ taskId: z.uuid() }), z.object({ identifier: z.string().max(40) })]),
  async run(view, input): Promise<TaskView> {
    const [task] = await selectTask(view, input)
    if (!task) throw notFound('task')
    return task
  },
})

function selectTask(view: View, input: { taskId: string } | { identifier: string }) {
  const [condition, value] =
    'taskId' in input ? ['t.id = $2', input.taskId] : ['t.number = $2', numberOf(input.identifier)]
  return view.sql<TaskView>(
    `SELECT ${TASK_ROW_COLUMNS}, t.description, t."blockedReason", t."completionSummary", t."createdByKind", t."createdById",
            t."startedAt", t."completedAt",
            (SELECT coalesce(sum("costMicros"), 0)::bigint FROM "CostEntry" WHERE "companyId" = $1 AND "taskId" = t.id) AS "costMicros",
            (SELECT jsonb_build_object('agentId', l."agentId", 'agentName', h.name, 'runId', l."runId", 'fence', l.fence,
               'expiresAt', to_char(l."expiresAt" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
             FROM "Lease" l JOIN "Agent" h ON h."companyId" = $1 AND h.id = l."agentId"
             WHERE l."companyId" = $1 AND l."taskId" = t.id AND l."expiresAt" > $3) AS lease,
            ${GOAL_ANCESTRY} AS "goalAncestry"
     FROM "Task" t LEFT JOIN "Agent" a ON a."companyId" = $1 AND a.id = t."assigneeId"
     WHERE t."companyId" = $1 AND ${condition}`,
    [view.companyId, value, view.now],
  )
}

/** "NOT-12" → 12; -1, which no task has, for anything else. */
function numberOf(identifier: string): number {
  const digits = /^[A-Za-z0-9]+-(\d{1,9})$/.exec(identifier)?.[1]
  return digits ? Number(digits) : -1
}
