import { z } from 'zod'
import { defineQuery, type View } from '@/platform/command'
import { notFound } from '@/platform/errors'
import type { TaskView } from '../schema'
import { ASSIGNEE, TASK_VIEW_COLUMNS } from './task-columns'

/** One task by id, or by an identifier such as NOT-12, with what it hangs on, its lease and its cost. */
export const getTask = defineQuery({
  name: 'getTask',
  grant: 'task:read',
  input: z.union([z.object({ taskId: z.uuid() }), z.object({ identifier: z.string().max(40) })]),
  async run(view, input): Promise<TaskView> {
    const [task] = await selectTask(view, input)
    if (!task) throw notFound('task')
    return withParent(task)
  },
})

/** A task as it comes from `TASK_VIEW_COLUMNS`. */
export function withParent(task: Omit<TaskView, 'parent'>): TaskView {
  return { ...task, parent: task.ancestors[0] ?? null }
}

function selectTask(view: View, input: { taskId: string } | { identifier: string }) {
  const [condition, value] =
    'taskId' in input ? ['t.id = $2', input.taskId] : ['t.number = $2', numberOf(input.identifier)]
  return view.sql<Omit<TaskView, 'parent'>>(
    `SELECT ${TASK_VIEW_COLUMNS},
            (SELECT jsonb_build_object('agentId', l."agentId", 'agentName', h.name, 'runId', l."runId", 'fence', l.fence,
               'expiresAt', to_char(l."expiresAt" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
             FROM "Lease" l JOIN "Agent" h ON h."companyId" = $1 AND h.id = l."agentId"
             WHERE l."companyId" = $1 AND l."taskId" = t.id AND l."expiresAt" > $3) AS lease
     FROM "Task" t ${ASSIGNEE} WHERE t."companyId" = $1 AND ${condition}`,
    [view.companyId, value, view.now],
  )
}

/** "NOT-12" → 12; -1, which no task has, for anything else. */
export function numberOf(identifier: string): number {
  const digits = /^[A-Za-z0-9]+-(\d{1,9})$/.exec(identifier)?.[1]
  return digits ? Number(digits) : -1
}
