import { z } from 'zod'
import { getTask } from '@/features/tasks'
import { defineQuery, type View } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { conversationPage, type ThreadMessage } from '../rules/conversation'

/** More is a mistake, or an archive: the bundle of the company has it. */
const MOST_MESSAGES = 20_000
const PAGE = 500

/** A task's thread as one text: JSON for programs, Markdown for people. */
export const exportConversation = defineQuery({
  name: 'exportConversation',
  grant: 'task:read',
  input: z.object({ taskId: z.uuid(), format: z.enum(['json', 'md']).default('md') }),
  async run(view, { taskId, format }): Promise<{ fileName: string; contentType: string; text: string }> {
    const { identifier, title, description, state, createdAt, completedAt, completionSummary, assigneeName } =
      await getTask.within(view, { taskId })
    const task = { identifier, title, description, state, assigneeName, createdAt, completedAt, completionSummary }
    const messages = await threadOf(view, taskId)
    return format === 'json'
      ? {
          fileName: `${identifier}.json`,
          contentType: 'application/json',
          text: `${JSON.stringify({ task, messages }, null, 2)}\n`,
        }
      : {
          fileName: `${identifier}.md`,
          contentType: 'text/markdown; charset=utf-8',
          text: conversationPage(task, messages),
        }
  },
})

async function threadOf(view: View, taskId: string): Promise<ThreadMessage[]> {
  const messages: (ThreadMessage & { id: string })[] = []
  for (;;) {
    const page = await view.sql<ThreadMessage & { id: string }>(
      `SELECT m.id, m.role, coalesce(m."importedAuthor", a.name, CASE WHEN m."authorKind" = 'person' THEN p.name END, 'System') AS author, m.content,
         m."toolCalls", m."createdAt", m."editedAt"
       FROM "Message" m LEFT JOIN "Agent" a ON a."companyId" = $1 AND m."authorKind" = 'agent' AND a.id = m."authorId"
       LEFT JOIN "Person" p ON m."authorKind" = 'person' AND p.id = m."authorId"
       WHERE m."companyId" = $1 AND m."taskId" = $2 AND ($3::uuid IS NULL OR m.id > $3) ORDER BY m.id LIMIT ${PAGE}`,
      [view.companyId, taskId, messages.at(-1)?.id ?? null],
    )
    messages.push(...page)
    if (page.length < PAGE) return messages.map(({ id: _id, ...message }) => message)
    if (messages.length >= MOST_MESSAGES) {
      throw new Refusal(
        'invalid_input',
        `The thread has more than ${MOST_MESSAGES} messages. Export the company instead.`,
        { rule: 'thread_too_long' },
      )
    }
  }
}
