import { z } from 'zod'
import { ancestryOf } from '@/features/goals'
import { defineQuery, type View } from '@/platform/command'
import { notFound } from '@/platform/errors'
import type { TaskView } from '../schema'
import { liveLease } from '../store'

export const TASK_ROW_COLUMNS = `t.id, t."companyId", t.identifier, t.title, t.state, t.priority, t.complexity, t."assigneeId",
  a.name AS "assigneeName", t."goalId", t."parentId", t."requestDepth", t."messageCount", t."createdAt", t."updatedAt"`

/** One task by id, or by an identifier such as NOT-12, with goal ancestry, lease and cost. */
export const getTask = defineQuery({
  name: 'getTask',
  grant: 'task:read',
  input: z.union([z.object({ taskId: z.uuid() }), z.object({ identifier: z.string().max(40) })]),
  async run(view, input): Promise<TaskView> {
    const [task] = await selectTask(view, input)
    if (!task) throw notFound('task')
    const lease = await liveLease(view, task.id)
    return { ...task, lease, goalAncestry: await ancestryOf(view, task.goalId) }
  },
})

function selectTask(view: View, input: { taskId: string } | { identifier: string }) {
  const [condition, value] =
    'taskId' in input ? ['t.id = $2', input.taskId] : ['t.number = $2', numberOf(input.identifier)]
  return view.sql<Omit<TaskView, 'lease' | 'goalAncestry'>>(
    `SELECT ${TASK_ROW_COLUMNS}, t.description, t."blockedReason", t."completionSummary", t."createdByKind", t."createdById",
            t."startedAt", t."completedAt",
            (SELECT coalesce(sum("costMicros"), 0)::bigint FROM "CostEntry" WHERE "companyId" = $1 AND "taskId" = t.id) AS "costMicros"
     FROM "Task" t LEFT JOIN "Agent" a ON a."companyId" = $1 AND a.id = t."assigneeId"
     WHERE t."companyId" = $1 AND ${condition}`,
    [view.companyId, value],
  )
}

/** "NOT-12" → 12; -1, which no task has, for anything else. */
function numberOf(identifier: string): number {
  const digits = /^[A-Za-z0-9]+-(\d{1,9})$/.exec(identifier)?.[1]
  return digits ? Number(digits) : -1
}
