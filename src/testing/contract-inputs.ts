import * as access from '@/features/access'
import * as approvals from '@/features/approvals'
import * as audit from '@/features/audit'
import * as budgets from '@/features/budgets'
import * as companies from '@/features/companies'
import * as documents from '@/features/documents'
import * as goals from '@/features/goals'
import * as memory from '@/features/memory'
import * as models from '@/features/models'
import * as notifications from '@/features/notifications'
import * as org from '@/features/org'
import * as reports from '@/features/reports'
import * as routines from '@/features/routines'
import * as runs from '@/features/runs'
import * as schedules from '@/features/schedules'
import * as sealing from '@/features/sealing'
import * as search from '@/features/search'
import * as tasks from '@/features/tasks'
import * as templates from '@/features/templates'
import * as vault from '@/features/vault'
import type { Command, Query } from '@/platform/command'

const ROOMS = [
  access,
  approvals,
  audit,
  budgets,
  companies,
  documents,
  goals,
  memory,
  models,
  notifications,
  org,
  reports,
  routines,
  runs,
  schedules,
  sealing,
  search,
  tasks,
  templates,
  vault,
]

export type Operation = Command | Query

function isOperation(value: unknown): value is Operation {
  return typeof value === 'function' && 'kind' in value && (value.kind === 'command' || value.kind === 'query')
}

/** Every command and query that the rooms offer. */
export const OPERATIONS: Operation[] = ROOMS.flatMap((room) => Object.values<unknown>(room).filter(isOperation))

/** Things of one company. */
export type Ids = {
  companyId: string
  ada: string
  bob: string
  goal: string
  /** A goal that nothing hangs on. */
  spareGoal: string
  /** The owner of the company. */
  person: string
  /** Two more people of it. */
  guests: [string, string]
  invitation: string
  /** A command line that asks for this company. */
  challenge: string
  team: string
  /** A hire that waits for its approval. */
  draft: string
  /** Another one. */
  hire: string
  project: string
  cost: string
  price: string
  task: string
  spare: string
  /** Three things to confirm on the spare task, and a question. */
  confirmations: string[]
  question: string
  /** A task whose completion is being checked. */
  checked: string
  verification: string
  /** Done, and another task is blocked by it. */
  closed: string
  label: string
  message: string
  /** First revision of the document `plan` of `task`. */
  revision: string
  attachment: string
  product: string
  key: string
  /** A worker has answered a test of bob's settings. */
  test: string
  secret: string
  /** A notification channel, another one, and what was told there. */
  channel: string
  spareChannel: string
  delivery: string
  /** A model provider, and a call of a model there with what was said. */
  provider: string
  modelCall: string
  /** A question to the board about `task`. */
  approval: string
  /** With a webhook, and one firing that was claimed and not carried out. */
  routine: string
  memory: string
  webhook: string
  webhookSecret: string
  firing: string
  wake: string
  run: string
  fence: number
  worker: string
}

/**
 * What a stranger gets who names things of this company: a refusal with the code, `nothing` (an empty answer), or `own`: the call
 * names no thing, and answers of the stranger's own company only.
 */
export type Stranger =
  | 'not_found'
  | 'stale_version'
  | 'broken_rule'
  | 'invalid_input'
  | 'illegal_transition'
  | 'nothing'
  | 'own'

type Try = {
  call: Operation
  input(ids: Ids): object
  stranger: Stranger
}

const none = () => ({})
const PERIOD = { from: '2026-01-01T00:00:00Z', to: '2026-12-31T00:00:00Z' }
const asked = (call: Operation, stranger: Stranger, input: (ids: Ids) => object): Try => ({ call, input, stranger })

const SMALL_BUNDLE = {
  company: { name: 'Small' },
  ...{ goals: [], projects: [], teams: [], agents: [], tasks: [], inputs: [], warnings: [] },
  labels: [{ name: 'bug', color: '#ff0000' }],
}

/** One call of every operation, in an order in which all of them succeed in the company that has the things. */
export const TRIES: Try[] = [
  asked(companies.getCompany, 'own', none),
  asked(companies.updateCompany, 'own', () => ({ mission: 'Another mission', gates: { hire_agent: 'admin' } })),

  asked(goals.listGoals, 'own', none),
  asked(goals.getGoal, 'not_found', (ids) => ({ goalId: ids.goal })),
  asked(goals.createGoal, 'not_found', (ids) => ({ title: 'Below', parentId: ids.goal })),
  asked(goals.updateGoal, 'not_found', (ids) => ({ goalId: ids.goal, title: 'Renamed' })),
  asked(goals.deleteGoal, 'not_found', (ids) => ({ goalId: ids.spareGoal })),
  asked(goals.listProjects, 'nothing', (ids) => ({ goalId: ids.goal })),
  asked(goals.getProject, 'not_found', (ids) => ({ projectId: ids.project })),
  asked(goals.createProject, 'not_found', (ids) => ({ name: 'For this goal', goalId: ids.goal })),
  asked(goals.updateProject, 'not_found', (ids) => ({ projectId: ids.project, isPaused: true })),

  asked(org.listAgents, 'nothing', (ids) => ({ managerId: ids.ada })),
  asked(org.getAgent, 'not_found', (ids) => ({ agentId: ids.ada })),
  asked(org.hireAgent, 'broken_rule', (ids) => ({ name: 'Eve', runtime: 'bash', managerId: ids.ada })),
  asked(org.updateAgent, 'not_found', (ids) => ({ agentId: ids.bob, title: 'Lead' })),
  asked(org.findAgent, 'not_found', () => ({ key: 'ada-of-the-first' })),
  asked(org.suggestAgents, 'own', () => ({ text: 'Anything of the first' })),
  asked(org.mySubtree, 'not_found', (ids) => ({ agentId: ids.ada })),
  asked(org.listAgentRevisions, 'nothing', (ids) => ({ agentId: ids.bob })),
  asked(org.getAgentRevision, 'not_found', (ids) => ({ agentId: ids.bob, number: 2 })),
  asked(org.rollbackAgent, 'not_found', (ids) => ({ agentId: ids.bob, number: 1 })),
  asked(org.activateAgent, 'not_found', (ids) => ({ agentId: ids.draft })),
  asked(org.terminationImpact, 'not_found', (ids) => ({ agentId: ids.bob })),
  asked(org.listOrphans, 'own', none),
  asked(org.orgChart, 'own', none),
  asked(org.drawOrgChart, 'own', none),
  asked(org.orgHealth, 'own', none),
  asked(org.listMembers, 'own', none),
  asked(org.setMemberTitle, 'not_found', (ids) => ({ personId: ids.person, title: 'Chair' })),
  asked(org.createTeam, 'own', () => ({ name: 'Another team' })),
  asked(org.updateTeam, 'not_found', (ids) => ({ teamId: ids.team, description: 'Builds' })),
  asked(org.setTeamMembers, 'not_found', (ids) => ({ teamId: ids.team, agentIds: [ids.bob], personIds: [ids.person] })),
  asked(org.listTeams, 'own', none),
  asked(org.getTeam, 'not_found', (ids) => ({ teamId: ids.team })),
  asked(access.appointInTeam, 'not_found', (ids) => ({ teamId: ids.team, personId: ids.guests[0], role: 'operator' })),
  asked(access.dismissFromTeam, 'not_found', (ids) => ({ teamId: ids.team, personId: ids.guests[0] })),
  asked(org.deleteTeam, 'not_found', (ids) => ({ teamId: ids.team })),
  asked(schedules.setSchedule, 'not_found', (ids) => ({ agentId: ids.bob, intervalSeconds: 3600 })),
  asked(schedules.listOverdueSchedules, 'own', none),
  asked(schedules.listScheduleSlots, 'nothing', (ids) => ({ agentId: ids.bob })),

  asked(tasks.listTasks, 'nothing', (ids) => ({ assigneeId: ids.ada })),
  asked(tasks.countTasks, 'nothing', (ids) => ({ assigneeId: ids.ada })),
  asked(tasks.getTask, 'not_found', (ids) => ({ taskId: ids.task })),
  asked(tasks.createTask, 'not_found', (ids) => ({ title: 'For her', assigneeId: ids.ada })),
  asked(tasks.listLabels, 'own', none),
  asked(tasks.claimEffect, 'not_found', (ids) => ({ taskId: ids.spare, key: 'post:launch' })),
  asked(tasks.settleEffect, 'not_found', (ids) => ({ taskId: ids.spare, key: 'post:launch', state: 'done' })),
  asked(tasks.listEffects, 'nothing', (ids) => ({ taskId: ids.spare })),
  asked(tasks.createLabel, 'own', () => ({ name: 'urgent' })),
  asked(tasks.updateLabel, 'not_found', (ids) => ({ labelId: ids.label, color: '#112233' })),
  asked(tasks.deleteLabel, 'not_found', (ids) => ({ labelId: ids.label })),
  asked(tasks.getMessage, 'not_found', (ids) => ({ messageId: ids.message })),
  asked(tasks.editMessage, 'not_found', (ids) => ({ messageId: ids.message, content: 'Said better' })),
  asked(tasks.listMessageRevisions, 'nothing', (ids) => ({ messageId: ids.message })),
  asked(tasks.freeDependants, 'nothing', (ids) => ({ taskId: ids.closed })),
  asked(tasks.postMessage, 'not_found', (ids) => ({ taskId: ids.spare, content: 'Hello' })),
  asked(tasks.listMessages, 'nothing', (ids) => ({ taskId: ids.spare })),
  asked(tasks.listAgentWork, 'nothing', (ids) => ({ agentId: ids.ada })),
  asked(tasks.checkOutTask, 'not_found', (ids) => ({ taskId: ids.spare, agentId: ids.bob })),
  asked(tasks.delegateTask, 'not_found', (ids) => ({ taskId: ids.spare, toAgentId: ids.ada })),
  asked(tasks.updateTask, 'not_found', (ids) => ({ taskId: ids.spare, title: 'Renamed' })),
  asked(tasks.createInteraction, 'not_found', (ids) => ({
    taskId: ids.spare,
    kind: 'request_confirmation',
    payload: { prompt: 'Shall I?' },
  })),
  asked(tasks.listInteractions, 'nothing', (ids) => ({ taskId: ids.spare })),
  asked(tasks.getInteraction, 'not_found', (ids) => ({ interactionId: ids.confirmations[0] })),
  asked(tasks.acceptInteraction, 'not_found', (ids) => ({ interactionId: ids.confirmations[0] })),
  asked(tasks.rejectInteraction, 'not_found', (ids) => ({ interactionId: ids.confirmations[1] })),
  asked(tasks.withdrawInteraction, 'not_found', (ids) => ({ interactionId: ids.confirmations[2] })),
  asked(tasks.answerInteraction, 'not_found', (ids) => ({ interactionId: ids.question, answers: { why: 'So' } })),
  asked(tasks.recordVerification, 'not_found', (ids) => ({
    ...{ taskId: ids.checked, verificationId: ids.verification, runId: ids.run, error: 'test' },
  })),
  asked(tasks.releaseTask, 'not_found', (ids) => ({ taskId: ids.spare })),
  asked(tasks.forceReleaseTask, 'not_found', (ids) => ({ taskId: ids.spare })),
  asked(tasks.listProducts, 'nothing', (ids) => ({ taskId: ids.spare })),
  asked(tasks.createProduct, 'not_found', (ids) => ({ taskId: ids.spare, type: 'commit', title: 'abc123' })),
  asked(tasks.updateProduct, 'not_found', (ids) => ({ productId: ids.product, status: 'merged' })),
  asked(tasks.deleteProduct, 'not_found', (ids) => ({ productId: ids.product })),
  asked(tasks.markTask, 'not_found', (ids) => ({ taskId: ids.spare, isUnread: false, isArchived: true })),
  asked(tasks.pauseTree, 'not_found', (ids) => ({ taskId: ids.spare, reason: 'Wait' })),
  asked(tasks.resumeTree, 'not_found', (ids) => ({ taskId: ids.spare })),
  asked(tasks.cancelTree, 'not_found', (ids) => ({ taskId: ids.spare })),
  asked(tasks.restoreTree, 'not_found', (ids) => ({ taskId: ids.spare })),
  asked(tasks.handleFailedWork, 'not_found', (ids) => ({
    ...{ taskId: ids.spare, agentId: ids.bob, reason: 'out of memory', attempts: 3 },
  })),

  asked(documents.listDocuments, 'nothing', (ids) => ({ taskId: ids.task })),
  asked(documents.getDocument, 'not_found', (ids) => ({ taskId: ids.task, key: 'plan' })),
  asked(documents.listDocumentRevisions, 'not_found', (ids) => ({ taskId: ids.task, key: 'plan' })),
  asked(documents.getDocumentRevision, 'not_found', (ids) => ({
    taskId: ids.task,
    key: 'plan',
    revisionId: ids.revision,
  })),
  asked(documents.putDocument, 'not_found', (ids) => ({
    ...{ taskId: ids.task, key: 'plan', body: 'Changed', baseRevisionId: ids.revision },
  })),
  asked(documents.restoreDocumentRevision, 'not_found', (ids) => ({
    ...{ taskId: ids.task, key: 'plan', revisionId: ids.revision },
  })),
  asked(documents.lockDocument, 'not_found', (ids) => ({ taskId: ids.task, key: 'plan' })),
  asked(documents.unlockDocument, 'not_found', (ids) => ({ taskId: ids.task, key: 'plan' })),
  asked(documents.deleteDocument, 'not_found', (ids) => ({ taskId: ids.task, key: 'plan' })),
  asked(documents.listAttachments, 'nothing', (ids) => ({ taskId: ids.task })),
  asked(documents.getAttachment, 'not_found', (ids) => ({ attachmentId: ids.attachment })),
  asked(documents.deleteAttachment, 'not_found', (ids) => ({ attachmentId: ids.attachment })),
  asked(search.search, 'nothing', () => ({ q: 'Task of the first' })),

  asked(models.closeOpenCalls, 'own', (ids) => ({ runId: ids.run })),
  asked(runs.listRuns, 'nothing', (ids) => ({ agentId: ids.ada })),
  asked(runs.getRun, 'not_found', (ids) => ({ runId: ids.run })),
  asked(runs.listRunEvents, 'nothing', (ids) => ({ runId: ids.run })),
  asked(runs.listWakes, 'nothing', (ids) => ({ agentId: ids.ada })),
  asked(runs.listWorkers, 'own', none),
  asked(runs.listUnplaced, 'own', none),
  asked(runs.listSessions, 'nothing', (ids) => ({ agentId: ids.ada })),
  asked(runs.agentStatus, 'not_found', (ids) => ({ agentId: ids.ada })),
  asked(runs.listBrakes, 'nothing', (ids) => ({ agentId: ids.ada })),
  asked(runs.resetBrake, 'not_found', (ids) => ({ agentId: ids.bob })),
  asked(runs.listOverdue, 'own', none),
  asked(runs.announceOverdue, 'own', none),
  asked(runs.pullHeartbeat, 'not_found', (ids) => ({ agentId: ids.ada })),
  asked(runs.requestWake, 'not_found', (ids) => ({ agentId: ids.bob, cause: 'manual' })),
  asked(runs.openAgentTest, 'not_found', (ids) => ({ agentId: ids.ada })),
  asked(runs.openSettingsTest, 'own', () => ({ runtime: 'bash', runtimeConfig: { command: 'true' } })),
  asked(runs.beginAgentTest, 'not_found', (ids) => ({ testId: ids.test })),
  asked(runs.findTestAnswer, 'nothing', (ids) => ({ testId: ids.test })),
  asked(runs.admitWake, 'nothing', (ids) => ({ wakeId: ids.wake })),
  asked(runs.beginRun, 'stale_version', (ids) => ({ runId: ids.run, fence: ids.fence })),
  asked(runs.bookUsage, 'nothing', (ids) => ({ runId: ids.run, fence: ids.fence, usage: [] })),
  asked(runs.appendRunEvents, 'stale_version', (ids) => ({
    runId: ids.run,
    fence: ids.fence,
    events: [{ seq: 1, at: '2026-06-01T09:00:00.000Z', kind: 'log', stream: 'stdout', text: 'Hello' }],
  })),
  asked(runs.askRunToStop, 'not_found', (ids) => ({ runId: ids.run })),
  asked(runs.finishRun, 'not_found', (ids) => ({
    runId: ids.run,
    workerId: ids.worker,
    fence: ids.fence,
    outcome: 'cancelled',
  })),
  asked(runs.resetSession, 'not_found', (ids) => ({ agentId: ids.bob })),
  asked(runs.settleRun, 'not_found', (ids) => ({ runId: ids.run })),
  asked(runs.liveRuns, 'nothing', (ids) => ({ scopeKind: 'agent', scopeId: ids.bob })),
  asked(runs.closeRun, 'not_found', (ids) => ({
    ...{ runId: ids.wake, fence: 0, state: 'cancelled', errorCode: 'stopped', error: 'test' },
  })),
  asked(runs.recallWakes, 'nothing', (ids) => ({ agentId: ids.bob })),

  asked(models.listProviders, 'own', none),
  asked(models.setProvider, 'not_found', (ids) => ({ providerId: ids.provider, requestsPerMinute: 60 })),
  asked(models.openProvider, 'not_found', (ids) => ({ providerId: ids.provider })),
  asked(models.openProviders, 'own', () => ({ dialect: 'openai' })),
  asked(models.takeAllowance, 'own', (ids) => ({ providerId: ids.provider, callId: ids.modelCall, tokens: 1 })),
  asked(models.gatewayFor, 'own', () => ({ runtimeConfig: {} })),
  asked(models.noteProgress, 'own', (ids) => ({
    callId: ids.modelCall,
    progress: { model: 'gpt-4o', provider: 'main', tokensIn: 1, tokensOut: 1 },
  })),
  asked(models.keepConversation, 'own', (ids) => ({
    ...{ callId: ids.modelCall, request: '{}', answer: 'Done.', isCut: false, secrets: [] },
  })),
  asked(models.noteRefusal, 'own', (ids) => ({
    ...{ runId: ids.run, endpoint: 'messages', model: 'gpt-4o', isStreamed: false, reason: 'No money.' },
  })),
  asked(models.listModelCalls, 'nothing', (ids) => ({ runId: ids.run })),
  asked(models.getModelConversation, 'not_found', (ids) => ({ callId: ids.modelCall })),
  asked(models.removeProvider, 'not_found', (ids) => ({ providerId: ids.provider })),
  asked(budgets.reportCost, 'not_found', (ids) => ({ agentId: ids.ada, model: 'x', costMicros: 5 })),
  asked(budgets.setBudget, 'not_found', (ids) => ({ scopeKind: 'agent', scopeId: ids.ada, cap: 1_000_000 })),
  asked(budgets.setBudget, 'not_found', (ids) => ({ scopeKind: 'subtree', scopeId: ids.ada, cap: 1_000_000 })),
  asked(budgets.removeBudget, 'not_found', (ids) => ({ scopeKind: 'subtree', scopeId: ids.ada })),
  asked(budgets.usedUpBudget, 'nothing', (ids) => ({ agentId: ids.ada, taskId: ids.task })),
  asked(budgets.getPool, 'not_found', (ids) => ({ agentId: ids.ada })),
  asked(budgets.previewMove, 'not_found', (ids) => ({ agentId: ids.ada, managerId: ids.bob })),
  asked(budgets.getBudget, 'not_found', (ids) => ({ scopeKind: 'company', scopeId: ids.companyId })),
  asked(budgets.forecastSpend, 'not_found', (ids) => ({ scopeKind: 'agent', scopeId: ids.ada })),
  asked(budgets.listBudgets, 'own', none),
  asked(budgets.listCosts, 'nothing', (ids) => ({ agentId: ids.ada })),
  asked(budgets.listIncidents, 'own', none),
  asked(budgets.adjustCost, 'not_found', (ids) => ({ costId: ids.cost, costMicros: 4, reason: 'Too much' })),
  asked(budgets.voidCost, 'not_found', (ids) => ({ costId: ids.cost, reason: 'Never happened' })),
  asked(budgets.listModelPrices, 'own', none),
  asked(budgets.findPrices, 'own', () => ({ search: 'opus' })),
  asked(budgets.getModelPrice, 'own', () => ({ model: 'claude-opus-4-5' })),
  asked(budgets.setModelPrice, 'own', () => ({ model: 'ours', inMicros: 1, outMicros: 2 })),
  asked(budgets.removeModelPrice, 'not_found', (ids) => ({ priceId: ids.price })),
  asked(budgets.spendByDay, 'own', none),
  asked(budgets.spendBy, 'own', () => ({ by: 'goal' })),
  asked(budgets.readLedger, 'own', none),
  asked(budgets.checkLedger, 'own', none),
  asked(budgets.ledgerHealth, 'own', none),

  asked(notifications.listChannels, 'own', none),
  asked(notifications.addChannel, 'own', () => ({
    name: 'New',
    kind: 'slack',
    address: 'https://hooks.example.com/x',
  })),
  asked(notifications.updateChannel, 'not_found', (ids) => ({ channelId: ids.channel, topics: ['approval'] })),
  asked(notifications.rotateChannelSecret, 'not_found', (ids) => ({ channelId: ids.channel })),
  asked(notifications.testChannel, 'not_found', (ids) => ({ channelId: ids.channel })),
  asked(notifications.removeChannel, 'not_found', (ids) => ({ channelId: ids.spareChannel })),
  asked(notifications.listDeliveries, 'nothing', (ids) => ({ channelId: ids.channel })),
  asked(notifications.openDelivery, 'not_found', (ids) => ({ deliveryId: ids.delivery })),
  asked(notifications.settleDelivery, 'nothing', (ids) => ({
    ...{
      deliveryId: ids.delivery,
      attempt: 1,
      isSent: false,
      answerStatus: 410,
      problem: 'It answered 410.',
      isGone: true,
    },
  })),
  asked(notifications.resendDelivery, 'not_found', (ids) => ({ deliveryId: ids.delivery })),
  asked(notifications.noticeWaiting, 'own', none),
  asked(notifications.mailInvitation, 'nothing', (ids) => ({ invitationId: ids.invitation })),
  asked(notifications.getMailChoice, 'own', none),
  asked(notifications.setMailChoice, 'own', () => ({ choice: 'daily' })),

  asked(access.createApiKey, 'not_found', (ids) => ({ name: 'Script', kind: 'agent', agentId: ids.ada })),
  asked(access.approveCliChallenge, 'broken_rule', (ids) => ({ challengeId: ids.challenge })),
  asked(access.myGrants, 'own', none),
  asked(access.listGranted, 'own', (ids) => ({ grant: 'task:write', kind: 'task', ids: [ids.task] })),
  asked(access.listInvitations, 'nothing', none),
  asked(access.inviteMember, 'own', () => ({ role: 'operator', email: 'eve@example.test' })),
  asked(access.revokeInvitation, 'not_found', (ids) => ({ invitationId: ids.invitation })),
  asked(access.setMemberRole, 'not_found', (ids) => ({ personId: ids.guests[0], role: 'owner' })),
  asked(access.removeMember, 'not_found', (ids) => ({ personId: ids.guests[1] })),
  asked(access.listApiKeys, 'nothing', (ids) => ({ agentId: ids.ada })),
  asked(access.revokeApiKey, 'not_found', (ids) => ({ keyId: ids.key })),
  asked(audit.listAudit, 'nothing', (ids) => ({ subjectId: ids.task })),
  asked(audit.proveEntry, 'own', () => ({ position: 1 })),
  asked(audit.verifyAudit, 'own', none),
  asked(reports.ownRecords, 'own', () => ({ kind: 'messages' })),
  asked(reports.listInbox, 'own', none),
  asked(reports.countInbox, 'own', none),
  asked(reports.comingWakes, 'own', none),
  asked(reports.dashboard, 'own', none),
  asked(reports.estimateSchedule, 'not_found', (ids) => ({ agentId: ids.ada, intervalSeconds: 3600 })),
  asked(reports.listScorecards, 'own', () => ({ by: 'goal' })),
  asked(reports.complianceSummary, 'own', () => PERIOD),
  asked(reports.compliancePage, 'own', () => ({ section: 'approvals', period: PERIOD })),

  asked(approvals.requestApproval, 'not_found', (ids) => ({
    type: 'request_board_approval',
    payload: { title: 'May I?' },
    taskIds: [ids.task],
  })),
  asked(approvals.requestHire, 'broken_rule', (ids) => ({ name: 'Fay', managerId: ids.ada })),
  asked(approvals.listApprovals, 'nothing', (ids) => ({ taskId: ids.task })),
  asked(approvals.getApproval, 'not_found', (ids) => ({ approvalId: ids.approval })),
  asked(approvals.commentOnApproval, 'not_found', (ids) => ({ approvalId: ids.approval, content: 'Why?' })),
  asked(approvals.listApprovalComments, 'nothing', (ids) => ({ approvalId: ids.approval })),
  asked(approvals.linkApprovalTask, 'not_found', (ids) => ({ approvalId: ids.approval, taskId: ids.spare })),
  asked(approvals.unlinkApprovalTask, 'not_found', (ids) => ({ approvalId: ids.approval, taskId: ids.spare })),
  asked(approvals.countPendingApprovals, 'own', none),
  asked(approvals.governanceLints, 'own', none),
  asked(approvals.approveHire, 'not_found', (ids) => ({ agentId: ids.hire })),
  asked(approvals.decideApproval, 'not_found', (ids) => ({
    approvalId: ids.approval,
    decision: 'revision_requested',
  })),
  asked(approvals.resubmitApproval, 'not_found', (ids) => ({ approvalId: ids.approval })),
  asked(approvals.cancelApproval, 'not_found', (ids) => ({ approvalId: ids.approval })),

  asked(memory.remember, 'not_found', (ids) => ({
    scopeKind: 'agent',
    scopeId: ids.bob,
    key: 'tests',
    text: 'Run them',
  })),
  asked(memory.listMemories, 'not_found', (ids) => ({ scopeKind: 'agent', scopeId: ids.ada })),
  asked(memory.searchMemories, 'own', () => ({ q: 'memory' })),
  asked(memory.getMemory, 'not_found', (ids) => ({ memoryId: ids.memory })),
  asked(memory.recallFor, 'not_found', (ids) => ({ agentId: ids.ada })),
  asked(memory.updateMemory, 'not_found', (ids) => ({ memoryId: ids.memory, text: 'Another memory' })),
  asked(memory.forget, 'not_found', (ids) => ({ memoryId: ids.memory })),

  asked(routines.listRoutines, 'nothing', (ids) => ({ assigneeId: ids.ada })),
  asked(routines.getRoutine, 'not_found', (ids) => ({ routineId: ids.routine })),
  asked(routines.createRoutine, 'not_found', (ids) => ({ title: 'For her', assigneeId: ids.ada })),
  asked(routines.updateRoutine, 'not_found', (ids) => ({ routineId: ids.routine, priority: 'low' })),
  asked(routines.fireRoutine, 'not_found', (ids) => ({ runId: ids.firing })),
  asked(routines.runRoutine, 'not_found', (ids) => ({ routineId: ids.routine })),
  asked(routines.listRoutineRuns, 'nothing', (ids) => ({ routineId: ids.routine })),
  asked(routines.listOverdueTriggers, 'own', none),
  asked(routines.addTrigger, 'not_found', (ids) => ({ routineId: ids.routine, kind: 'schedule', cron: '0 9 * * *' })),
  asked(routines.getTrigger, 'not_found', (ids) => ({ triggerId: ids.webhook })),
  asked(routines.fireWebhook, 'not_found', (ids) => ({
    ...{ triggerId: ids.webhook, body: '{}', authorization: `Bearer ${ids.webhookSecret}` },
    ...{ signature: null, timestamp: null, githubSignature: null, idempotencyKey: null },
  })),
  asked(routines.updateTrigger, 'not_found', (ids) => ({ triggerId: ids.webhook, label: 'Renamed' })),
  asked(routines.rotateTriggerSecret, 'not_found', (ids) => ({ triggerId: ids.webhook })),
  asked(routines.removeTrigger, 'not_found', (ids) => ({ triggerId: ids.webhook })),

  asked(templates.exportCompany, 'own', none),
  asked(templates.previewImport, 'own', () => ({ bundle: SMALL_BUNDLE })),
  asked(templates.importCompany, 'own', () => ({ bundle: SMALL_BUNDLE })),
  asked(templates.exportConversation, 'not_found', (ids) => ({ taskId: ids.task })),

  asked(vault.createSecret, 'own', () => ({ name: 'TOKEN', value: 'swordfish' })),
  asked(vault.listSecrets, 'own', none),
  asked(sealing.checkSealed, 'own', none),
  asked(vault.getSecret, 'not_found', (ids) => ({ secretId: ids.secret })),
  asked(vault.listSecretUses, 'not_found', (ids) => ({ secretId: ids.secret })),
  asked(vault.updateSecret, 'not_found', (ids) => ({ secretId: ids.secret, status: 'disabled' })),
  asked(vault.rotateSecret, 'not_found', (ids) => ({ secretId: ids.secret, value: 'barracuda' })),
  asked(vault.deleteSecret, 'not_found', (ids) => ({ secretId: ids.secret })),

  asked(org.pauseAgent, 'not_found', (ids) => ({ agentId: ids.bob })),
  asked(org.resumeAgent, 'not_found', (ids) => ({ agentId: ids.bob })),
  asked(org.terminateAgent, 'not_found', (ids) => ({ agentId: ids.bob })),
  asked(companies.archiveCompany, 'own', none),
  asked(companies.resumeCompany, 'own', none),
  asked(companies.pauseCompany, 'own', none),
  asked(companies.resumeCompany, 'own', none),
  asked(companies.closeCompany, 'invalid_input', () => ({ name: 'Contract' })),
  asked(companies.reopenCompany, 'illegal_transition', none),
  asked(access.leaveCompany, 'broken_rule', none),
]

/**
 * Not tried here: `createCompany` is called in a company that does not exist yet, and the others are only parts of commands that have
 * looked up the ids before, or are called with rows that the product found itself; no door offers them.
 */
export const UNTRIED: Operation[] = [
  // only where a mail server is set: src/features/notifications
  notifications.testMail,
  access.joinCompany,
  access.setClaimedRole,
  runs.completableRun,
  vault.resolveSettings,
  sealing.resealValues,
  vault.sealSettings,
  approvals.answerRequester,
  approvals.askBudgetOverride,
  approvals.closeBudgetOverride,
  approvals.expireApproval,
  companies.createCompany,
  goals.createMission,
  budgets.endBudgetPause,
  budgets.holdSpend,
  budgets.openBudget,
  budgets.recordCall,
  budgets.releaseHold,
  budgets.reserveSpend,
  budgets.settleSpend,
  budgets.watchLedger,
  // only on runs that call models, by the gateway: src/testing/gateway
  models.openModelCall,
  models.settleModelCall,
]
