import { afterAll, describe, expect, it } from 'vitest'
import { createTeam, setTeamMembers } from '@/features/org'
import { admitWake, closeRun, requestWake, settleRun } from '@/features/runs'
import { setClock } from '@/platform/clock'
import { closePools } from '@/platform/database'
import type { Refusal } from '@/platform/errors'
import { newId } from '@/platform/ids'
import { deadlocks, foundCompany, type TestCompany } from '@/testing/company'
import {
  checkLedger,
  findUnsettled,
  getBudget,
  holdSpend,
  recordCall,
  releaseHold,
  removeBudget,
  reportCost,
  setBudget,
  settleSpend,
} from '.'

afterAll(closePools)

/** A run of this agent, with a first run's cent reserved. */
async function runOf(company: TestCompany, agentId: string): Promise<string> {
  const wakeId = newId()
  await requestWake(company.system, { wakeId, agentId, cause: 'manual' })
  const { runId } = await admitWake(company.system, { wakeId })
  if (!runId) throw new Error('the run was not admitted')
  return runId
}

async function withRun(capMicros: number | null) {
  const company = await foundCompany()
  const { id: agentId } = await company.hire({ capMicros })
  const runId = await runOf(company, agentId)
  const hold = (askMicros: number, leastMicros = askMicros) =>
    holdSpend(company.system, { runId, askMicros, leastMicros }).then(
      ({ heldMicros }) => heldMicros,
      ({ code, facts }: Refusal) => ({ code, facts }),
    )
  const call = (costMicros: number, heldMicros: number) =>
    recordCall(company.system, { runId, agentId, model: 'own', costMicros, heldMicros })
  const budget = () => getBudget(company.board, { scopeKind: 'agent', scopeId: agentId })
  return { company, agentId, runId, hold, call, budget }
}

describe('a hold', () => {
  it('is taken from what the run has reserved, then extends it, then takes what is left, and is then refused', async () => {
    const { company, agentId, hold, call, budget } = await withRun(30_000)
    expect(await hold(8_000)).toBe(8_000)
    expect(await budget()).toMatchObject({ reserved: 10_000 })
    expect(await hold(8_000)).toBe(8_000)
    expect(await budget()).toMatchObject({ reserved: 16_000 })
    expect(await hold(20_000, 5_000)).toBe(14_000)
    const refusal = {
      scopeKind: 'agent',
      scopeId: agentId,
      scopeName: 'Agent 1',
      metric: 'money',
      window: 'month',
      askedMicros: 20_000,
      leftMicros: 0,
      // it is only held, by the calls above
      retryAfterSeconds: 5,
    }
    expect(await hold(20_000, 5_000)).toEqual({ code: 'budget_exhausted', facts: refusal })
    expect(await budget()).toMatchObject({ spent: 0, reserved: 30_000 })
    expect(await checkLedger(company.board, {})).toEqual([])
    await call(30_000, 30_000)
    const { retryAfterSeconds: _later, ...forGood } = refusal
    expect(await hold(20_000, 5_000)).toEqual({ code: 'budget_exhausted', facts: forGood })
  })

  it('becomes spend once: what is spent is not reserved any more, and the rest is free at the end', async () => {
    const { company, runId, hold, call, budget } = await withRun(100_000)
    await hold(10_000)
    const { budget: answered } = await call(4_000, 10_000)
    expect(answered).toMatchObject({ spent: 4_000, reserved: 6_000, remaining: 90_000 })
    expect(await hold(6_000)).toBe(6_000)
    expect(await releaseHold(company.system, { runId, heldMicros: 6_000 })).toEqual({ releasedMicros: 6_000 })
    await settleRun(company.system, { runId })
    expect(await budget()).toMatchObject({ spent: 4_000, reserved: 0 })
    expect(await hold(1)).toMatchObject({ code: 'illegal_transition' })
    expect(await releaseHold(company.system, { runId, heldMicros: 6_000 })).toEqual({ releasedMicros: 0 })
  })

  it('is not eaten by what the agent reports of itself, nor by a call that cost more than its own', async () => {
    const { company, agentId, runId, hold, call, budget } = await withRun(100_000)
    await hold(4_000)
    await hold(6_000)
    await reportCost(await company.asAgent(agentId, runId), { agentId, model: 'own', costMicros: 9_000 })
    expect(await budget()).toMatchObject({ spent: 9_000, reserved: 10_000 })
    await call(7_000, 4_000)
    expect(await budget()).toMatchObject({ spent: 16_000, reserved: 6_000 })
    await call(6_000, 6_000)
    expect(await budget()).toMatchObject({ spent: 22_000, reserved: 0 })
  })

  it('stays below a cap that somebody has reported past', async () => {
    const { company, agentId, hold, budget } = await withRun(20_000)
    await reportCost(company.board, { agentId, model: 'own', costMicros: 15_000 })
    expect(await budget()).toMatchObject({ spent: 15_000, reserved: 10_000 })
    expect(await hold(10_000, 1)).toBe(5_000)
    expect(await hold(1)).toMatchObject({ code: 'budget_exhausted' })
  })

  it('names the budget of the chain that lacks', async () => {
    const { company, agentId, hold } = await withRun(null)
    const { id: scopeId } = await createTeam(company.board, { name: 'Writers' })
    await setBudget(company.board, { scopeKind: 'team', scopeId, cap: 12_000 })
    await setBudget(company.board, { scopeKind: 'company', scopeId: company.id, cap: 900_000 })
    const other = await company.hire()
    await setTeamMembers(company.board, { teamId: scopeId, agentIds: [agentId, other.id], personIds: [] })
    const runId = await runOf(company, other.id)
    const refused = holdSpend(company.system, { runId, askMicros: 20_000, leastMicros: 20_000 })
    const facts = { scopeKind: 'team', scopeName: 'Writers', askedMicros: 20_000, leftMicros: 12_000 }
    await expect(refused).rejects.toMatchObject({ code: 'budget_exhausted', facts })
    // the first agent's run was admitted before it was in the team, and counts where it was reserved
    expect(await hold(20_000)).toBe(20_000)
  })
})

it('is found and given back when the settlement of its run was lost, and not before the run ended', async () => {
  const { company, runId, hold, budget } = await withRun(100_000)
  await hold(4_000)
  const mine = async () => (await findUnsettled(300)).filter(({ companyId }) => companyId === company.id)
  const restoreClock = setClock(() => new Date(Date.now() + 3_600_000))
  try {
    expect(await mine()).toEqual([])
    await closeRun(company.system, { runId, fence: 0, state: 'cancelled', errorCode: 'stopped', error: 'test' })
    expect(await mine()).toEqual([])
  } finally {
    restoreClock()
  }
  const restoreLater = setClock(() => new Date(Date.now() + 2 * 3_600_000))
  expect(await mine()).toEqual([{ companyId: company.id, runId }])
  await settleSpend(company.system, { runId })
  expect(await mine()).toEqual([])
  restoreLater()
  expect(await budget()).toMatchObject({ spent: 0, reserved: 0 })
})

it('counts on no budget that was made a month later: what it had reserved is given back where it was', async () => {
  const { company, agentId, runId } = await withRun(100_000)
  const pool = { scopeKind: 'subtree' as const, scopeId: agentId }
  const putBack = setClock(() => new Date(Date.now() + 32 * 86_400_000))
  try {
    expect(await setBudget(company.board, { ...pool, cap: 1_000_000 })).toMatchObject({ reserved: 0 })
    await closeRun(company.system, { runId, fence: 0, state: 'cancelled', errorCode: 'stopped', error: 'test' })
    await settleRun(company.system, { runId })
    expect(await getBudget(company.board, pool)).toMatchObject({ spent: 0, reserved: 0 })
  } finally {
    putBack()
  }
})

it('never passes a small cap: 64 calls of 20 runs at once, of unforeseen length, with releases and settlements between', async () => {
  const cap = 1_000_000
  const company = await foundCompany({ capMicros: cap })
  const agents = await Promise.all(Array.from({ length: 20 }, () => company.hire()))
  const runs = await Promise.all(agents.map(async ({ id }) => ({ agentId: id, runId: await runOf(company, id) })))
  const budget = () => getBudget(company.board, { scopeKind: 'company', scopeId: company.id })
  let refused = 0
  let mostTaken = 0
  const call = async (i: number) => {
    const { agentId, runId } = runs[i % runs.length]!
    const asked = await holdSpend(company.system, { runId, askMicros: 30_000 + 911 * i, leastMicros: 5_000 }).catch(
      (error: Refusal) => {
        if (error.code !== 'budget_exhausted') throw error
      },
    )
    if (!asked) return void refused++
    const { heldMicros } = asked
    const { spent, reserved } = await budget()
    mostTaken = Math.max(mostTaken, spent + reserved)
    if (i % 5 === 0) return releaseHold(company.system, { runId, heldMicros })
    const costMicros = i % 3 === 0 ? heldMicros : Math.floor(heldMicros / 2)
    return recordCall(company.system, { runId, agentId, model: 'own', costMicros, heldMicros })
  }
  await Promise.all(Array.from({ length: 64 }, (_, i) => call(i)))
  expect(mostTaken).toBeLessThanOrEqual(cap)
  expect(refused).toBeGreaterThan(0)
  await Promise.all(runs.map(({ runId }) => settleRun(company.system, { runId })))
  const after = await budget()
  expect(after).toMatchObject({ reserved: 0 })
  expect(after.spent).toBeLessThanOrEqual(cap)
  expect(after.spent).toBeGreaterThan(cap / 10)
  expect(await checkLedger(company.board, {})).toEqual([])
}, 60_000)

it('waits in no circle with budgets that are set and removed while calls are held', async () => {
  const company = await foundCompany()
  const { id: agentId } = await company.hire({ capMicros: 50_000_000 })
  const runId = await runOf(company, agentId)
  const scope = { scopeKind: 'agent' as const, scopeId: agentId, metric: 'tokens' as const }
  const calls = Array.from({ length: 8 }, async () => {
    for (let round = 0; round < 15; round++) {
      const { heldMicros } = await holdSpend(company.system, { runId, askMicros: 9_000, leastMicros: 9_000 })
      await (round % 3 === 0
        ? recordCall(company.system, { runId, agentId, model: 'own', costMicros: 5_000, heldMicros })
        : releaseHold(company.system, { runId, heldMicros }))
    }
  })
  const setting = (async () => {
    for (let round = 0; round < 15; round++) {
      await setBudget(company.board, { ...scope, cap: 1_000_000_000 })
      await removeBudget(company.board, scope)
    }
  })()
  await Promise.all([...calls, setting])
  expect(await deadlocks()).toBe(0)
  expect(await checkLedger(company.board, {})).toEqual([])
})
