import { withoutSecrets } from '@/features/vault'
import { runOf, type Work } from '@/platform/command'
import { notFound } from '@/platform/errors'
import { withinReach } from './rights'
import { mentionedAgents } from './rules/mentions'
import { isOver } from './rules/state-machine'
import type { MessageView, PostMessage, TaskState } from './schema'

/** What a command that posts to a thread records and announces. */
export const POSTING = { records: ['message.posted'], announces: ['message/posted'] } as const

/** Who wrote `message`, by name; the product's own messages are the system's. */
const AUTHOR_NAME = `coalesce(CASE message."authorKind"
  WHEN 'agent' THEN (SELECT name FROM "Agent" WHERE "companyId" = current_company() AND id = message."authorId")
  WHEN 'person' THEN (SELECT name FROM "Person" WHERE id = message."authorId") END, 'System')`

const OF_MESSAGE = `id, "taskId", role, "authorKind", "authorId", "runId", content, "toolCalls", "createdAt", "editedAt"`

/** A `MessageView` of the row `message`; one that came with a bundle names its author itself. */
export const MESSAGE_COLUMNS = `${OF_MESSAGE}, coalesce("importedAuthor", ${AUTHOR_NAME}) AS "authorName"`

type Draft = Pick<typeof PostMessage._output, 'taskId' | 'content' | 'toolCalls'>

/**
 * Adds a message to a thread. Each agent that it mentions, and the assignee of open work, is woken once; nobody by itself. Who writes by a
 * role in a team wakes that team's agents only.
 * @throws Refusal not_found
 */
export async function say(work: Work, draft: Draft): Promise<MessageView> {
  const { task, message } = await insertMessage(work, draft)
  const wakes = await whomToWake(work, draft.content, task)
  work.record({
    action: 'message.posted',
    subject: { kind: 'message', id: message.id },
    details: { taskId: draft.taskId, mentioned: wakes.map((wake) => wake.agentId) },
  })
  announceMessage(work, 'message/posted', message, wakes)
  return message
}

/** Says to the engine whom a message wakes. */
export function announceMessage(work: Work, name: string, message: MessageView, wakes: object[]): void {
  const { taskId, id: messageId } = message
  const data = { companyId: work.companyId, taskId, messageId, wakes, causeRunId: runOf(work.actor) }
  work.announce({ name, data, forEngine: wakes.length > 0 })
}

type Thread = { assigneeId: string | null; state: TaskState }

async function insertMessage(work: Work, draft: Draft) {
  const { actor } = work
  const role = actor.kind === 'person' ? 'human' : actor.kind
  const [row] = await work.sql<MessageView & Thread>(
    `WITH task AS (
       UPDATE "Task" SET "messageCount" = "messageCount" + 1, "updatedAt" = $9 WHERE "companyId" = $1 AND id = $2
       RETURNING id, "assigneeId", state
     ), message AS (
       INSERT INTO "Message" (id, "companyId", "taskId", role, "authorKind", "authorId", "runId", content, "toolCalls", "createdAt")
       SELECT $3, $1, task.id, $4, $5, $6, $7, $8, $10, $9 FROM task
       RETURNING ${OF_MESSAGE}
     )
     SELECT message.*, task."assigneeId", task.state, ${AUTHOR_NAME} AS "authorName" FROM message CROSS JOIN task`,
    [
      work.companyId,
      draft.taskId,
      work.newId(),
      role,
      actor.kind,
      actor.kind === 'system' ? work.companyId : actor.id,
      runOf(actor),
      draft.content,
      work.now,
      JSON.stringify(withoutSecrets(draft.toolCalls)),
    ],
  )
  if (!row) throw notFound('task')
  const { assigneeId, state, ...message } = row
  return { task: { assigneeId, state }, message }
}

async function whomToWake(work: Work, content: string, task: Thread) {
  const self = work.actor.kind === 'agent' ? work.actor.id : null
  const mentioned = await withinReach(work, 'message:write', await mentionsIn(work, content))
  const wakes = mentioned.map((agentId) => ({ agentId, cause: 'mention' }))
  if (task.assigneeId && !isOver(task.state) && !mentioned.includes(task.assigneeId) && work.actor.kind !== 'system') {
    wakes.push({ agentId: task.assigneeId, cause: 'message' })
  }
  return wakes.filter((wake) => wake.agentId !== self)
}

/** Agents that a text mentions, as `mentionedAgents` reads it. */
export async function mentionsIn(work: Work, content: string): Promise<string[]> {
  if (!content.includes('@') && !content.includes('agent://')) return []
  const agents = await work.sql<{ id: string; name: string }>(
    `SELECT id, name FROM "Agent" WHERE "companyId" = $1 AND status <> 'terminated'`,
    [work.companyId],
  )
  return mentionedAgents(content, agents)
}
