import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createGoal, listGoals } from '@/features/goals'
import { getAgent, resumeAgent } from '@/features/org'
import { admitWake, closeRun, requestWake, settleRun, stopRuns } from '@/features/runs'
import { checkOutTask, createTask } from '@/features/tasks'
import { setClock } from '@/platform/clock'
import { closePools } from '@/platform/database'
import { newId } from '@/platform/ids'
import { foundCompany, type TestCompany } from '@/testing/company'
import {
  checkLedger,
  endBudgetPause,
  findHalted,
  getBudget,
  holdSpend,
  listBudgets,
  listIncidents,
  recordCall,
  reportCost,
  setBudget,
} from '.'

afterAll(closePools)

let company: TestCompany
let ann: string
let ben: string
let restoreClock = () => {}
afterEach(() => restoreClock())
const at = (instant: string) => {
  restoreClock()
  restoreClock = setClock(() => new Date(instant))
}
const START = '2027-03-10T12:30:00Z'

beforeEach(async () => {
  restoreClock = () => {}
  at(START)
  company = await foundCompany()
  ann = (await company.hire()).id
  ben = (await company.hire({ managerId: ann })).id
})

const spend = (agentId: string, costMicros: number, more: object = {}) =>
  reportCost(company.board, { agentId, model: 'own', costMicros, ...more })
const wakeOf = async (agentId: string, taskId?: string) => {
  const wakeId = newId()
  await requestWake(company.system, { wakeId, agentId, cause: 'manual', taskId })
  return admitWake(company.system, { wakeId })
}
const runOf = async (agentId: string) => (await wakeOf(agentId)).runId!
const endRun = async (runId: string) => {
  await closeRun(company.system, { runId, fence: 0, state: 'cancelled', errorCode: 'stopped', error: 'test' })
  await settleRun(company.system, { runId })
}

describe('the budget of a subtree', () => {
  it('is spent by the manager and all below, and when it is used up, nothing starts or is taken there', async () => {
    const subtree = { scopeKind: 'subtree' as const, scopeId: ben }
    const cid = (await company.hire({ managerId: ben })).id
    await setBudget(company.board, { ...subtree, cap: 100_000 })
    await spend(ben, 40_000)
    await spend(ann, 70_000)
    expect(await getBudget(company.board, subtree)).toMatchObject({ spent: 40_000, scopeName: 'Agent 2', state: 'ok' })
    await runOf(ben)
    await spend(cid, 60_000)
    expect(await getBudget(company.board, subtree)).toMatchObject({ spent: 100_000, state: 'exceeded' })
    expect(await wakeOf(cid)).toMatchObject({ outcome: 'held', reason: 'budget_exhausted' })
    expect(await wakeOf(ann)).toMatchObject({ outcome: 'admitted' })
    const task = await createTask(company.board, { title: 'One more', assigneeId: cid })
    const taking = checkOutTask(await company.asAgent(cid), { taskId: task.id, agentId: cid })
    await expect(taking).rejects.toMatchObject({ code: 'budget_exhausted', facts: { scope: 'subtree' } })
    expect(await stopRuns(company.system, { ...subtree, reason: 'budget' })).toEqual({ asked: 1 })
    expect(await findHalted()).toContainEqual({ companyId: company.id, ...subtree })
    await setBudget(company.board, { ...subtree, cap: 200_000 })
    expect(await wakeOf(cid)).toMatchObject({ outcome: 'admitted' })
    expect(await checkLedger(company.board, {})).toEqual([])
  })
})

describe('the budget of a goal', () => {
  it('is spent by tasks of the goal and of those below it, and halts them only', async () => {
    const [root] = await listGoals(company.board, {})
    const upper = await createGoal(company.board, { title: 'Upper', parentId: root!.id })
    const lower = await createGoal(company.board, { title: 'Lower', parentId: upper.id })
    const goal = { scopeKind: 'goal' as const, scopeId: upper.id }
    await setBudget(company.board, { ...goal, cap: 50_000 })
    const within = await createTask(company.board, { title: 'Within', assigneeId: ann, goalId: lower.id })
    const beside = await createTask(company.board, { title: 'Beside', assigneeId: ben })
    await spend(ben, 20_000, { taskId: beside.id })
    await spend(ann, 30_000, { taskId: within.id })
    expect(await getBudget(company.board, goal)).toMatchObject({ spent: 30_000, scopeName: 'Upper' })
    await spend(ben, 20_000, { taskId: within.id })
    expect(await wakeOf(ann, within.id)).toMatchObject({ outcome: 'held', reason: 'budget_exhausted' })
    expect(await wakeOf(ben, beside.id)).toMatchObject({ outcome: 'admitted' })
    expect(await stopRuns(company.system, { ...goal, reason: 'budget' })).toEqual({ asked: 0 })
    expect(await checkLedger(company.board, {})).toEqual([])
  })
})

describe('a budget of tokens', () => {
  it('counts in and out, and halts like one of money', async () => {
    const tokens = { scopeKind: 'agent' as const, scopeId: ann, metric: 'tokens' as const }
    await setBudget(company.board, { ...tokens, cap: 40_000 })
    await spend(ann, 0, { tokensIn: 10_000, tokensOut: 2_000, tokensCached: 9_000 })
    expect(await getBudget(company.board, tokens)).toMatchObject({ spent: 12_000, remaining: 28_000, state: 'ok' })
    const runId = await runOf(ann)
    expect(await getBudget(company.board, tokens)).toMatchObject({ spent: 12_000, reserved: 1_000 })
    const ask = { runId, askMicros: 0, leastMicros: 0 }
    await expect(holdSpend(company.system, { ...ask, askTokens: 29_000, leastTokens: 29_000 })).rejects.toMatchObject({
      code: 'budget_exhausted',
      facts: { metric: 'tokens', asked: 29_000, left: 28_000 },
    })
    expect(await holdSpend(company.system, { ...ask, askTokens: 29_000 })).toMatchObject({ heldTokens: 28_000 })
    const called = { runId, agentId: ann, model: 'own', costMicros: 0, heldMicros: 0 }
    await recordCall(company.system, { ...called, heldTokens: 28_000, tokensIn: 27_000, tokensOut: 1_000 })
    expect(await getBudget(company.board, tokens)).toMatchObject({ spent: 40_000, reserved: 0, state: 'exceeded' })
    expect(await getAgent(company.board, { agentId: ann })).toMatchObject({ state: 'paused', pauseReason: 'budget' })
    const resumed = resumeAgent(company.board, { agentId: ann })
    await expect(resumed).rejects.toMatchObject({ code: 'budget_exhausted', facts: { metric: 'tokens' } })
    await setBudget(company.board, { ...tokens, cap: null })
    expect(await getAgent(company.board, { agentId: ann })).toMatchObject({ pauseReason: null })
    expect(await checkLedger(company.board, {})).toEqual([])
  })
})

describe('a budget of runs', () => {
  it('counts each run at its admission; the last one that is allowed goes on', async () => {
    const runs = { scopeKind: 'company' as const, scopeId: company.id, metric: 'runs' as const }
    const inDay = { ...runs, window: 'rolling' as const, windowHours: 24 }
    await setBudget(company.board, { ...inDay, cap: 2 })
    const first = await runOf(ann)
    const second = await runOf(ben)
    expect(await getBudget(company.board, inDay)).toMatchObject({ spent: 2, reserved: 0, state: 'exceeded' })
    expect(await listIncidents(company.board, { state: 'open' })).toMatchObject([{ threshold: 'exhausted' }])
    await endRun(first)
    expect(await wakeOf(ann)).toMatchObject({ outcome: 'held', reason: 'budget_exhausted' })
    await endRun(second)
    at('2027-03-11T14:00:00Z')
    expect(await endBudgetPause(company.system, runs)).toEqual({ isRestored: true })
    expect(await wakeOf(ann)).toMatchObject({ outcome: 'admitted' })
    expect(await getBudget(company.board, inDay)).toMatchObject({ spent: 1, state: 'ok' })
    expect(await checkLedger(company.board, {})).toEqual([])
  })
})

describe('a window', () => {
  it('that rolls forgets what is older than its hours, never earlier, and its halt ends by itself', async () => {
    const rolling = { scopeKind: 'agent' as const, scopeId: ann, window: 'rolling' as const, windowHours: 5 }
    await setBudget(company.board, { ...rolling, cap: 50_000 })
    await spend(ann, 30_000)
    at('2027-03-10T14:45:00Z')
    await spend(ann, 20_000)
    expect(await getAgent(company.board, { agentId: ann })).toMatchObject({ pauseReason: 'budget' })
    at('2027-03-10T17:29:00Z')
    expect(await getBudget(company.board, rolling)).toMatchObject({ spent: 50_000, state: 'exceeded' })
    expect(await endBudgetPause(company.system, rolling)).toEqual({ isRestored: false })
    at('2027-03-10T18:00:00Z')
    expect(await getBudget(company.board, rolling)).toMatchObject({ spent: 20_000, state: 'ok' })
    expect(await endBudgetPause(company.system, rolling)).toEqual({ isRestored: true })
    expect(await getAgent(company.board, { agentId: ann })).toMatchObject({ pauseReason: null })
    await spend(ann, 1_000)
    expect(await getBudget(company.board, rolling)).toMatchObject({ spent: 21_000 })
    expect(await checkLedger(company.board, {})).toEqual([])
  })

  it('for good does not end with the month, and an agent goes on only when all its budgets are whole', async () => {
    const agent = { scopeKind: 'agent' as const, scopeId: ann }
    const lifetime = { ...agent, window: 'lifetime' as const }
    await setBudget(company.board, { ...agent, cap: 50_000 })
    await setBudget(company.board, { ...lifetime, cap: 60_000 })
    await spend(ann, 60_000)
    at('2027-04-10T12:00:00Z')
    expect(await getBudget(company.board, agent)).toMatchObject({ spent: 0, state: 'ok' })
    expect(await getBudget(company.board, lifetime)).toMatchObject({ spent: 60_000, state: 'exceeded' })
    expect(await endBudgetPause(company.system, agent)).toEqual({ isRestored: false })
    expect(await getAgent(company.board, { agentId: ann })).toMatchObject({ pauseReason: 'budget' })
    await setBudget(company.board, { ...lifetime, cap: 70_000 })
    expect(await getAgent(company.board, { agentId: ann })).toMatchObject({ pauseReason: null })
    expect(await listIncidents(company.board, { state: 'open' })).toEqual([])
  })

  it('of a month begins at midnight where the company is, also when summer time began in between', async () => {
    company = await foundCompany({ timeZone: 'Europe/Berlin' })
    ann = (await company.hire({ capMicros: 10_000 })).id
    const agent = { scopeKind: 'agent' as const, scopeId: ann }
    await spend(ann, 10_000)
    at('2027-03-31T21:59:59Z')
    expect(await endBudgetPause(company.system, agent)).toEqual({ isRestored: false })
    at('2027-03-31T22:00:00Z')
    expect(await endBudgetPause(company.system, agent)).toEqual({ isRestored: true })
    expect(await getBudget(company.board, agent)).toMatchObject({ spent: 0, periodStart: '2027-04-01' })
  })
})

it('moves what calls may still spend into the new month, and leaves the rest of the reservation behind', async () => {
  const agent = { scopeKind: 'agent' as const, scopeId: ann }
  await setBudget(company.board, { ...agent, cap: 100_000 })
  const runId = await runOf(ann)
  const hold = () => holdSpend(company.system, { runId, askMicros: 4_000, leastMicros: 4_000 })
  await hold()
  at('2027-04-01T00:00:01Z')
  await hold()
  expect(await getBudget(company.board, agent)).toMatchObject({ spent: 0, reserved: 13_600 })
  const call = { runId, agentId: ann, model: 'own', heldMicros: 4_000 }
  await recordCall(company.system, { ...call, costMicros: 3_000 })
  await recordCall(company.system, { ...call, costMicros: 4_000 })
  await endRun(runId)
  expect(await getBudget(company.board, agent)).toMatchObject({ spent: 7_000, reserved: 0 })
  at('2027-03-31T23:00:00Z')
  expect(await getBudget(company.board, agent)).toMatchObject({ spent: 0, reserved: 0 })
})

it('counts what was spent before it, and takes over what is reserved, while reports go on', async () => {
  await spend(ben, 5_000, { tokensIn: 100 })
  const runId = await runOf(ben)
  const windows = [
    ...[{ window: 'lifetime' as const }, { window: 'rolling' as const, windowHours: 2 }],
    ...[{ metric: 'tokens' as const }, { metric: 'runs' as const, window: 'lifetime' as const }],
  ]
  const scopes = [
    ...[
      { scopeKind: 'subtree' as const, scopeId: ann },
      { scopeKind: 'company' as const, scopeId: company.id },
    ],
    { scopeKind: 'agent' as const, scopeId: ben },
  ]
  const wishes = scopes.flatMap((scope) => windows.map((window) => ({ ...scope, ...window, cap: 10_000_000 })))
  await Promise.all([
    ...wishes.map((wish) => setBudget(company.board, wish)),
    ...Array.from({ length: 20 }, () => spend(ben, 1_000, { tokensIn: 10 })),
    ...Array.from({ length: 5 }, () => spend(ann, 1_000)),
  ])
  expect(await checkLedger(company.board, {})).toEqual([])
  const subtree = { scopeKind: 'subtree' as const, scopeId: ann, window: 'lifetime' as const }
  expect(await getBudget(company.board, subtree)).toMatchObject({ spent: 30_000, reserved: 10_000 })
  expect(await getBudget(company.board, { ...subtree, metric: 'runs' })).toMatchObject({ spent: 1 })
  await endRun(runId)
  const { budgets } = await listBudgets(company.board, {})
  expect(budgets.length).toBe(3 + wishes.length)
  expect(budgets.filter((budget) => budget.reserved !== 0)).toEqual([])
})
