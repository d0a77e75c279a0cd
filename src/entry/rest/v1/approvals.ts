import { z } from 'zod'
import {
  type ApprovalComment,
  ApprovalType,
  type ApprovalView,
  cancelApproval,
  commentOnApproval,
  DecideApproval,
  decideApproval,
  getApproval,
  linkApprovalTask,
  listApprovalComments,
  listApprovals,
  requestApproval,
  requestHire,
  resubmitApproval,
  unlinkApprovalTask,
} from '@/features/approvals'
import { publicId } from '@/platform/ids'
import { Agent, agentAnswer } from './agent-answers'
import { hireOf, NewAgent } from './agent-fields'
import { Approval, ASKING, approvalFields, askingOf, NewApproval, named, payloadOf, requestOf } from './approval-fields'
import { commaList, cut, Instant, idOf, NextCursor, pageOf, shownId } from './fields'
import { route } from './route'
import { TaskLink } from './task-parts'

const ApprovalAnswer = Approval.extend({
  approval: Approval,
  resume_token: z.string().nullable().meta({ description: 'Only for who asked.' }),
  tasks: z.array(TaskLink.extend({ state: z.string() })),
  comments_count: z.number(),
  effects: z.array(z.string()).meta({ description: 'What deciding does, one sentence each.' }),
  diff: z.array(z.object({ key: z.string(), from: z.unknown(), to: z.unknown() })),
}).meta({ id: 'ApprovalAnswer' })

function hybrid(view: ApprovalView): z.output<typeof ApprovalAnswer> {
  const approval = approvalFields(view)
  const tasks = view.tasks.map((task) => ({ ...task, id: publicId('task', task.id) }))
  const { resumeToken: resume_token, comments: comments_count, effects, diff } = view
  return { ...approval, approval, resume_token, tasks, comments_count, effects, diff }
}

const Comment = z
  .object({
    id: z.uuid(),
    approval_id: shownId('approval'),
    author: Approval.shape.requested_by,
    content: z.string(),
    created_at: Instant,
  })
  .meta({ id: 'ApprovalComment' })

function commentAnswer({ id, approvalId, author, content, createdAt }: ApprovalComment): z.output<typeof Comment> {
  const approval_id = publicId('approval', approvalId)
  return { id, approval_id, author: named(author), content, created_at: createdAt }
}

const Note = z.string().optional()
/** What is decided already is a conflict: the answer says what it is now. */
const DECIDED = { illegal_transition: 409 } as const

export const approvals = [
  route({
    method: 'get',
    path: '/companies/{company_id}/approvals',
    name: 'listApprovals',
    tag: 'Approvals',
    summary: 'List approvals, newest first',
    query: pageOf('approval', 100, 200).extend({
      status: commaList(Approval.shape.status).optional(),
      type: ApprovalType.optional(),
      requested_by_agent_id: idOf('agent').optional(),
      task_id: idOf('task').optional(),
    }),
    answer: z.object({ approvals: z.array(Approval), next_cursor: NextCursor }),
    run: async ({ caller, query }) => {
      const { status, type, requested_by_agent_id: requestedByAgentId, task_id: taskId, cursor: before, limit } = query
      const filter = { status, type, requestedByAgentId, taskId, before }
      const [page, next_cursor] = cut(await listApprovals(caller, { ...filter, limit: limit + 1 }), limit, 'approval')
      return { approvals: page.map(approvalFields), next_cursor }
    },
  }),
  route({
    method: 'post',
    path: '/companies/{company_id}/approvals',
    name: 'requestApproval',
    tag: 'Approvals',
    summary: 'Ask for an approval',
    body: NewApproval,
    status: 201,
    answer: ApprovalAnswer,
    refusals: ['broken_rule'],
    run: async ({ caller, body, options }) => hybrid(await requestApproval(caller, requestOf(body), options)),
  }),
  route({
    method: 'post',
    path: '/companies/{company_id}/hires',
    name: 'requestHire',
    tag: 'Approvals',
    summary: 'Hire an agent, or ask to',
    description:
      'Who may hire without asking gets the agent; anybody else a draft, and the approval that it waits for.',
    body: NewAgent.omit({ issue_key: true }).extend(ASKING),
    status: 201,
    answer: z.object({ agent: Agent, approval: z.union([Approval, z.null()]) }),
    refusals: ['broken_rule'],
    run: async ({ caller, body, options }) => {
      const { agent, approval } = await requestHire(caller, { ...hireOf(body), ...askingOf(body) }, options)
      return { agent: agentAnswer(agent), approval: approval && approvalFields(approval) }
    },
  }),
  route({
    method: 'get',
    path: '/approvals/{approval_id}',
    name: 'getApproval',
    tag: 'Approvals',
    summary: 'Read an approval',
    answer: ApprovalAnswer,
    run: async ({ caller, id }) => hybrid(await getApproval(caller, { approvalId: id })),
  }),
  route({
    method: 'patch',
    path: '/approvals/{approval_id}',
    name: 'decideApproval',
    tag: 'Approvals',
    summary: 'Decide',
    description: 'What is decided already answers 409 with `current_status`.',
    body: z.object({ decision: DecideApproval.shape.decision, note: Note }),
    answer: ApprovalAnswer,
    refusals: ['illegal_transition', 'broken_rule'],
    statuses: DECIDED,
    run: async ({ caller, id, body, options }) =>
      hybrid(await decideApproval(caller, { approvalId: id, ...body }, options)),
  }),
  route({
    method: 'post',
    path: '/approvals/{approval_id}/resubmit',
    name: 'resubmitApproval',
    tag: 'Approvals',
    summary: 'Ask once more after a revision',
    body: z.object({ payload: z.record(z.string(), z.unknown()).optional(), note: Note }),
    answer: ApprovalAnswer,
    refusals: ['illegal_transition', 'broken_rule'],
    statuses: DECIDED,
    run: async ({ caller, id, body, options }) => {
      const { type } = await getApproval(caller, { approvalId: id })
      const payload = body.payload && payloadOf(type, body.payload)
      return hybrid(await resubmitApproval(caller, { approvalId: id, payload, note: body.note }, options))
    },
  }),
  route({
    method: 'post',
    path: '/approvals/{approval_id}/cancel',
    name: 'cancelApproval',
    tag: 'Approvals',
    summary: 'Take a request back',
    body: z.object({ note: Note }),
    answer: ApprovalAnswer,
    refusals: ['illegal_transition'],
    statuses: DECIDED,
    run: async ({ caller, id, body, options }) =>
      hybrid(await cancelApproval(caller, { approvalId: id, note: body.note }, options)),
  }),
  route({
    method: 'get',
    path: '/approvals/{approval_id}/comments',
    name: 'listApprovalComments',
    tag: 'Approvals',
    summary: 'Read what was said about an approval, oldest first',
    query: pageOf(null, 100, 200),
    answer: z.object({ comments: z.array(Comment), next_cursor: NextCursor }),
    run: async ({ caller, id, query: { cursor: after, limit } }) => {
      const found = await listApprovalComments(caller, { approvalId: id, after, limit: limit + 1 })
      const [page, next_cursor] = cut(found, limit, null)
      return { comments: page.map(commentAnswer), next_cursor }
    },
  }),
  route({
    method: 'post',
    path: '/approvals/{approval_id}/comments',
    name: 'commentOnApproval',
    tag: 'Approvals',
    summary: 'Say something about an approval',
    body: z.object({ content: z.string() }),
    status: 201,
    answer: Comment.extend({ comment: Comment }),
    run: async ({ caller, id, body, options }) => {
      const comment = commentAnswer(await commentOnApproval(caller, { approvalId: id, ...body }, options))
      return { ...comment, comment }
    },
  }),
  route({
    method: 'put',
    path: '/approvals/{approval_id}/tasks/{task_id}',
    name: 'linkApprovalTask',
    tag: 'Approvals',
    summary: 'Let a task wait for the answer',
    answer: ApprovalAnswer,
    run: async ({ caller, id, params, options }) => {
      await linkApprovalTask(caller, { approvalId: id, taskId: params.task_id }, options)
      return hybrid(await getApproval(caller, { approvalId: id }))
    },
  }),
  route({
    method: 'delete',
    path: '/approvals/{approval_id}/tasks/{task_id}',
    name: 'unlinkApprovalTask',
    tag: 'Approvals',
    summary: 'Let a task wait no longer',
    answer: ApprovalAnswer,
    run: async ({ caller, id, params, options }) => {
      await unlinkApprovalTask(caller, { approvalId: id, taskId: params.task_id }, options)
      return hybrid(await getApproval(caller, { approvalId: id }))
    },
  }),
]
