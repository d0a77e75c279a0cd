import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { listAudit } from '@/features/audit'
import { createGoal, createProject, listGoals } from '@/features/goals'
import { createTeam, getAgent, setTeamMembers } from '@/features/org'
import { createTask, updateTask } from '@/features/tasks'
import { setClock } from '@/platform/clock'
import { closePools } from '@/platform/database'
import type { Refusal } from '@/platform/errors'
import { asDatabaseOwner, codeOf, foundCompany } from '@/testing/company'
import { adjustCost, checkLedger, getBudget, listCosts, listIncidents, reportCost, setBudget, voidCost } from '.'

afterAll(closePools)
const MODEL = 'claude-opus-4-5'
const WHY = { reason: 'Reported twice' }

describe('a voided cost', () => {
  it('is taken back by an entry on the same scopes, also after the agent and the task have moved', async () => {
    const { board, hire, id } = await foundCompany()
    const agent = await hire()
    const team = await createTeam(board, { name: 'Spenders' })
    await setTeamMembers(board, { teamId: team.id, agentIds: [agent.id] })
    const project = await createProject(board, { name: 'Dear' })
    const task = await createTask(board, { title: 'Work', projectId: project.id })
    const { cost } = await reportCost(board, { agentId: agent.id, taskId: task.id, model: MODEL, tokensIn: 1_000_000 })
    await setTeamMembers(board, { teamId: team.id, agentIds: [] })
    await updateTask(board, { taskId: task.id, projectId: null })
    const answer = await voidCost(board, { costId: cost.id, ...WHY })
    expect(answer).toMatchObject({ costId: cost.id, costMicros: -5_000_000, budget: { scopeId: agent.id } })
    for (const [scopeKind, scopeId] of [
      ['agent', agent.id],
      ['team', team.id],
      ['project', project.id],
      ['company', id],
    ] as const) {
      expect([scopeKind, (await getBudget(board, { scopeKind, scopeId })).spent]).toEqual([scopeKind, 0])
    }
    const [correction, original] = await listCosts(board, {})
    expect(correction).toMatchObject({ correction: 'void', correctsId: cost.id, tokensIn: -1_000_000, ...WHY })
    expect(original).toMatchObject({ correction: null, isVoided: true, costMicros: 5_000_000 })
    expect(await checkLedger(board, {})).toEqual([])
    expect((await listGoals(board, {})).map((goal) => goal.costMicros)).toEqual([0])
  })

  it('can be voided once, by whoever is first of ten', async () => {
    const { board, hire } = await foundCompany()
    const agent = await hire()
    const { cost } = await reportCost(board, { agentId: agent.id, model: MODEL, costMicros: 700 })
    const results = await Promise.all(
      Array.from({ length: 10 }, () => codeOf(voidCost(board, { costId: cost.id, ...WHY }))),
    )
    expect(results.toSorted()).toEqual(['done', ...Array.from({ length: 9 }, () => 'illegal_transition')])
    expect(await codeOf(adjustCost(board, { costId: cost.id, costMicros: 1, ...WHY }))).toBe('illegal_transition')
    const [correction] = await listCosts(board, {})
    expect(await codeOf(voidCost(board, { costId: correction!.id, ...WHY }))).toBe('illegal_transition')
    expect(await checkLedger(board, {})).toEqual([])
  })

  it('ends the halt that it had caused, closes the incident, and says so in the record (mission G4)', async () => {
    const { board, hire } = await foundCompany({ capMicros: 3_000_000 })
    const agent = await hire({ capMicros: 1_000_000 })
    await reportCost(board, { agentId: agent.id, model: MODEL, costMicros: 100_000 })
    const { cost } = await reportCost(board, { agentId: agent.id, model: MODEL, costMicros: 9_000_000 })
    expect((await getAgent(board, { agentId: agent.id })).pauseReason).toBe('budget')
    await voidCost(board, { costId: cost.id, reason: 'The tool counted cents as dollars' })
    expect((await getAgent(board, { agentId: agent.id })).state).toBe('idle')
    expect(await listIncidents(board, { state: 'open' })).toEqual([])
    const [entry] = await listAudit(board, { limit: 1 })
    expect(entry).toMatchObject({
      ...{ action: 'cost.voided', subjectId: cost.id },
      details: { reason: 'The tool counted cents as dollars', costMicros: -9_000_000, ended: ['agent', 'company'] },
    })
  })

  it('counts in the month of the entry that it corrects', async () => {
    const { board, hire } = await foundCompany()
    const agent = await hire({ capMicros: 5_000 })
    const { cost } = await reportCost(board, { agentId: agent.id, model: MODEL, costMicros: 700 })
    const restore = setClock(() => new Date(Date.now() + 32 * 86_400_000))
    await reportCost(board, { agentId: agent.id, model: MODEL, costMicros: 40 })
    const { budget } = await voidCost(board, { costId: cost.id, ...WHY })
    restore()
    expect(budget.spent).toBe(40)
    expect((await getBudget(board, { scopeKind: 'agent', scopeId: agent.id })).spent).toBe(0)
    expect(await checkLedger(board, {})).toEqual([])
  })
})

describe('a correction of what counts on budgets of many kinds', () => {
  it('gives back tokens and money to subtrees, goals, rolling hours and lifetimes, and not to a window that has moved on', async () => {
    const { board, hire } = await foundCompany()
    const lead = await hire()
    const worker = await hire({ managerId: lead.id })
    const goal = await createGoal(board, { title: 'Upper' })
    const below = await createGoal(board, { title: 'Lower', parentId: goal.id })
    const task = await createTask(board, { title: 'Work', goalId: below.id })
    const cap = 1_000_000
    const kinds = [
      { scopeKind: 'subtree', scopeId: lead.id, metric: 'tokens' },
      { scopeKind: 'goal', scopeId: goal.id, window: 'lifetime' },
      { scopeKind: 'agent', scopeId: worker.id, window: 'rolling', windowHours: 2 },
    ] as const
    for (const kind of kinds) await setBudget(board, { ...kind, cap })
    const spent = async () => {
      const found = []
      for (const kind of kinds) found.push((await getBudget(board, kind)).spent)
      return found
    }
    const report = { agentId: worker.id, taskId: task.id, model: MODEL, tokensIn: 600, costMicros: 500 }
    const [first, second] = [await reportCost(board, report), await reportCost(board, report)]
    expect(await spent()).toEqual([1200, 1000, 1000])
    await voidCost(board, { costId: first.cost.id, ...WHY })
    expect(await spent()).toEqual([600, 500, 500])
    const restore = setClock(() => new Date(Date.now() + 5 * 3_600_000))
    await adjustCost(board, { costId: second.cost.id, tokensIn: 100, costMicros: 300, ...WHY })
    expect(await spent()).toEqual([100, 300, 0])
    expect(await checkLedger(board, {})).toEqual([])
    restore()
  })
})

describe('an adjusted cost', () => {
  it('becomes what is said, and is priced anew when its tokens were wrong', async () => {
    const { board, hire } = await foundCompany()
    const agent = await hire()
    const scope = { scopeKind: 'agent' as const, scopeId: agent.id }
    const { cost } = await reportCost(board, { agentId: agent.id, model: MODEL, tokensIn: 1_000_000 })
    expect(await adjustCost(board, { costId: cost.id, tokensIn: 10_000, ...WHY })).toMatchObject({
      costMicros: -4_950_000,
    })
    expect((await getBudget(board, scope)).spent).toBe(50_000)
    await adjustCost(board, { costId: cost.id, costMicros: 80_000, ...WHY })
    expect((await getBudget(board, scope)).spent).toBe(80_000)
    expect(await codeOf(adjustCost(board, { costId: cost.id, costMicros: 80_000, ...WHY }))).toBe('invalid_input')
    expect(await voidCost(board, { costId: cost.id, ...WHY })).toMatchObject({
      costMicros: -80_000,
      listMicros: -50_000,
    })
    expect((await getBudget(board, scope)).spent).toBe(0)
  })

  it('halts what it makes too dear', async () => {
    const { board, hire } = await foundCompany()
    const agent = await hire({ capMicros: 1000 })
    const { cost } = await reportCost(board, { agentId: agent.id, model: 'made-up', tokensIn: 5 })
    expect(cost.isPriced).toBe(false)
    await adjustCost(board, { costId: cost.id, costMicros: 1000, ...WHY })
    expect((await getAgent(board, { agentId: agent.id })).pauseReason).toBe('budget')
  })

  it('is for the board only', async () => {
    const { board, hire, asAgent } = await foundCompany()
    const agent = await hire()
    const { cost } = await reportCost(board, { agentId: agent.id, model: MODEL, costMicros: 700 })
    const mine = await asAgent(agent.id)
    expect(await codeOf(voidCost(mine, { costId: cost.id, ...WHY }))).toBe('forbidden')
    expect(await codeOf(adjustCost(mine, { costId: cost.id, costMicros: 0, ...WHY }))).toBe('forbidden')
  })
})

it('keeps counters equal to the ledger, and no entry below zero, under any mix of reports and corrections at once', async () => {
  const { board, hire, id } = await foundCompany({ capMicros: 30_000_000 })
  const agents = await Promise.all([0, 1, 2].map((i) => hire({ capMicros: (i + 1) * 3_000_000 })))
  const step = fc.record({ agent: fc.nat(2), micros: fc.nat(2_000_000), entry: fc.nat(40), what: fc.nat(3) })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 20 }), async (steps) => {
      const entries = (await listCosts(board, {})).filter((row) => !row.correctsId)
      await Promise.all(
        steps.map(({ agent, micros, entry, what }) => {
          const costId = entries[entry % Math.max(1, entries.length)]?.id
          if (!costId || what < 2)
            return reportCost(board, { agentId: agents[agent]!.id, model: MODEL, costMicros: micros })
          const call =
            what === 2 ? voidCost(board, { costId, ...WHY }) : adjustCost(board, { costId, costMicros: micros, ...WHY })
          return call.catch((error: Refusal) => expect(['illegal_transition', 'invalid_input']).toContain(error.code))
        }),
      )
      expect(await checkLedger(board, {})).toEqual([])
      const below = await asDatabaseOwner(
        `SELECT coalesce("correctsId", id) FROM "CostEntry" WHERE "companyId" = $1 GROUP BY 1
         HAVING sum("costMicros") < 0 OR sum("listMicros") < 0 OR sum("tokensIn") < 0`,
        [id],
      )
      expect(below).toEqual([])
    }),
    { numRuns: 10 },
  )
})
