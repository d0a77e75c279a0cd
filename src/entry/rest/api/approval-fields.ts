import { z } from 'zod'
import type { ApprovalRow, RequestApproval } from '@/features/approvals'
import { ApprovalType } from '@/features/approvals'
import { AgentFields, hireOf } from './agent-fields'
import { Anything, centsOf, Id, Moment, microsOf } from './cells'

export const Approval = z
  .object({
    id: Id,
    companyId: Id,
    type: ApprovalType,
    status: z.enum(['pending', 'revision_requested', 'approved', 'rejected', 'cancelled', 'expired']),
    title: z.string(),
    requestedByAgentId: Id.nullable(),
    requestedByUserId: Id.nullable(),
    payload: Anything,
    result: Anything.nullable(),
    decisionNote: z.string().nullable(),
    decidedByUserId: Id.nullable(),
    decidedAt: Moment.nullable(),
    expiresAt: Moment.nullable(),
    createdAt: Moment,
    updatedAt: Moment,
  })
  .meta({ id: 'Approval' })

export function approvalAnswer(view: ApprovalRow): z.output<typeof Approval> {
  const { id, companyId, type, status, title, requestedBy, decidedBy } = view
  return {
    ...{ id, companyId, type, status, title },
    requestedByAgentId: requestedBy.kind === 'agent' ? requestedBy.id : null,
    requestedByUserId: requestedBy.kind === 'person' ? requestedBy.id : null,
    payload: payloadShown(view),
    result: view.result,
    decisionNote: view.decisionNote,
    decidedByUserId: decidedBy?.kind === 'person' ? decidedBy.id : null,
    ...{ decidedAt: view.decidedAt, expiresAt: view.expiresAt, createdAt: view.createdAt, updatedAt: view.updatedAt },
  }
}

/** A hire and a budget in this dialect's words, beside ours. */
function payloadShown({ type, payload }: ApprovalRow): Record<string, unknown> {
  const { managerId, capMicros, ...rest } = payload
  if (type !== 'hire_agent' && type !== 'budget_override_required') return payload
  const cents = typeof capMicros === 'number' ? centsOf(capMicros) : 0
  const amount = type === 'hire_agent' ? { budgetMonthlyCents: cents } : { amountCents: cents }
  return { ...rest, ...amount, ...(managerId === undefined ? {} : { reportsTo: managerId }) }
}

const ASKED = {
  requestedByAgentId: Id.nullish(),
  issueIds: z.array(Id).optional(),
  idempotencyKey: z.string().min(1).max(200).optional(),
  resumeToken: z.string().optional(),
  expiresInSeconds: z.int().optional(),
}

export const NewApproval = z.object({ ...ASKED, type: ApprovalType, payload: Anything }).meta({ id: 'NewApproval' })

/** What is asked for, in the words of the commands. A hire and a budget may be in this dialect's words. */
export function askedOf(body: z.output<typeof NewApproval>): { type: string; payload: unknown } & Asking {
  return {
    type: body.type,
    payload: payloadOf(body.type, body.payload),
    taskIds: body.issueIds ?? [],
    requestKey: body.idempotencyKey,
    resumeToken: body.resumeToken,
    expiresInSeconds: body.expiresInSeconds,
    requestedByAgentId: body.requestedByAgentId ?? undefined,
  }
}
type Asking = Partial<Pick<RequestApproval, 'taskIds' | 'requestKey' | 'resumeToken' | 'expiresInSeconds'>> & {
  requestedByAgentId?: string | undefined
}

export function payloadOf(type: z.output<typeof ApprovalType>, payload: Record<string, unknown>): unknown {
  if (type === 'hire_agent') {
    const fields = AgentFields.safeParse(payload)
    return fields.success ? hireOf(fields.data) : payload
  }
  if (type === 'budget_override_required' && typeof payload.amountCents === 'number') {
    const { amountCents, ...rest } = payload
    return { ...rest, capMicros: microsOf(payload.amountCents) }
  }
  if (type === 'approve_ceo_strategy' && typeof payload.plan !== 'string') {
    return { ...payload, plan: String(payload.strategy ?? payload.summary ?? payload.description ?? '') }
  }
  return payload
}
