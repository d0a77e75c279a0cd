import * as access from '@/features/access'
import * as audit from '@/features/audit'
import * as budgets from '@/features/budgets'
import * as companies from '@/features/companies'
import * as goals from '@/features/goals'
import * as org from '@/features/org'
import * as reports from '@/features/reports'
import * as runs from '@/features/runs'
import * as schedules from '@/features/schedules'
import * as tasks from '@/features/tasks'
import type { Command, Query } from '@/platform/command'

const ROOMS = [access, audit, budgets, companies, goals, org, reports, runs, schedules, tasks]

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
  task: string
  spare: string
  key: string
  wake: string
  run: string
  fence: number
  worker: string
}

/**
 * What a stranger gets who names things of this company: a refusal with the code, `nothing` (an empty answer), or `own`: the call
 * names no thing, and answers of the stranger's own company only.
 */
export type Stranger = 'not_found' | 'stale_version' | 'broken_rule' | 'nothing' | 'own'

type Try = {
  call: Operation
  input(ids: Ids): object
  stranger: Stranger
}

const none = () => ({})
const asked = (call: Operation, stranger: Stranger, input: (ids: Ids) => object): Try => ({ call, input, stranger })

/** One call of every operation, in an order in which all of them succeed in the company that has the things. */
export const TRIES: Try[] = [
  asked(companies.getCompany, 'own', none),
  asked(companies.updateCompany, 'own', () => ({ mission: 'Another mission' })),

  asked(goals.listGoals, 'own', none),
  asked(goals.getGoal, 'not_found', (ids) => ({ goalId: ids.goal })),
  asked(goals.createGoal, 'not_found', (ids) => ({ title: 'Below', parentId: ids.goal })),
  asked(goals.updateGoal, 'not_found', (ids) => ({ goalId: ids.goal, title: 'Renamed' })),

  asked(org.listAgents, 'nothing', (ids) => ({ managerId: ids.ada })),
  asked(org.getAgent, 'not_found', (ids) => ({ agentId: ids.ada })),
  asked(org.hireAgent, 'broken_rule', (ids) => ({ name: 'Eve', runtime: 'bash', managerId: ids.ada })),
  asked(org.updateAgent, 'not_found', (ids) => ({ agentId: ids.bob, title: 'Lead' })),
  asked(schedules.setSchedule, 'not_found', (ids) => ({ agentId: ids.bob, intervalSeconds: 3600 })),

  asked(tasks.listTasks, 'nothing', (ids) => ({ assigneeId: ids.ada })),
  asked(tasks.getTask, 'not_found', (ids) => ({ taskId: ids.task })),
  asked(tasks.createTask, 'not_found', (ids) => ({ title: 'For her', assigneeId: ids.ada })),
  asked(tasks.postMessage, 'not_found', (ids) => ({ taskId: ids.spare, content: 'Hello' })),
  asked(tasks.listMessages, 'nothing', (ids) => ({ taskId: ids.spare })),
  asked(tasks.listAgentWork, 'nothing', (ids) => ({ agentId: ids.ada })),
  asked(tasks.checkOutTask, 'not_found', (ids) => ({ taskId: ids.spare, agentId: ids.bob })),
  asked(tasks.delegateTask, 'not_found', (ids) => ({ taskId: ids.spare, toAgentId: ids.ada })),
  asked(tasks.updateTask, 'not_found', (ids) => ({ taskId: ids.spare, title: 'Renamed' })),
  asked(tasks.releaseTask, 'not_found', (ids) => ({ taskId: ids.spare })),

  asked(runs.listRuns, 'nothing', (ids) => ({ agentId: ids.ada })),
  asked(runs.getRun, 'not_found', (ids) => ({ runId: ids.run })),
  asked(runs.listRunEvents, 'nothing', (ids) => ({ runId: ids.run })),
  asked(runs.listWakes, 'nothing', (ids) => ({ agentId: ids.ada })),
  asked(runs.agentStatus, 'not_found', (ids) => ({ agentId: ids.ada })),
  asked(runs.pullHeartbeat, 'not_found', (ids) => ({ agentId: ids.ada })),
  asked(runs.requestWake, 'not_found', (ids) => ({ agentId: ids.bob, cause: 'manual' })),
  asked(runs.admitWake, 'nothing', (ids) => ({ wakeId: ids.wake })),
  asked(runs.beginRun, 'stale_version', (ids) => ({ runId: ids.run, fence: ids.fence })),
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
  asked(runs.settleRun, 'not_found', (ids) => ({ runId: ids.run })),
  asked(runs.stopRuns, 'nothing', (ids) => ({ agentId: ids.bob, reason: 'test' })),
  asked(runs.closeRun, 'not_found', (ids) => ({
    ...{ runId: ids.wake, fence: 0, state: 'cancelled', errorCode: 'stopped', error: 'test' },
  })),
  asked(runs.recallWakes, 'nothing', (ids) => ({ agentId: ids.bob })),

  asked(budgets.reportCost, 'not_found', (ids) => ({ agentId: ids.ada, model: 'x', costMicros: 5 })),
  asked(budgets.setBudget, 'not_found', (ids) => ({ scopeKind: 'agent', scopeId: ids.ada, capMicros: 1_000_000 })),
  asked(budgets.getBudget, 'not_found', (ids) => ({ scopeKind: 'company', scopeId: ids.companyId })),
  asked(budgets.listBudgets, 'own', none),
  asked(budgets.listCosts, 'nothing', (ids) => ({ agentId: ids.ada })),
  asked(budgets.listIncidents, 'own', none),
  asked(budgets.spendByDay, 'own', none),
  asked(budgets.checkLedger, 'own', none),

  asked(access.createApiKey, 'not_found', (ids) => ({ name: 'Script', kind: 'agent', agentId: ids.ada })),
  asked(access.listApiKeys, 'nothing', (ids) => ({ agentId: ids.ada })),
  asked(access.revokeApiKey, 'not_found', (ids) => ({ keyId: ids.key })),
  asked(audit.listAudit, 'nothing', (ids) => ({ subjectId: ids.task })),
  asked(audit.verifyAudit, 'own', none),
  asked(reports.dashboard, 'own', none),

  asked(org.pauseAgent, 'not_found', (ids) => ({ agentId: ids.bob })),
  asked(org.resumeAgent, 'not_found', (ids) => ({ agentId: ids.bob })),
  asked(org.terminateAgent, 'not_found', (ids) => ({ agentId: ids.bob })),
  asked(companies.pauseCompany, 'own', none),
  asked(companies.resumeCompany, 'own', none),
]

/**
 * Not tried here: `createCompany` is called in a company that does not exist yet, and the others are only parts of commands that have
 * looked up the ids before, or are called with rows that the product found itself; no door offers them.
 */
export const UNTRIED: Operation[] = [
  companies.createCompany,
  goals.createMission,
  budgets.endBudgetPause,
  budgets.openBudget,
  budgets.reserveSpend,
  budgets.settleSpend,
]
