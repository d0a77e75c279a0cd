import { z } from 'zod'
import { markTask } from '@/features/tasks'
import { publicId } from '@/platform/ids'
import { Instant, shownId } from './fields'
import { route } from './route'

const Mark = z
  .object({ task_id: shownId('task'), unread: z.boolean(), read_at: Instant.nullable() })
  .meta({ id: 'TaskMark' })

function row(method: 'post' | 'delete', isUnread: boolean, summary: string, description: string) {
  return route({
    ...{ method, path: '/tasks/{task_id}/read', name: 'markTask', tag: 'Tasks', summary, description },
    answer: Mark,
    run: async ({ caller, id, options }) => {
      const mark = await markTask(caller, { taskId: id, isUnread }, options)
      return { task_id: publicId('task', mark.taskId), unread: mark.isUnread, read_at: mark.readAt }
    },
  })
}

/** What a person notes of a task for itself. */
export const taskMarks = [
  row('post', false, 'Mark a task as read', 'For people. A message of somebody else makes it unread again.'),
  row('delete', true, 'Mark a task as unread', 'For people.'),
]
