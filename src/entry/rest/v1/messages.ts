import { z } from 'zod'
import { listMessages, type MessageView, PostMessage, postMessage } from '@/features/tasks'
import { cut, idOf, NextCursor, pageOf } from './fields'
import { route } from './route'
import { Message, messageAnswer } from './task-answers'

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
      tool_calls: PostMessage.shape.toolCalls.meta({
        example: [{ tool: 'bash', input: 'npm test', output: '42 tests passed in 3.1s' }],
      }),
    }),
    status: 201,
    answer: MessageAnswer,
    run: async ({ caller, id, body, options }) => {
      const input = { taskId: id, content: body.content, toolCalls: body.tool_calls }
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
]
