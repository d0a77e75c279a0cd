import { defineCommand, runOf, type Work } from '@/platform/command'
import { notFound } from '@/platform/errors'
import { mentionedAgents } from '../rules/mentions'
import { isOver } from '../rules/state-machine'
import { MessageView, PostMessage, type TaskState } from '../schema'

/**
 * Adds a message to a task's thread. Each agent that is mentioned, and the assignee of open work, is woken once; nobody by itself.
 * The role comes from who writes: an agent's message is an agent's, whatever the request says.
 */
export const postMessage = defineCommand({
  name: 'postMessage',
  grant: 'message:write',
  input: PostMessage,
  output: MessageView,
  records: ['message.posted'],
  announces: ['message/posted'],
  async run(work, input): Promise<MessageView> {
    const { task, message } = await insertMessage(work, input)
    const wakes = await whomToWake(work, input.content, task)
    work.record({
      action: 'message.posted',
      subject: { kind: 'message', id: message.id },
      details: { taskId: input.taskId, mentioned: wakes.map((wake) => wake.agentId) },
    })
    work.announce({
      name: 'message/posted',
      data: {
        companyId: work.companyId,
        taskId: input.taskId,
        messageId: message.id,
        wakes,
        causeRunId: runOf(work.actor),
      },
      forEngine: wakes.length > 0,
    })
    return message
  },
})

type Thread = { assigneeId: string | null; state: TaskState }

async function insertMessage(work: Work, input: typeof PostMessage._output) {
  const { actor } = work
  const role = actor.kind === 'person' ? 'human' : actor.kind
  const [row] = await work.sql<MessageView & Thread>(
    `WITH task AS (
       UPDATE "Task" SET "messageCount" = "messageCount" + 1, "updatedAt" = $9 WHERE "companyId" = $1 AND id = $2
       RETURNING id, "assigneeId", state
     ), message AS (
       INSERT INTO "Message" (id, "companyId", "taskId", role, "authorKind", "authorId", "runId", content, "toolCalls", "createdAt")
       SELECT $3, $1, task.id, $4, $5, $6, $7, $8, $10, $9 FROM task
       RETURNING id, "taskId", role, "authorKind", "authorId", "runId", content, "toolCalls", "createdAt"
     )
     SELECT message.*, task."assigneeId", task.state, ${AUTHOR_NAME} AS "authorName" FROM message CROSS JOIN task`,
    [
      work.companyId,
      input.taskId,
      work.newId(),
      role,
      actor.kind,
      actor.kind === 'system' ? work.companyId : actor.id,
      runOf(actor),
      input.content,
      work.now,
      JSON.stringify(input.toolCalls),
    ],
  )
  if (!row) throw notFound('task')
  const { assigneeId, state, ...message } = row
  return { task: { assigneeId, state }, message }
}

/** Who wrote `message`, by name; the product's own messages are the system's. */
export const AUTHOR_NAME = `coalesce(CASE message."authorKind"
  WHEN 'agent' THEN (SELECT name FROM "Agent" WHERE "companyId" = current_company() AND id = message."authorId")
  WHEN 'person' THEN (SELECT name FROM "Person" WHERE id = message."authorId") END, 'System')`

async function whomToWake(work: Work, content: string, task: Thread) {
  const self = work.actor.kind === 'agent' ? work.actor.id : null
  const mentioned = content.includes('@') || content.includes('agent://') ? await mentionsIn(work, content) : []
  const wakes = mentioned.map((agentId) => ({ agentId, cause: 'mention' }))
  if (task.assigneeId && !isOver(task.state) && !mentioned.includes(task.assigneeId) && work.actor.kind !== 'system') {
    wakes.push({ agentId: task.assigneeId, cause: 'message' })
  }
  return wakes.filter((wake) => wake.agentId !== self)
}

async function mentionsIn(work: Work, content: string): Promise<string[]> {
  const agents = await work.sql<{ id: string; name: string }>(
    `SELECT id, name FROM "Agent" WHERE "companyId" = $1 AND status <> 'terminated'`,
    [work.companyId],
  )
  return mentionedAgents(content, agents)
}
