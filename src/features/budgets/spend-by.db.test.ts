import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { createGoal, createProject } from '@/features/goals'
import { createTeam, setTeamMembers } from '@/features/org'
import { createTask } from '@/features/tasks'
import { setClock } from '@/platform/clock'
import { closePools } from '@/platform/database'
import { foundCompany } from '@/testing/company'
import { getBudget, reportCost, spendBy, voidCost } from '.'

afterAll(closePools)
const MODEL = 'claude-opus-4-5'
const GROUPS = ['agent', 'agentModel', 'goal', 'project', 'task', 'team', 'provider', 'model', 'billing'] as const

/** A goal below a goal, a manager with a report, two teams that share an agent, a project. */
async function furnished() {
  const company = await foundCompany()
  const { board, hire } = company
  const lead = await hire({ name: 'Lead' })
  const worker = await hire({ name: 'Worker', managerId: lead.id })
  const upper = await createGoal(board, { title: 'Upper' })
  const lower = await createGoal(board, { title: 'Lower', parentId: upper.id })
  const project = await createProject(board, { name: 'Dear' })
  const [one, two] = [await createTeam(board, { name: 'One' }), await createTeam(board, { name: 'Two' })]
  await setTeamMembers(board, { teamId: one.id, agentIds: [lead.id, worker.id] })
  await setTeamMembers(board, { teamId: two.id, agentIds: [worker.id] })
  const task = await createTask(board, { title: 'Work', goalId: lower.id, projectId: project.id })
  const spend = (agentId: string, costMicros: number, taskId?: string) =>
    reportCost(board, { agentId, model: MODEL, costMicros, taskId })
  const lines = async (by: (typeof GROUPS)[number]) =>
    (await spendBy(board, { by })).lines.map((line) => [line.name ?? line.kind, line.costMicros, line.subtreeMicros])
  return { company, board, lead, worker, upper, lower, task, spend, lines }
}

describe('what it was spent on', () => {
  it('counts on a goal and all above it, with an honest line for what is on none', async () => {
    const { lead, worker, task, spend, lines } = await furnished()
    await spend(worker.id, 500, task.id)
    await spend(lead.id, 70)
    const goals = await lines('goal')
    expect(goals).toContainEqual(['Lower', 500, 500])
    expect(goals).toContainEqual(['Upper', 0, 500])
    expect(goals).toContainEqual(['unattributed', 70, 70])
    expect(goals.reduce((sum, [, own]) => sum + Number(own), 0)).toBe(570)
  })

  it('counts on a manager with its reports, and says what teams share', async () => {
    const { lead, worker, task, spend, lines } = await furnished()
    await spend(worker.id, 500, task.id)
    await spend(lead.id, 70)
    expect(await lines('agent')).toEqual([
      ['Lead', 70, 570],
      ['Worker', 500, 500],
    ])
    expect(await lines('team')).toEqual([
      ['One', 70, 570],
      ['shared', 500, 500],
      ['Two', 0, 500],
    ])
    expect(await lines('project')).toEqual([
      ['Dear', 500, 500],
      ['unattributed', 70, 70],
    ])
  })

  it('is of a month, or of days where the company is, and a correction counts when its entry did', async () => {
    const { board, hire } = await foundCompany()
    const agent = await hire()
    const restore = setClock(() => new Date('2026-12-05T10:00:00Z'))
    const { cost } = await reportCost(board, { agentId: agent.id, model: MODEL, costMicros: 300 })
    setClock(() => new Date('2027-01-20T10:00:00Z'))
    await voidCost(board, { costId: cost.id, reason: 'Never happened' })
    await reportCost(board, { agentId: agent.id, model: MODEL, costMicros: 40 })
    const total = async (period: object) => (await spendBy(board, { by: 'model', ...period })).total
    expect(await total({})).toMatchObject({ costMicros: 40, entries: 1 })
    expect(await total({ month: '2026-12' })).toMatchObject({ costMicros: 0, entries: 2 })
    expect(await total({ from: '2026-12-05', to: '2026-12-05' })).toMatchObject({ entries: 2 })
    expect(await total({ from: '2026-12-06', to: '2027-01-19' })).toMatchObject({ entries: 0 })
    expect(await total({ from: '2027-01-20T10:00:00Z' })).toMatchObject({ costMicros: 40 })
    expect(await total({ to: '2027-01-20T10:00:00Z' })).toMatchObject({ entries: 2 })
    restore()
  })

  it('comes in pages', async () => {
    const { board, hire } = await foundCompany()
    for (const micros of [3, 2, 1])
      await reportCost(board, { agentId: (await hire()).id, model: MODEL, costMicros: micros })
    const first = await spendBy(board, { by: 'agent', limit: 2 })
    expect(first).toMatchObject({
      nextOffset: 2,
      total: { costMicros: 6 },
      lines: [{ costMicros: 3 }, { costMicros: 2 }],
    })
    const second = await spendBy(board, { by: 'agent', limit: 2, offset: 2 })
    expect(second).toMatchObject({ nextOffset: null, total: { costMicros: 6 }, lines: [{ costMicros: 1 }] })
  })

  it('adds up to what the company has spent, however it is grouped', async () => {
    const { company, board, lead, worker, task, spend } = await furnished()
    const report = fc.record({ agent: fc.boolean(), micros: fc.nat(1_000_000), hasTask: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(fc.array(report, { minLength: 1, maxLength: 8 }), async (reports) => {
        for (const { agent, micros, hasTask } of reports) {
          await spend(agent ? lead.id : worker.id, micros, hasTask ? task.id : undefined)
        }
        const { spent: spentMicros } = await getBudget(board, { scopeKind: 'company', scopeId: company.id })
        for (const by of GROUPS) {
          const { lines, total } = await spendBy(board, { by })
          const sum = lines.reduce((all, line) => all + line.costMicros, 0)
          expect([by, sum, total.costMicros]).toEqual([by, spentMicros, spentMicros])
        }
      }),
      { numRuns: 6 },
    )
  })
})
