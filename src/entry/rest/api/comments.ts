import { z } from 'zod'
import { editMessage, getMessage, listMessageRevisions, listMessages, postMessage, ToolCall } from '@/features/tasks'
import { notFound } from '@/platform/errors'
import { Id, Moment } from './cells'
import { Comment, commentAnswer } from './issue-fields'
import { route } from './route'

const NewComment = z.object({
  body: z.string(),
  reopen: z.boolean().optional(),
  toolCalls: z.array(ToolCall).optional(),
})

export const comments = [
  route({
    method: 'get',
    path: '/issues/{issueId}/comments',
    name: 'listMessages',
    tag: 'Comments',
    summary: "An issue's thread, oldest first unless asked otherwise",
    query: z.object({
      after: Id.optional(),
      before: Id.optional(),
      order: z.enum(['asc', 'desc']).optional(),
      limit: z.coerce.number().int().min(1).max(500).optional().meta({ type: 'integer' }),
    }),
    answer: z.array(Comment),
    run: async ({ caller, id, query }) => (await listMessages(caller, { ...query, taskId: id })).map(commentAnswer),
  }),
  route({
    method: 'post',
    path: '/issues/{issueId}/comments',
    name: 'postMessage',
    tag: 'Comments',
    summary: 'Say something; who is mentioned, and the assignee, is woken once',
    body: NewComment,
    status: 201,
    answer: Comment,
    run: async ({ caller, id, body, options }) => {
      const { body: content, ...rest } = body
      return commentAnswer(await postMessage(caller, { ...rest, taskId: id, content }, options))
    },
  }),
  route({
    method: 'get',
    path: '/issues/{issueId}/comments/{commentId}',
    name: 'getMessage',
    tag: 'Comments',
    summary: 'One comment',
    answer: Comment,
    run: async ({ caller, id, params }) => {
      const message = await getMessage(caller, { messageId: params.commentId })
      if (message.taskId !== id) throw notFound('message')
      return commentAnswer(message)
    },
  }),
  route({
    method: 'patch',
    path: '/comments/{commentId}',
    name: 'editMessage',
    tag: 'Comments',
    summary: 'Change a comment; what it said before is kept',
    body: z.object({ body: z.string() }),
    answer: Comment,
    run: async ({ caller, id, body, options }) =>
      commentAnswer(await editMessage(caller, { messageId: id, content: body.body }, options)),
  }),
  route({
    method: 'get',
    path: '/comments/{commentId}/revisions',
    name: 'listMessageRevisions',
    tag: 'Comments',
    summary: 'What a comment said before its edits',
    answer: z.array(
      z.object({ number: z.int(), content: z.string(), editorKind: z.string(), editorId: Id, createdAt: Moment }),
    ),
    run: ({ caller, id }) => listMessageRevisions(caller, { messageId: id }),
  }),
]
