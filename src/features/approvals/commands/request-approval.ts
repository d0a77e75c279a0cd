import { defineCommand } from '@/platform/command'
import { ask } from '../ask'
import { getApproval } from '../queries/get-approval'
import { ApprovalView, RequestApproval } from '../schema'

/**
 * Asks for the agreement that the company's gates want. What they leave to the asker is done at once; anything else is tried out,
 * undone, and waits for a decision.
 * @throws Refusal whatever would refuse to carry it out; forbidden for an agent in another's name
 */
export const requestApproval = defineCommand({
  name: 'requestApproval',
  grant: 'approval:request',
  input: RequestApproval,
  output: ApprovalView,
  records: ['approval.requested', 'approval.approved'],
  announces: ['approval/requested', 'approval/decided'],
  async run(work, input): Promise<ApprovalView> {
    return getApproval.within(work, { approvalId: await ask(work, input, input) })
  },
})
