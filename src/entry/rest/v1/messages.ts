import { z } from 'zod'
import {
  editMessage,
  getMessage,
  listMessageRevisions,
  listMessages,
  type MessageView,
  PostMessage,
  postMessage,
} from '@/features/tasks'
import { cut, Instant, idOf, NextCursor, pageOf, Who, whoAnswer } from './fields'
import { route } from './route'
import { Message, messageAnswer } from './task-answers'
import { actorKind } from './task-parts'

const MessageAnswer = Message.extend({ message: Message }).meta({ id: 'MessageAnswer' })

function hybrid(view: MessageView): z.output<typeof MessageAnswer> {
  const message = messageAnswer(view)
  return { ...message, message }
}

export const messages = [
  route({
    method: 'post',
    path: '/tasks/{task_id}/messages',
    name: 'postMessage',
    tag: 'Tasks',
    summary: "Post to a task's thread",
    description:
      'Wakes the assignee, and every agent that is mentioned as `@` and its id or name. The role that is stored follows ' +
      "from the key: an agent's message is an agent's, whatever the body says.",
    body: z.object({
      content: PostMessage.shape.content.meta({ example: 'Tests passing. Ready for review.' }),
      role: z.enum(['agent', 'human']).optional(),
      reopen: z.boolean().optional().meta({ description: 'Takes a task that is over up again.' }),
      tool_calls: PostMessage.shape.toolCalls.meta({
        example: [{ tool: 'bash', input: 'npm test', output: '42 tests passed in 3.1s' }],
      }),
    }),
    status: 201,
    answer: MessageAnswer,
    run: async ({ caller, id, body, options }) => {
      const input = { taskId: id, content: body.content, toolCalls: body.tool_calls, reopen: body.reopen }
      return hybrid(await postMessage(caller, input, options))
    },
  }),
  route({
    method: 'get',
    path: '/tasks/{task_id}/messages',
    name: 'listMessages',
    tag: 'Tasks',
    summary: "Read a task's thread, oldest first",
    query: pageOf('message', 100, 200).extend({
      after: idOf('message').optional().meta({ description: 'The same as cursor.' }),
    }),
    answer: z.object({ messages: z.array(Message), next_cursor: NextCursor }),
    run: async ({ caller, id, query }) => {
      const rows = await listMessages(caller, {
        taskId: id,
        after: query.after ?? query.cursor,
        limit: query.limit + 1,
      })
      const [page, next_cursor] = cut(rows, query.limit, 'message')
      return { messages: page.map(messageAnswer), next_cursor }
    },
  }),
  route({
    method: 'get',
    path: '/messages/{message_id}',
    name: 'getMessage',
    tag: 'Tasks',
    summary: 'Read a message',
    answer: MessageAnswer,
    run: async ({ caller, id }) => hybrid(await getMessage(caller, { messageId: id })),
  }),
  route({
    method: 'patch',
    path: '/messages/{message_id}',
    name: 'editMessage',
    tag: 'Tasks',
    summary: 'Change a message; what it said before is kept',
    body: z.object({ content: PostMessage.shape.content }),
    answer: MessageAnswer,
    run: async ({ caller, id, body, options }) =>
      hybrid(await editMessage(caller, { messageId: id, content: body.content }, options)),
  }),
  route({
    method: 'get',
    path: '/messages/{message_id}/revisions',
    name: 'listMessageRevisions',
    tag: 'Tasks',
    summary: 'What a message said before its edits, oldest first',
    query: z.object({
      limit: z.coerce.number().int().min(1).max(200).default(100).meta({ type: 'integer' }),
      cursor: z.coerce.number().int().min(0).optional().meta({ type: 'integer' }),
    }),
    answer: z.object({
      revisions: z.array(z.object({ revision: z.number(), content: z.string(), editor: Who, created_at: Instant })),
      next_cursor: z.number().nullable(),
    }),
    run: async ({ caller, id, query: { limit, cursor: after } }) => {
      const found = await listMessageRevisions(caller, { messageId: id, after, limit: limit + 1 })
      const page = found.slice(0, limit)
      const revisions = page.map(({ number, content, editorKind, editorId, createdAt }) => ({
        ...{ revision: number, content, editor: whoAnswer(actorKind(editorKind), editorId), created_at: createdAt },
      }))
      return { revisions, next_cursor: found.length > limit ? (page.at(-1)?.number ?? null) : null }
    },
  }),
]
