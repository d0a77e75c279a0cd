import { gateOf, mayPass } from '@/features/companies'
import { defineCommand, type Work } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { announceAnswer } from '../answer'
import { carryOut, dropDraft } from '../carry-out'
import { getApproval } from '../queries/get-approval'
import { stricter } from '../rules/needs'
import { ApprovalView, DecideApproval } from '../schema'
import { askedOf, draftOf, findApproval, moveApproval, type Stored, storeResult } from '../store'

const ACTIONS = {
  approved: 'approval.approved',
  rejected: 'approval.rejected',
  revision_requested: 'approval.revisionRequested',
} as const

/**
 * Decides, once. What is approved is carried out in the same transaction, in the name of who approved it; where that is refused,
 * so is the decision, and nothing has changed.
 * @throws Refusal illegal_transition with `currentStatus` for one that is decided, cancelled or expired already; forbidden where an
 * owner must decide; stale_version for one that was revised since `expectedUpdatedAt`
 */
export const decideApproval = defineCommand({
  name: 'decideApproval',
  grant: 'approval:decide',
  input: DecideApproval,
  output: ApprovalView,
  records: Object.values(ACTIONS),
  announces: ['approval/decided'],
  async run(work, { approvalId, decision, note, expectedUpdatedAt }): Promise<ApprovalView> {
    await requireMayDecide(work, await findApproval(work, approvalId))
    const { kind, id } = work.actor
    const approval = await moveApproval(work, approvalId, decision, {
      ...{ note: note || null, by: { kind, id }, expectedUpdatedAt },
    })
    if (decision === 'approved') await storeResult(work, approvalId, await carriedOut(work, approval))
    if (decision === 'rejected') await dropDraft(work, draftOf(approval))
    work.record({
      action: ACTIONS[decision],
      subject: { kind: 'approval', id: approvalId },
      details: { type: approval.type, note: note || undefined },
    })
    announceAnswer(work, { id: approvalId, status: decision, wakes: approval.requestedByKind === 'agent' })
    return getApproval.within(work, { approvalId })
  },
})

/** A gate that was raised since the question was asked holds for it, too. */
async function requireMayDecide(work: Work, approval: Stored): Promise<void> {
  if (work.actor.kind === 'agent') throw new Refusal('forbidden', 'Agents do not decide approvals; the board does.')
  const needs = stricter(approval.needs, await gateOf(work, approval.type))
  if (mayPass(work, needs)) return
  throw new Refusal('forbidden', 'An owner of the company must decide this.', { needs })
}

async function carriedOut(work: Work, approval: Stored): Promise<object | null> {
  try {
    return await carryOut(work, { ...askedOf(approval), draft: draftOf(approval) })
  } catch (error) {
    // The approval is there; what it is about is gone.
    if (!(error instanceof Refusal) || error.code !== 'not_found') throw error
    throw new Refusal('broken_rule', `This cannot be carried out any more: ${error.message}`, {
      ...error.facts,
      rule: 'subject_gone',
    })
  }
}
