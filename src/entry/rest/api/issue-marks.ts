import { z } from 'zod'
import { type MarkView, markTask } from '@/features/tasks'
import { Id, InstantOrNull } from './fields'
import { route } from './route'

const Mark = z
  .object({ issueId: Id, isUnread: z.boolean(), readAt: InstantOrNull, archivedAt: InstantOrNull })
  .meta({ id: 'IssueMark' })

type Path = '/issues/{id}/read' | '/issues/{id}/inbox-archive'
type Wish = { isUnread: boolean } | { isArchived: boolean }

function row(method: 'post' | 'delete', path: Path, wish: Wish, summary: string, description = 'For people.') {
  return route({
    ...{ method, path, name: 'markTask', tag: 'Issues', summary, description },
    answer: Mark,
    run: async ({ caller, id, options }) => {
      const { taskId, ...mark }: MarkView = await markTask(caller, { taskId: id, ...wish }, options)
      return { issueId: taskId, ...mark }
    },
  })
}

/** What a person notes of an issue for itself. */
export const issueMarks = [
  row(
    ...(['post', '/issues/{id}/read', { isUnread: false }, 'Mark an issue as read'] as const),
    'For people. A comment of somebody else makes it unread again.',
  ),
  row('delete', '/issues/{id}/read', { isUnread: true }, 'Mark an issue as unread'),
  row(
    ...(['post', '/issues/{id}/inbox-archive', { isArchived: true }, 'Take an issue out of the inbox'] as const),
    'For people. A comment of somebody else brings it back.',
  ),
  row('delete', '/issues/{id}/inbox-archive', { isArchived: false }, 'Put an issue back into the inbox'),
]
