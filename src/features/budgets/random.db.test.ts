import { afterAll, expect, it } from 'vitest'
import { createGoal, createProject, listGoals } from '@/features/goals'
import { createTeam, setTeamMembers, updateAgent } from '@/features/org'
import { admitWake, closeRun, requestWake, settleRun } from '@/features/runs'
import { createTask, updateTask } from '@/features/tasks'
import { closePools } from '@/platform/database'
import type { Refusal } from '@/platform/errors'
import { newId } from '@/platform/ids'
import { asDatabaseOwner, foundCompany } from '@/testing/company'
import { checkLedger, holdSpend, listBudgets, recordCall, releaseHold, reportCost, setBudget } from '.'

afterAll(closePools)

/** The same sequence for the same seed. */
function dice(seed: number) {
  let state = seed
  const next = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
  const below = (n: number) => Math.floor(next() * n)
  return { below, of: <T>(list: readonly T[]): T => list[below(list.length)]! }
}

const EXPECTED = new Set(['budget_exhausted', 'illegal_transition', 'already_claimed', 'broken_rule', 'invalid_input'])
const refusedOr = async (deed: Promise<unknown>) => {
  await deed.catch((error: Refusal) => {
    if (!EXPECTED.has(error.code)) throw error
  })
}

const SEED = Number(process.env.BUDGET_SEED ?? 7)
/** Deeds of each worker; `BUDGET_DEEDS=5000` goes on for minutes. */
const DEEDS = Number(process.env.BUDGET_DEEDS ?? 40)
const WORKERS = 8

it(`keeps all counters equal to the ledger under random deeds of many workers (seed ${SEED})`, async () => {
  const { board, system, hire, id: companyId } = await foundCompany()
  const root = (await hire()).id
  const managers = [(await hire({ managerId: root })).id, (await hire({ managerId: root })).id]
  const agents = await Promise.all(
    Array.from({ length: 8 }, async (_, i) => (await hire({ managerId: managers[i % 2] })).id),
  )
  const teams = [(await createTeam(board, { name: 'A' })).id, (await createTeam(board, { name: 'B' })).id]
  const projects = [(await createProject(board, { name: 'P' })).id, (await createProject(board, { name: 'Q' })).id]
  const mission = (await listGoals(board, {}))[0]!.id
  const upper = (await createGoal(board, { title: 'Upper', parentId: mission })).id
  const goals = [mission, upper, (await createGoal(board, { title: 'Lower', parentId: upper })).id]
  const tasks = await Promise.all(
    agents.map(async (assigneeId, i) => {
      const wish = { title: `Task ${i}`, assigneeId, projectId: projects[i % 2], goalId: goals[i % 3] }
      return (await createTask(board, wish)).id
    }),
  )
  const scopes = [
    { scopeKind: 'company', scopeId: companyId },
    ...[root, ...managers].map((scopeId) => ({ scopeKind: 'subtree', scopeId }) as const),
    ...teams.map((scopeId) => ({ scopeKind: 'team', scopeId }) as const),
    ...projects.map((scopeId) => ({ scopeKind: 'project', scopeId }) as const),
    ...goals.map((scopeId) => ({ scopeKind: 'goal', scopeId }) as const),
    ...agents.map((scopeId) => ({ scopeKind: 'agent', scopeId }) as const),
  ] as const
  const windows = [
    { window: 'month' },
    { window: 'lifetime' },
    { window: 'rolling', windowHours: 3 },
    { metric: 'tokens', window: 'month' },
    { metric: 'runs', window: 'lifetime' },
  ] as const
  const live = new Map<string, string>()

  const end = async (runId: string) => {
    live.delete(runId)
    await refusedOr(closeRun(system, { runId, fence: 0, state: 'cancelled', errorCode: 'stopped', error: 'test' }))
    await settleRun(system, { runId })
  }
  const deedsOf = ({ below, of }: ReturnType<typeof dice>) => {
    const usage = () => ({ model: 'own', costMicros: below(60_000), tokensIn: below(900), tokensOut: below(90) })
    const start = async () => {
      const wakeId = newId()
      const agentId = of(agents)
      await requestWake(system, { wakeId, agentId, cause: 'manual', taskId: below(2) ? of(tasks) : undefined })
      const { runId } = await admitWake(system, { wakeId })
      if (runId) live.set(runId, agentId)
    }
    const call = async () => {
      const [runId, agentId] = of([...live, ['', '']])
      if (!runId || !agentId) return
      const ask = { askMicros: below(90_000), askTokens: below(2_000) }
      const held = await holdSpend(system, { runId, ...ask, leastMicros: 0 })
      if (below(4) === 0) return releaseHold(system, { runId, ...held })
      const other = below(5) === 0 ? { taskId: of(tasks) } : {}
      return recordCall(system, { ...usage(), runId, agentId, ...held, ...other })
    }
    return [
      start,
      start,
      call,
      call,
      call,
      () => reportCost(board, { ...usage(), agentId: of(agents), taskId: below(2) ? of(tasks) : undefined }),
      async () => {
        const [runId, agentId] = of([...live, ['', '']])
        if (runId && agentId) await reportCost(board, { ...usage(), agentId, runId })
      },
      async () => {
        const [runId] = of([...live.keys(), ''].map((id) => [id]))
        if (runId) await end(runId)
      },
      () => setTeamMembers(board, { teamId: of(teams), agentIds: agents.filter(() => below(2)), personIds: [] }),
      () => updateAgent(board, { agentId: of(agents), managerId: of(managers) }),
      () => updateTask(board, { taskId: of(tasks), goalId: of(goals), projectId: of(projects) }),
      () => {
        const cap = below(3) === 0 ? null : below(20_000_000)
        const percents = below(2) ? {} : { stopPercent: 50 + below(51) }
        return setBudget(board, { ...of(scopes), ...of(windows), cap, ...percents })
      },
    ]
  }
  const worker = async (seed: number) => {
    const random = dice(seed)
    const deeds = deedsOf(random)
    for (let i = 0; i < DEEDS; i++) await refusedOr(Promise.resolve(random.of(deeds)()))
  }
  await Promise.all(Array.from({ length: WORKERS }, (_, i) => worker(SEED * 1_000 + i)))
  expect(await checkLedger(board, {})).toEqual([])
  await Promise.all([...live.keys()].map(end))

  expect(await checkLedger(board, {})).toEqual([])
  const { budgets } = await listBudgets(board, {})
  expect(budgets.filter((budget) => budget.reserved !== 0)).toEqual([])
  const [ledger] = await asDatabaseOwner<{ micros: string; held: string }>(
    `SELECT (SELECT sum("countedMicros") FROM "CostEntry" WHERE "companyId" = $1) AS micros,
       (SELECT count(*) FROM "Reservation" WHERE "companyId" = $1 AND ("settledAt" IS NULL OR "heldMicros" + "heldTokens" > 0)) AS held`,
    [companyId],
  )
  const ofKind = (kind: string) =>
    budgets.filter((b) => b.scopeKind === kind && b.metric === 'money' && b.window === 'month')
  const sum = (kind: string) => ofKind(kind).reduce((total, budget) => total + budget.spent, 0)
  expect(sum('company')).toBe(Number(ledger!.micros))
  expect(sum('agent')).toBe(Number(ledger!.micros))
  expect(sum('company')).toBeGreaterThan(0)
  expect(ledger!.held).toBe('0')
}, 3_600_000)
