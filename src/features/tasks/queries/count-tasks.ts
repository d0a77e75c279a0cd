import { defineQuery } from '@/platform/command'
import { TASK_STATES, type TaskState } from '../schema'
import { conditionsOf, ListTasks, requirePerson } from './list-tasks'

/** How many tasks `listTasks` has with the same filters, by state; states without any are left out. */
export const countTasks = defineQuery({
  name: 'countTasks',
  grant: 'task:read',
  input: ListTasks.omit({ before: true, limit: true }),
  async run(view, filter): Promise<Partial<Record<TaskState, number>>> {
    const asked = { ...filter, limit: TASK_STATES.length }
    requirePerson(view, asked)
    const { where, values } = conditionsOf(view, asked)
    const rows = await view.sql<{ state: TaskState; tasks: number }>(
      `SELECT t.state, count(*)::int AS tasks FROM "Task" t WHERE ${where.join(' AND ')} GROUP BY t.state LIMIT $2`,
      values,
    )
    return Object.fromEntries(rows.map(({ state, tasks }) => [state, tasks]))
  },
})
