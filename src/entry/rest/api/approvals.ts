import { z } from 'zod'
import {
  type ApprovalComment,
  ApprovalType,
  cancelApproval,
  commentOnApproval,
  decideApproval,
  getApproval,
  linkApprovalTask,
  listApprovalComments,
  listApprovals,
  RequestApproval,
  requestApproval,
  resubmitApproval,
  unlinkApprovalTask,
} from '@/features/approvals'
import { invalidBody } from '../problem'
import { Approval, approvalAnswer, askedOf, NewApproval, payloadOf } from './approval-fields'
import { Anything, Id, listOf, Moment, more, page, pageOf } from './cells'
import { route } from './route'

const Comment = z
  .object({
    id: Id,
    approvalId: Id,
    authorAgentId: Id.nullable(),
    authorUserId: Id.nullable(),
    authorName: z.string(),
    body: z.string(),
    createdAt: Moment,
  })
  .meta({ id: 'ApprovalComment' })

function commentAnswer({ author, content, ...comment }: ApprovalComment): z.output<typeof Comment> {
  return {
    ...comment,
    authorAgentId: author.kind === 'agent' ? author.id : null,
    authorUserId: author.kind === 'person' ? author.id : null,
    authorName: author.name,
    body: content,
  }
}

const IssueLink = z.object({ id: Id, identifier: z.string(), title: z.string(), status: z.string() })
const Note = z.object({ decisionNote: z.string().nullish() })

/** The three answers of the board, each at its own address. */
const DECISIONS = {
  approve: ['approved', 'Approve, and carry out what was asked for'],
  reject: ['rejected', 'Reject'],
  'request-revision': ['revision_requested', 'Ask for a revision'],
} as const

export const approvals = [
  route({
    method: 'get',
    path: '/companies/{companyId}/approvals',
    name: 'listApprovals',
    tag: 'Approvals',
    summary: 'List approvals, newest first',
    query: pageOf(100).extend({
      status: listOf(Approval.shape.status).optional(),
      type: ApprovalType.optional(),
      requestedByAgentId: Id.optional(),
    }),
    answer: z.array(Approval),
    run: async ({ caller, query }) => {
      const { limit, cursor: before, ...filter } = query
      const rows = await listApprovals(caller, { ...filter, before, limit: more(limit) })
      return page(rows, limit, approvalAnswer)
    },
  }),
  route({
    method: 'post',
    path: '/companies/{companyId}/approvals',
    name: 'requestApproval',
    tag: 'Approvals',
    summary: 'Ask the board for something',
    body: NewApproval,
    status: 201,
    answer: Approval,
    refusals: ['broken_rule'],
    run: async ({ caller, body, options }) => {
      const asked = RequestApproval.safeParse(askedOf(body))
      if (!asked.success) throw invalidBody(asked.error)
      return approvalAnswer(await requestApproval(caller, asked.data, options))
    },
  }),
  route({
    method: 'get',
    path: '/approvals/{approvalId}',
    name: 'getApproval',
    tag: 'Approvals',
    summary: 'Read an approval',
    answer: Approval.extend({ effects: z.array(z.string()), resumeToken: z.string().nullable() }),
    run: async ({ caller, id }) => {
      const view = await getApproval(caller, { approvalId: id })
      return { ...approvalAnswer(view), effects: view.effects, resumeToken: view.resumeToken }
    },
  }),
  ...(Object.keys(DECISIONS) as (keyof typeof DECISIONS)[]).map((verb) =>
    route({
      method: 'post',
      path: `/approvals/{approvalId}/${verb}`,
      name: 'decideApproval',
      tag: 'Approvals',
      summary: DECISIONS[verb][1],
      description: 'For the board. Decided once: a second decision is refused with the state that it is in.',
      body: Note,
      answer: Approval,
      refusals: ['illegal_transition', 'broken_rule'],
      run: async ({ caller, id, body, options }) => {
        const input = { approvalId: id, decision: DECISIONS[verb][0], note: body.decisionNote ?? undefined }
        return approvalAnswer(await decideApproval(caller, input, options))
      },
    }),
  ),
  route({
    method: 'post',
    path: '/approvals/{approvalId}/resubmit',
    name: 'resubmitApproval',
    tag: 'Approvals',
    summary: 'Ask again, revised',
    body: z.object({ payload: Anything.optional() }),
    answer: Approval,
    refusals: ['illegal_transition', 'broken_rule'],
    run: async ({ caller, id, body, options }) => {
      const { type } = await getApproval(caller, { approvalId: id })
      const payload = body.payload && Anything.parse(payloadOf(type, body.payload))
      return approvalAnswer(await resubmitApproval(caller, { approvalId: id, payload }, options))
    },
  }),
  route({
    method: 'post',
    path: '/approvals/{approvalId}/cancel',
    name: 'cancelApproval',
    tag: 'Approvals',
    summary: 'Withdraw a question',
    answer: Approval,
    refusals: ['illegal_transition'],
    run: async ({ caller, id, options }) => approvalAnswer(await cancelApproval(caller, { approvalId: id }, options)),
  }),
  route({
    method: 'get',
    path: '/approvals/{approvalId}/comments',
    name: 'listApprovalComments',
    tag: 'Approvals',
    summary: 'What was said about it, oldest first',
    answer: z.array(Comment),
    run: async ({ caller, id }) => (await listApprovalComments(caller, { approvalId: id })).map(commentAnswer),
  }),
  route({
    method: 'post',
    path: '/approvals/{approvalId}/comments',
    name: 'commentOnApproval',
    tag: 'Approvals',
    summary: 'Say something about it',
    body: z.object({ body: z.string() }),
    status: 201,
    answer: Comment,
    run: async ({ caller, id, body, options }) =>
      commentAnswer(await commentOnApproval(caller, { approvalId: id, content: body.body }, options)),
  }),
  route({
    method: 'get',
    path: '/approvals/{approvalId}/issues',
    name: 'getApproval',
    tag: 'Approvals',
    summary: 'The issues that it is about',
    answer: z.array(IssueLink),
    run: async ({ caller, id }) =>
      (await getApproval(caller, { approvalId: id })).tasks.map(({ state, ...task }) => ({ ...task, status: state })),
  }),
  route({
    method: 'get',
    path: '/issues/{issueId}/approvals',
    name: 'listApprovals',
    tag: 'Approvals',
    summary: 'The approvals that an issue waits for, or waited for',
    answer: z.array(Approval),
    run: async ({ caller, id }) => (await listApprovals(caller, { taskId: id })).map(approvalAnswer),
  }),
  route({
    method: 'post',
    path: '/issues/{issueId}/approvals',
    name: 'linkApprovalTask',
    tag: 'Approvals',
    summary: 'Link an approval to an issue',
    body: z.object({ approvalId: Id }),
    status: 201,
    answer: z.array(Approval),
    run: async ({ caller, id, body, options }) => {
      await linkApprovalTask(caller, { approvalId: body.approvalId, taskId: id }, options)
      return (await listApprovals(caller, { taskId: id })).map(approvalAnswer)
    },
  }),
  route({
    method: 'delete',
    path: '/issues/{issueId}/approvals/{approvalId}',
    name: 'unlinkApprovalTask',
    tag: 'Approvals',
    summary: 'Take the link away',
    answer: z.object({ ok: z.literal(true) }),
    run: async ({ caller, id, params, options }) => {
      await unlinkApprovalTask(caller, { approvalId: params.approvalId, taskId: id }, options)
      return { ok: true }
    },
  }),
]
