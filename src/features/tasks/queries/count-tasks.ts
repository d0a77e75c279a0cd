import { defineQuery } from '@/platform/command'
import { MOST_COUNTED } from '../rules/count-text'
import { TASK_STATES, type TaskState } from '../schema'
import { conditionsOf, ListTasks, requirePerson } from './list-tasks'

/** How many tasks `listTasks` has with the same filters, by state, each up to `MOST_COUNTED`; states without any are left out. */
export const countTasks = defineQuery({
  name: 'countTasks',
  grant: 'task:read',
  input: ListTasks.omit({ before: true, limit: true }),
  async run(view, filter): Promise<Partial<Record<TaskState, number>>> {
    const { states = TASK_STATES, ...others } = { ...filter, limit: MOST_COUNTED }
    requirePerson(view, others)
    const { where, values } = conditionsOf(view, others)
    // the order is that of the index by state, which without it is not taken for a state that most tasks have
    const rows = await view.sql<{ state: TaskState; tasks: number }>(
      `SELECT s.state, n.tasks FROM unnest($${values.length + 1}::text[]) s(state) CROSS JOIN LATERAL (
         SELECT count(*)::int AS tasks FROM (SELECT FROM "Task" t WHERE ${where.join(' AND ')} AND t.state = s.state
           ORDER BY t."createdAt" DESC, t.id DESC LIMIT $2) f) n
       WHERE n.tasks > 0`,
      [...values, states],
    )
    return Object.fromEntries(rows.map(({ state, tasks }) => [state, tasks]))
  },
})
