import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { createProject, getProject } from '@/features/goals'
import { createTeam, setTeamMembers } from '@/features/org'
import { admitWake, pullHeartbeat, requestWake, settleRun, stopRuns } from '@/features/runs'
import { checkOutTask, createTask } from '@/features/tasks'
import { setClock } from '@/platform/clock'
import { closePools } from '@/platform/database'
import { newId } from '@/platform/ids'
import { asDatabaseOwner, foundCompany, type TestCompany } from '@/testing/company'
import { checkLedger, endBudgetPause, findHalted, getBudget, listIncidents, reportCost, setBudget } from '.'

afterAll(closePools)

let company: TestCompany
let ann: string
let ben: string
let team: { scopeKind: 'team'; scopeId: string }
let project: { scopeKind: 'project'; scopeId: string }

beforeEach(async () => {
  company = await foundCompany()
  ann = (await company.hire()).id
  ben = (await company.hire({ managerId: ann })).id
  const teamId = (await createTeam(company.board, { name: 'Writers' })).id
  await setTeamMembers(company.board, { teamId, agentIds: [ann, ben], personIds: [] })
  team = { scopeKind: 'team', scopeId: teamId }
  project = { scopeKind: 'project', scopeId: (await createProject(company.board, { name: 'Book' })).id }
})

const spend = (agentId: string, costMicros: number, taskId?: string) =>
  reportCost(company.board, { agentId, model: 'own', costMicros, taskId })
const inProject = (assigneeId: string) =>
  createTask(company.board, { title: 'Chapter', assigneeId, projectId: project.scopeId })
const wakeOf = async (agentId: string, taskId?: string) => {
  const wakeId = newId()
  await requestWake(company.system, { wakeId, agentId, cause: 'manual', taskId })
  return admitWake(company.system, { wakeId })
}
const halts = async () =>
  asDatabaseOwner<{ kind: string; id: string }>(
    `SELECT data ->> 'scopeKind' AS kind, data ->> 'scopeId' AS id FROM "OutboxEvent"
     WHERE name = 'budget/exhausted' AND "companyId" = $1`,
    [company.id],
  )

describe('the budget of a team', () => {
  it('is spent by all its agents, and stops all of them, once', async () => {
    await setBudget(company.board, { ...team, cap: 1_000_000 })
    await Promise.all(Array.from({ length: 20 }, (_, i) => spend(i % 2 ? ann : ben, 60_000)))
    expect(await getBudget(company.board, team)).toMatchObject({ spent: 1_200_000, state: 'exceeded' })
    expect(await checkLedger(company.board, {})).toEqual([])
    expect(await halts()).toEqual([{ kind: 'team', id: team.scopeId }])
    const incidents = await listIncidents(company.board, { state: 'open' })
    expect(incidents.map(({ threshold }) => threshold).sort()).toEqual(['exhausted', 'warning'])
    expect(incidents).toMatchObject(Array(2).fill({ scopeKind: 'team', scopeName: 'Writers' }))
    for (const agentId of [ann, ben]) {
      expect(await wakeOf(agentId)).toMatchObject({ outcome: 'held', reason: 'budget_exhausted' })
      const asked = await pullHeartbeat(await company.asAgent(agentId), { agentId })
      expect(asked).toMatchObject({ isPaused: true, tasks: [], reason: "The team's budget is used up." })
    }
    const task = await createTask(company.board, { title: 'One more', assigneeId: ben })
    const taking = checkOutTask(await company.asAgent(ben), { taskId: task.id, agentId: ben })
    await expect(taking).rejects.toMatchObject({ code: 'budget_exhausted', facts: { scope: 'team' } })
  })

  it('is never promised twice: reservations of its agents stay within the cap', async () => {
    await setBudget(company.board, { ...team, cap: 15_000 })
    const outcomes = await Promise.all([ann, ben].map((agentId) => wakeOf(agentId)))
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['admitted', 'held'])
    const { reserved } = await getBudget(company.board, team)
    expect(reserved).toBe(10_000)
  })

  it('gets back what was reserved, also when its agent has left in between', async () => {
    await setBudget(company.board, { ...team, cap: 1_000_000 })
    const { runId } = await wakeOf(ann)
    await setTeamMembers(company.board, { teamId: team.scopeId, agentIds: [ben], personIds: [] })
    expect(await getBudget(company.board, team)).toMatchObject({ reserved: 10_000 })
    await settleRun(company.system, { runId: runId! })
    expect(await getBudget(company.board, team)).toMatchObject({ reserved: 0 })
  })

  it('lets them go on when the cap is raised, or a month begins', async () => {
    await setBudget(company.board, { ...team, cap: 100 })
    await spend(ann, 100)
    await setBudget(company.board, { ...team, cap: 200_000 })
    expect(await listIncidents(company.board, { state: 'open' })).toEqual([])
    expect(await wakeOf(ben)).toMatchObject({ outcome: 'admitted' })
    await spend(ann, 200_000)
    expect(await findHalted()).toContainEqual({ companyId: company.id, ...team })
    const restoreClock = setClock(() => new Date(Date.now() + 40 * 86_400_000))
    try {
      expect(await endBudgetPause(company.system, team)).toEqual({ isRestored: true })
      expect(await endBudgetPause(company.system, team)).toEqual({ isRestored: false })
    } finally {
      restoreClock()
    }
    expect(await findHalted()).not.toContainEqual({ companyId: company.id, ...team })
  })
})

describe('the budget of a project', () => {
  it('pauses the project, and nothing else', async () => {
    await setBudget(company.board, { ...project, cap: 1_000 })
    const task = await inProject(ann)
    await spend(ann, 1_000, task.id)
    expect(await halts()).toEqual([{ kind: 'project', id: project.scopeId }])
    expect(await getProject(company.board, { projectId: project.scopeId })).toMatchObject({ pauseReason: 'budget' })
    expect(await wakeOf(ann, task.id)).toMatchObject({ outcome: 'held', reason: 'budget_exhausted' })
    expect(await wakeOf(ben)).toMatchObject({ outcome: 'admitted' })
    await setBudget(company.board, { ...project, cap: null })
    expect(await getProject(company.board, { projectId: project.scopeId })).toMatchObject({ pauseReason: null })
    expect(await checkLedger(company.board, {})).toEqual([])
  })

  it('is charged by a run for its task, and its halt stops the runs on it only', async () => {
    const { runId } = await wakeOf(ann, (await inProject(ann)).id)
    const other = await wakeOf(ben)
    await reportCost(await company.asAgent(ann), { agentId: ann, model: 'own', costMicros: 500, runId })
    expect(await getBudget(company.board, project)).toMatchObject({ spent: 500 })
    expect(await stopRuns(company.system, { ...project, reason: 'budget' })).toEqual({ asked: 1 })
    expect(await stopRuns(company.system, { ...team, reason: 'budget' })).toEqual({ asked: 2 })
    expect(other.outcome).toBe('admitted')
  })
})
