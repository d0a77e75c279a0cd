import { approvalExpiry, approvalResolved, budgetOverrideAsked, budgetOverrideClosed } from './approvals'
import { budgetRollover, heartbeatTick, runWatch } from './clock'
import { companyRemoval } from './company-removal'
import { wakeAssignee, wakeDependants, wakeMentioned } from './delegate'
import { budgetHalt, cancelQueuedRun, recall, stopTree } from './halt'
import { ledgerWatch } from './ledger-watch'
import { mailInvited, notice, sendQueued } from './notifications'
import { reseal } from './reseal'
import { retention } from './retention'
import { verifyCompletion, wakeAnswered } from './review'
import { routineFire, routineTick } from './routines'
import { runAgent } from './run-agent'
import { settleFinishedRun } from './settle-run'

/** All durable functions, the same on both engines. */
export const functions = [
  heartbeatTick,
  runAgent,
  settleFinishedRun,
  wakeAssignee,
  wakeMentioned,
  wakeDependants,
  budgetHalt,
  recall,
  stopTree,
  cancelQueuedRun,
  runWatch,
  budgetRollover,
  ledgerWatch,
  approvalResolved,
  approvalExpiry,
  budgetOverrideAsked,
  budgetOverrideClosed,
  verifyCompletion,
  wakeAnswered,
  routineTick,
  routineFire,
  notice,
  sendQueued,
  mailInvited,
  retention,
  reseal,
  companyRemoval,
]
