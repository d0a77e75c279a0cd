import { defineCommand } from '@/platform/command'
import { announceAnswer } from '../answer'
import { dropDraft } from '../carry-out'
import { getApproval } from '../queries/get-approval'
import { requireRequester } from '../requester'
import { ApprovalView, CancelApproval } from '../schema'
import { draftOf, findApproval, moveApproval } from '../store'

/** Withdraws a question; the draft of a hire is terminated. An agent whose question the board withdraws is told. */
export const cancelApproval = defineCommand({
  name: 'cancelApproval',
  grant: 'approval:request',
  input: CancelApproval,
  output: ApprovalView,
  records: ['approval.cancelled'],
  announces: ['approval/decided'],
  async run(work, { approvalId, note }): Promise<ApprovalView> {
    requireRequester(work, await findApproval(work, approvalId))
    const approval = await moveApproval(work, approvalId, 'cancelled', { note: note || null, by: null })
    await dropDraft(work, draftOf(approval))
    work.record({
      action: 'approval.cancelled',
      subject: { kind: 'approval', id: approvalId },
      details: { type: approval.type, note: note || undefined },
    })
    const wakes = approval.requestedByKind === 'agent' && work.actor.kind !== 'agent'
    announceAnswer(work, { id: approvalId, status: 'cancelled', wakes })
    return getApproval.within(work, { approvalId })
  },
})
