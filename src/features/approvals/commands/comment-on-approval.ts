import { defineCommand, runOf } from '@/platform/command'
import { listApprovalComments } from '../queries/list-approval-comments'
import { ApprovalComment, CommentOnApproval } from '../schema'
import { findApproval } from '../store'

/** Says something about a question, decided or not. An agent that asked is woken by what others say. */
export const commentOnApproval = defineCommand({
  name: 'commentOnApproval',
  grant: 'approval:request',
  input: CommentOnApproval,
  output: ApprovalComment,
  records: ['approval.commented'],
  announces: ['approval/commented'],
  async run(work, { approvalId, content }): Promise<ApprovalComment> {
    const approval = await findApproval(work, approvalId)
    const { kind, id } = work.actor
    const comment = { id: work.newId(), companyId: work.companyId, approvalId, content, createdAt: work.now }
    await work.db.approvalComment.create({ data: { ...comment, authorKind: kind, authorId: id } })
    work.record({
      action: 'approval.commented',
      subject: { kind: 'approval', id: approvalId },
      details: { commentId: comment.id },
    })
    const isOwn = approval.requestedByKind === kind && approval.requestedById === id
    work.announce({
      name: 'approval/commented',
      data: { companyId: work.companyId, approvalId, commentId: comment.id, causeRunId: runOf(work.actor) },
      forEngine: approval.requestedByKind === 'agent' && !isOwn,
    })
    const [stored] = await listApprovalComments.within(work, { approvalId, commentId: comment.id })
    return stored!
  },
})
