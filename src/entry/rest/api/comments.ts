import { z } from 'zod'
import { editMessage, getMessage, listMessages, PostMessage, postMessage } from '@/features/tasks'
import type { Caller } from '@/platform/command'
import { notFound } from '@/platform/errors'
import { idOf } from './fields'
import { Comment, commentAnswer } from './issue-answers'
import { byId, cut, pageOf } from './page'
import { route } from './route'

const Body = PostMessage.shape.content.meta({ example: 'Done. @alice please review.' })

/** A comment of this issue. */
async function messageOf(caller: Caller, taskId: string, messageId: string) {
  const message = await getMessage(caller, { messageId })
  if (message.taskId !== taskId) throw notFound('message')
  return message
}

export const comments = [
  route({
    method: 'get',
    path: '/issues/{id}/comments',
    name: 'listMessages',
    tag: 'Issues',
    summary: "Read an issue's thread, newest first unless `order` is asc",
    query: pageOf('message').extend({
      after: idOf('message').optional().meta({ description: 'Only comments that are newer than this one.' }),
      order: z.enum(['asc', 'desc']).default('desc'),
    }),
    answer: z.array(Comment),
    run: async ({ caller, id, query: { order, cursor, limit, after }, ...asked }) => {
      const rows = await listMessages(caller, {
        taskId: id,
        order,
        after: order === 'asc' ? (cursor ?? after) : after,
        before: order === 'desc' ? cursor : undefined,
        limit: limit + 1,
      })
      return cut(rows, limit, asked, byId).map((row) => commentAnswer(caller.companyId, row))
    },
  }),
  route({
    method: 'post',
    path: '/issues/{id}/comments',
    name: 'postMessage',
    tag: 'Issues',
    summary: 'Comment on an issue',
    description: 'Wakes the assignee, and every agent that is mentioned as `@` and its shortname, name or id.',
    body: z.object({
      body: Body,
      reopen: z.boolean().optional().meta({ description: 'Takes an issue that is over up again.' }),
    }),
    status: 201,
    answer: Comment,
    run: async ({ caller, id, body, options }) => {
      const input = { taskId: id, content: body.body, reopen: body.reopen }
      return commentAnswer(caller.companyId, await postMessage(caller, input, options))
    },
  }),
  route({
    method: 'get',
    path: '/issues/{id}/comments/{commentId}',
    name: 'getMessage',
    tag: 'Issues',
    summary: 'Read a comment',
    answer: Comment,
    run: async ({ caller, id, params }) =>
      commentAnswer(caller.companyId, await messageOf(caller, id, params.commentId)),
  }),
  route({
    method: 'patch',
    path: '/issues/{id}/comments/{commentId}',
    name: 'editMessage',
    tag: 'Issues',
    summary: 'Change what a comment says',
    description: 'What it said before is kept.',
    body: z.object({ body: Body }),
    answer: Comment,
    run: async ({ caller, id, params, body, options }) => {
      const { id: messageId } = await messageOf(caller, id, params.commentId)
      const edited = await editMessage(caller, { messageId, content: body.body }, options)
      return commentAnswer(caller.companyId, edited)
    },
  }),
]
