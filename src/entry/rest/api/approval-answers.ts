import { z } from 'zod'
import { type ApprovalRow, ApprovalType, type ApprovalComment as CommentView } from '@/features/approvals'
import { adapterConfigOf, adapterTypeOf } from '@/features/org'
import { Bag, capCents, Id, IdOrNull, Instant, InstantOrNull, Text } from './fields'

export const ApprovalStatus = z.enum(['pending', 'revision_requested', 'approved', 'rejected', 'cancelled'])

export const Approval = z
  .object({
    id: Id,
    companyId: Id,
    type: ApprovalType,
    status: ApprovalStatus.meta({ description: 'One whose time was over is cancelled.' }),
    title: z.string(),
    payload: Bag.meta({ description: 'What is asked for, without secrets.' }),
    requestedByAgentId: IdOrNull,
    requestedByUserId: IdOrNull,
    decisionNote: Text,
    decidedByUserId: IdOrNull,
    decidedAt: InstantOrNull,
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Approval' })

export const ApprovalComment = z
  .object({
    id: Id,
    companyId: Id,
    approvalId: Id,
    body: z.string(),
    authorAgentId: IdOrNull,
    authorUserId: IdOrNull,
    createdAt: Instant,
  })
  .meta({ id: 'ApprovalComment' })

type Who = { kind: string; id: string } | null

/** The id of somebody of this kind, else null. */
export function idIf(kind: 'agent' | 'person', who: Who): string | null {
  return who?.kind === kind ? who.id : null
}

export function approvalAnswer(row: ApprovalRow): z.output<typeof Approval> {
  return {
    id: row.id,
    companyId: row.companyId,
    type: row.type,
    status: row.status === 'expired' ? 'cancelled' : row.status,
    title: row.title,
    payload: payloadAnswer(row),
    requestedByAgentId: idIf('agent', row.requestedBy),
    requestedByUserId: idIf('person', row.requestedBy),
    decisionNote: row.decisionNote,
    decidedByUserId: idIf('person', row.decidedBy),
    decidedAt: row.decidedAt,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  }
}

/** A hire, with the agent that waits for it, and a budget in the words of this dialect; other payloads as they are. */
function payloadAnswer({ type, payload, result }: ApprovalRow): Record<string, unknown> {
  if (type === 'budget_override_required') {
    const { capMicros, cap, ...rest } = payload
    if (typeof cap === 'number') return { ...rest, amount: cap }
    return { ...rest, amount: capCents(typeof capMicros === 'number' ? capMicros : null) }
  }
  if (type !== 'hire_agent') return payload
  const {
    runtime,
    runtimeConfig,
    managerId,
    capMicros,
    schedule: _schedule,
    permissions: _permissions,
    ...rest
  } = payload
  const name = typeof runtime === 'string' ? runtime : 'bash'
  return {
    ...rest,
    ...(typeof result?.agentId === 'string' ? { agentId: result.agentId } : {}),
    reportsTo: managerId ?? null,
    adapterType: adapterTypeOf(name),
    adapterConfig: adapterConfigOf(name, { ...(runtimeConfig as object | undefined) }),
    budgetMonthlyCents: capCents(typeof capMicros === 'number' ? capMicros : null),
  }
}

export function commentAnswer(companyId: string, view: CommentView): z.output<typeof ApprovalComment> {
  return {
    id: view.id,
    companyId,
    approvalId: view.approvalId,
    body: view.content,
    authorAgentId: idIf('agent', view.author),
    authorUserId: idIf('person', view.author),
    createdAt: view.createdAt,
  }
}
