import { defineCommand, type Work } from '@/platform/command'
import { invalidInput, Refusal } from '@/platform/errors'
import { rehearse } from '../carry-out'
import { getApproval } from '../queries/get-approval'
import { requireRequester } from '../requester'
import { ApprovalView, Asked, ResubmitApproval } from '../schema'
import { sealed } from '../seal'
import { draftOf, findApproval, moveApproval, type Stored, storePayload, storeResult } from '../store'

/**
 * Puts a question back before the board after it asked for changes; by who asked, or by the board itself.
 * @throws Refusal illegal_transition unless a revision was asked for; whatever would refuse to carry it out
 */
export const resubmitApproval = defineCommand({
  name: 'resubmitApproval',
  grant: 'approval:request',
  input: ResubmitApproval,
  output: ApprovalView,
  records: ['approval.resubmitted'],
  announces: ['approval/requested'],
  async run(work, { approvalId, payload, note }): Promise<ApprovalView> {
    requireRequester(work, await findApproval(work, approvalId))
    const approval = await moveApproval(work, approvalId, 'pending', { note: null, by: null })
    if (payload) await revise(work, approval, payload)
    work.record({
      action: 'approval.resubmitted',
      subject: { kind: 'approval', id: approvalId },
      details: { type: approval.type, isChanged: payload !== undefined, note: note || undefined },
    })
    work.announce({ name: 'approval/requested', data: { approvalId, type: approval.type } })
    return getApproval.within(work, { approvalId })
  },
})

async function revise(work: Work, approval: Stored, payload: Record<string, unknown>): Promise<void> {
  const parsed = Asked.safeParse({ type: approval.type, payload })
  if (!parsed.success) throw invalidInput(parsed.error)
  requireSameSubject(approval, parsed.data)
  const asked = await sealed(work, parsed.data)
  await storePayload(work, approval.id, asked.payload)
  const draft = draftOf(approval)
  if (draft) await storeResult(work, approval.id, { agentId: draft.agentId, isRevised: true })
  await rehearse(work, { ...asked, draft: draft && { ...draft, isRevised: true } })
}

/** Another subject is another question: who may ask it, and who must decide it, was looked at for this one. */
function requireSameSubject(approval: Stored, revised: Asked): void {
  const payload: Record<string, unknown> = revised.payload
  for (const field of ['agentId', 'scopeKind', 'scopeId']) {
    if (payload[field] === approval.payload[field]) continue
    throw new Refusal('invalid_input', `payload.${field}: stays what it was. Ask anew for another subject.`, {
      field: `payload.${field}`,
    })
  }
}
