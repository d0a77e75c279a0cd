import { z } from 'zod'
import {
  type ApprovalRow,
  ApprovalType,
  Asked,
  cancelApproval,
  commentOnApproval,
  decideApproval,
  getApproval,
  linkApprovalTask,
  listApprovalComments,
  listApprovals,
  requestApproval,
  resubmitApproval,
  unlinkApprovalTask,
} from '@/features/approvals'
import type { Caller } from '@/platform/command'
import { invalidInput, Refusal } from '@/platform/errors'
import { MICROS_PER_CENT } from '@/platform/money'
import { invalidBody } from '../problem'
import { hireOf, NewAgent } from './agent-fields'
import { Approval, ApprovalComment, ApprovalStatus, approvalAnswer, commentAnswer } from './approval-answers'
import { METRIC_OF, WINDOW_OF } from './budgets'
import { Bag, commaList, idOf } from './fields'
import { IssueLink } from './issue-answers'
import { byId, cut, pageOf } from './page'
import { route } from './route'

const Note = z.string().max(5000).nullish()

/** What is asked for: a hire and a budget in the words of this dialect, anything else as it is. */
function payloadOf(type: z.output<typeof ApprovalType>, payload: Record<string, unknown>) {
  if (type === 'budget_override_required' && 'amount' in payload) {
    return overrideOf(payload)
  }
  if (type !== 'hire_agent') return payload
  const agent = NewAgent.safeParse(payload)
  if (!agent.success) throw invalidBody(prefixed(agent.error))
  return hireOf(agent.data)
}

/** A cap in cents, or in the unit of a metric that is no money; a metric and a window in either's words. */
function overrideOf({ amount, metric, windowKind, ...rest }: Record<string, unknown>) {
  const named = {
    ...(metric === undefined ? {} : { metric: namedIn(METRIC_OF, metric) }),
    ...(windowKind === undefined ? {} : { window: namedIn(WINDOW_OF, windowKind) }),
  }
  const cap = amount === null ? null : Number(amount)
  if (named.metric === 'tokens' || named.metric === 'runs') return { ...rest, ...named, cap }
  return { ...rest, ...named, capMicros: cap === null ? null : cap * MICROS_PER_CENT }
}

const namedIn = (words: Record<string, string>, word: unknown) => words[String(word)] ?? word

function prefixed(error: z.ZodError): z.ZodError {
  return new z.ZodError(error.issues.map((issue) => ({ ...issue, path: ['payload', ...issue.path] })))
}

async function readApproval(caller: Caller, approvalId: string) {
  return approvalAnswer(await getApproval(caller, { approvalId }))
}

type Decision = 'approved' | 'rejected' | 'revision_requested'

/** A decision. One that was made already, and the same way, is answered again. */
function decide(verb: 'approve' | 'reject' | 'request-revision', decision: Decision, summary: string) {
  return route({
    method: 'post',
    path: `/approvals/{id}/${verb}`,
    name: 'decideApproval',
    tag: 'Approvals',
    summary,
    description: 'Asked again for the same, the answer is the same; for something else it is 422.',
    body: z.object({ decisionNote: Note }),
    answer: Approval,
    refusals: ['illegal_transition', 'broken_rule'],
    run: async ({ caller, id, body, options }) => {
      try {
        const input = { approvalId: id, decision, note: body.decisionNote ?? undefined }
        return approvalAnswer(await decideApproval(caller, input, options))
      } catch (error) {
        const isSame = error instanceof Refusal && error.facts.currentStatus === decision
        if (isSame) return readApproval(caller, id)
        throw error
      }
    },
  })
}

const asking = [
  route({
    method: 'get',
    path: '/companies/{companyId}/approvals',
    name: 'listApprovals',
    tag: 'Approvals',
    summary: 'List approvals, newest first',
    query: pageOf('approval').extend({
      status: commaList(ApprovalStatus),
      type: ApprovalType.optional(),
      requestedByAgentId: idOf('agent').optional(),
    }),
    answer: z.array(Approval),
    run: async ({ caller, query: { cursor, limit, ...filter }, ...asked }) => {
      const rows: ApprovalRow[] = await listApprovals(caller, { ...filter, before: cursor, limit: limit + 1 })
      return cut(rows, limit, asked, byId).map(approvalAnswer)
    },
  }),
  route({
    method: 'post',
    path: '/companies/{companyId}/approvals',
    name: 'requestApproval',
    tag: 'Approvals',
    summary: 'Ask for an approval',
    body: z.object({
      type: ApprovalType,
      payload: Bag.meta({
        description:
          'hire_agent: the fields of an agent. budget_override_required: scopeKind, scopeId, amount, metric, windowKind, windowHours. request_board_approval: title, summary, risks.',
      }),
      requestedByAgentId: idOf('agent')
        .nullish()
        .meta({ type: ['string', 'null'] }),
      issueIds: z.array(idOf('task')).max(50).optional(),
      idempotencyKey: z.string().min(1).max(200).nullish(),
    }),
    status: 201,
    answer: Approval,
    refusals: ['broken_rule', 'illegal_transition'],
    run: async ({ caller, body: { type, payload, ...body }, options }) => {
      const asked = Asked.safeParse({ type, payload: payloadOf(type, payload) })
      if (!asked.success) throw invalidInput(asked.error)
      const { issueIds: taskIds, requestedByAgentId, idempotencyKey } = body
      const more = {
        taskIds,
        requestedByAgentId: requestedByAgentId ?? undefined,
        requestKey: idempotencyKey ?? undefined,
      }
      return approvalAnswer(await requestApproval(caller, { ...asked.data, ...more }, options))
    },
  }),
  route({
    method: 'get',
    path: '/approvals/{id}',
    name: 'getApproval',
    tag: 'Approvals',
    summary: 'Read an approval',
    answer: Approval,
    run: ({ caller, id }) => readApproval(caller, id),
  }),
  route({
    method: 'post',
    path: '/approvals/{id}/resubmit',
    name: 'resubmitApproval',
    tag: 'Approvals',
    summary: 'Put a question back before the board after a revision was asked for',
    body: z.object({ payload: Bag.optional() }),
    answer: Approval,
    refusals: ['illegal_transition', 'broken_rule'],
    run: async ({ caller, id, body, options }) => {
      const { type } = await getApproval(caller, { approvalId: id })
      const payload = body.payload && payloadOf(type, body.payload)
      return approvalAnswer(await resubmitApproval(caller, { approvalId: id, payload }, options))
    },
  }),
]

const cancelling = [
  route({
    method: 'post',
    path: '/approvals/{id}/cancel',
    name: 'cancelApproval',
    tag: 'Approvals',
    summary: 'Take a question back before it is decided',
    answer: Approval,
    refusals: ['illegal_transition'],
    run: async ({ caller, id, options }) => approvalAnswer(await cancelApproval(caller, { approvalId: id }, options)),
  }),
]

const talking = [
  route({
    method: 'get',
    path: '/approvals/{id}/comments',
    name: 'listApprovalComments',
    tag: 'Approvals',
    summary: 'Read what was said about an approval, oldest first',
    query: pageOf(null),
    answer: z.array(ApprovalComment),
    run: async ({ caller, id, query, ...asked }) => {
      const rows = await listApprovalComments(caller, { approvalId: id, after: query.cursor, limit: query.limit + 1 })
      return cut(rows, query.limit, asked, byId).map((row) => commentAnswer(caller.companyId, row))
    },
  }),
  route({
    method: 'post',
    path: '/approvals/{id}/comments',
    name: 'commentOnApproval',
    tag: 'Approvals',
    summary: 'Say something about an approval',
    body: z.object({ body: z.string().trim().min(1, 'must not be empty').max(20_000) }),
    status: 201,
    answer: ApprovalComment,
    run: async ({ caller, id, body, options }) => {
      const comment = await commentOnApproval(caller, { approvalId: id, content: body.body }, options)
      return commentAnswer(caller.companyId, comment)
    },
  }),
  route({
    method: 'get',
    path: '/approvals/{id}/issues',
    name: 'getApproval',
    tag: 'Approvals',
    summary: 'List the issues that wait for an approval',
    answer: z.array(IssueLink),
    run: async ({ caller, id }) => {
      const { tasks } = await getApproval(caller, { approvalId: id })
      return tasks.map(({ id: taskId, identifier, title, state }) => ({ id: taskId, identifier, title, status: state }))
    },
  }),
]

/** The approvals that an issue waits for. */
async function approvalsOf(caller: Caller, taskId: string) {
  const rows: ApprovalRow[] = await listApprovals(caller, { taskId, limit: 500 })
  return rows.map(approvalAnswer)
}

const links = [
  route({
    method: 'get',
    path: '/issues/{id}/approvals',
    name: 'listApprovals',
    tag: 'Issues',
    summary: 'List the approvals that an issue waits for',
    answer: z.array(Approval),
    run: ({ caller, id }) => approvalsOf(caller, id),
  }),
  route({
    method: 'post',
    path: '/issues/{id}/approvals',
    name: 'linkApprovalTask',
    tag: 'Issues',
    summary: 'Say that an issue waits for an approval',
    body: z.object({ approvalId: idOf('approval') }),
    status: 201,
    answer: z.array(Approval),
    run: async ({ caller, id, body, options }) => {
      await linkApprovalTask(caller, { approvalId: body.approvalId, taskId: id }, options)
      return approvalsOf(caller, id)
    },
  }),
  route({
    method: 'delete',
    path: '/issues/{id}/approvals/{approvalId}',
    name: 'unlinkApprovalTask',
    tag: 'Issues',
    summary: 'Take an issue away from an approval',
    answer: z.object({ ok: z.literal(true) }),
    run: async ({ caller, id, params, options }) => {
      await unlinkApprovalTask(caller, { approvalId: params.approvalId, taskId: id }, options)
      return { ok: true }
    },
  }),
]

export const approvals = [
  ...asking,
  decide('approve', 'approved', 'Approve: what was asked for is done'),
  decide('reject', 'rejected', 'Reject'),
  decide('request-revision', 'revision_requested', 'Ask for changes'),
  ...cancelling,
  ...talking,
  ...links,
]
