import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { requireRequester } from '../requester'
import { ApprovalTaskLink } from '../schema'
import { findApproval, linkTasks } from '../store'

/** Says that a task waits for an approval. A task that is linked already stays so. */
export const linkApprovalTask = defineCommand({
  name: 'linkApprovalTask',
  grant: 'approval:request',
  input: ApprovalTaskLink,
  output: z.object({ approvalId: z.uuid(), taskId: z.uuid() }),
  records: ['approval.taskLinked'],
  announces: ['approval/updated'],
  async run(work, { approvalId, taskId }) {
    requireRequester(work, await findApproval(work, approvalId))
    await linkTasks(work, approvalId, [taskId])
    work.record({ action: 'approval.taskLinked', subject: { kind: 'approval', id: approvalId }, details: { taskId } })
    work.announce({ name: 'approval/updated', data: { approvalId, taskId } })
    return { approvalId, taskId }
  },
})
