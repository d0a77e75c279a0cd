import { z } from 'zod'
import { defineCommand, type Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { getMessage } from '../queries/get-message'
import { MessageView, PostMessage } from '../schema'
import { announceMessage, mentionsIn } from '../thread'

/**
 * Changes what a message says; what it said before is kept. Agents that no earlier version mentioned are woken; the others are not
 * woken again.
 * @throws Refusal not_found, or forbidden for anybody but its author, or a person who runs the company
 */
export const editMessage = defineCommand({
  name: 'editMessage',
  grant: 'message:write',
  about: ({ messageId }) => [['message', messageId]],
  input: z.object({ messageId: z.uuid(), content: PostMessage.shape.content }),
  output: MessageView,
  records: ['message.edited'],
  announces: ['message/edited'],
  async run(work, { messageId, content }): Promise<MessageView> {
    const before = await lockMessage(work, messageId)
    requireEditor(work, before)
    if (before.content === content) {
      work.unchanged()
      return getMessage.within(work, { messageId })
    }
    const number = await store(work, before, content)
    const message = await getMessage.within(work, { messageId })
    const wakes = await newlyMentioned(work, message)
    work.record({
      action: 'message.edited',
      subject: { kind: 'message', id: messageId },
      details: { taskId: message.taskId, number, mentioned: wakes.map((wake) => wake.agentId) },
    })
    announceMessage(work, 'message/edited', message, wakes)
    return message
  },
})

type Before = { id: string; content: string; authorKind: string; authorId: string }

async function lockMessage(work: Work, messageId: string): Promise<Before> {
  const [message] = await work.sql<Before>(
    `SELECT id, content, "authorKind", "authorId" FROM "Message" WHERE "companyId" = $1 AND id = $2 FOR NO KEY UPDATE`,
    [work.companyId, messageId],
  )
  if (!message) throw notFound('message')
  return message
}

/** Who runs the company corrects what people and agents wrote; what the product said stays. */
function requireEditor(work: Work, message: Before): void {
  const { kind, id } = work.caller.actor
  if (message.authorKind === kind && message.authorId === id) return
  if (kind === 'person' && message.authorKind !== 'system' && work.grants.has('company:write')) return
  throw new Refusal('forbidden', 'A message is edited by its author.')
}

async function store(work: Work, before: Before, content: string): Promise<number> {
  const { kind, id } = work.caller.actor
  const [revision] = await work.sql<{ number: number }>(
    `WITH edited AS (UPDATE "Message" SET content = $3, "editedAt" = $4 WHERE "companyId" = $1 AND id = $2)
     INSERT INTO "MessageRevision" ("companyId", "messageId", number, content, "editorKind", "editorId", "createdAt")
     SELECT $1, $2, coalesce(max(number), 0) + 1, $5, $6, $7, $4 FROM "MessageRevision" WHERE "companyId" = $1 AND "messageId" = $2
     RETURNING number`,
    [work.companyId, before.id, content, work.now, before.content, kind, id],
  )
  return revision!.number
}

async function newlyMentioned(work: Work, message: MessageView) {
  const now = await mentionsIn(work, message.content)
  if (now.length === 0) return []
  const earlier = await work.sql<{ content: string }>(
    `SELECT content FROM "MessageRevision" WHERE "companyId" = $1 AND "messageId" = $2`,
    [work.companyId, message.id],
  )
  const told = await mentionsIn(work, earlier.map((revision) => revision.content).join('\n'))
  const self = work.caller.actor.id
  const fresh = now.filter((agentId) => !told.includes(agentId) && agentId !== self && agentId !== message.authorId)
  return fresh.map((agentId) => ({ agentId, cause: 'mention' }))
}
