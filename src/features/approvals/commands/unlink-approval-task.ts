import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { notFound } from '@/platform/errors'
import { requireRequester } from '../requester'
import { ApprovalTaskLink } from '../schema'
import { findApproval } from '../store'

/**
 * Takes a task away from an approval.
 * @throws Refusal not_found when it is not linked
 */
export const unlinkApprovalTask = defineCommand({
  name: 'unlinkApprovalTask',
  grant: 'approval:request',
  input: ApprovalTaskLink,
  output: z.object({ approvalId: z.uuid(), taskId: z.uuid() }),
  records: ['approval.taskUnlinked'],
  announces: ['approval/updated'],
  async run(work, { approvalId, taskId }) {
    requireRequester(work, await findApproval(work, approvalId))
    const { count } = await work.db.approvalTask.deleteMany({ where: { approvalId, taskId } })
    if (count === 0) throw notFound('task')
    work.record({ action: 'approval.taskUnlinked', subject: { kind: 'approval', id: approvalId }, details: { taskId } })
    work.announce({ name: 'approval/updated', data: { approvalId, taskId } })
    return { approvalId, taskId }
  },
})
