import {
  approveHire,
  cancelApproval,
  commentOnApproval,
  countPendingApprovals,
  decideApproval,
  getApproval,
  governanceLints,
  linkApprovalTask,
  listApprovalComments,
  listApprovals,
  requestApproval,
  requestHire,
  resubmitApproval,
  unlinkApprovalTask,
} from '@/features/approvals'
import { router } from '../init'
import { commandProcedure, queryProcedure } from '../procedure'

export const approvals = router({
  listApprovals: queryProcedure(listApprovals),
  getApproval: queryProcedure(getApproval),
  countPendingApprovals: queryProcedure(countPendingApprovals),
  listApprovalComments: queryProcedure(listApprovalComments),
  governanceLints: queryProcedure(governanceLints),
  requestApproval: commandProcedure(requestApproval),
  requestHire: commandProcedure(requestHire),
  approveHire: commandProcedure(approveHire),
  decideApproval: commandProcedure(decideApproval),
  resubmitApproval: commandProcedure(resubmitApproval),
  cancelApproval: commandProcedure(cancelApproval),
  commentOnApproval: commandProcedure(commentOnApproval),
  linkApprovalTask: commandProcedure(linkApprovalTask),
  unlinkApprovalTask: commandProcedure(unlinkApprovalTask),
})
