import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { getAgent, resumeAgent } from '@/features/org'
import { admitWake, closeRun, requestWake, settleRun } from '@/features/runs'
import { setClock } from '@/platform/clock'
import { closePools } from '@/platform/database'
import type { Refusal } from '@/platform/errors'
import { asDatabaseOwner, foundCompany } from '@/testing/company'
import { checkLedger, endBudgetPause, findHalted, getBudget, listIncidents, reportCost, setBudget } from '..'

afterAll(closePools)
const MODEL = 'claude-haiku-4-5'

describe('64 reports at once past a cap', () => {
  it('all land in the ledger, the counters equal it, the agent is halted once, and nothing is refused', async () => {
    const company = await foundCompany()
    const agent = await company.hire({ capMicros: 100_000_000 })
    const reports = Array.from({ length: 64 }, (_, i) =>
      reportCost(
        company.board,
        { agentId: agent.id, model: MODEL, costMicros: 5_000_000 },
        { idempotencyKey: `r${i}` },
      ),
    )
    const answers = await Promise.all(reports)
    expect(answers).toHaveLength(64)
    const budget = await getBudget(company.board, { scopeKind: 'agent', scopeId: agent.id })
    expect(budget).toMatchObject({ spent: 320_000_000, state: 'exceeded' })
    expect(await checkLedger(company.board, {})).toEqual([])
    expect(await getAgent(company.board, { agentId: agent.id })).toMatchObject({
      state: 'paused',
      pauseReason: 'budget',
    })
    const incidents = await listIncidents(company.board, {})
    expect(incidents.map((incident) => incident.threshold).sort()).toEqual(['exhausted', 'warning'])
    const [halts] = await asDatabaseOwner<{ n: number }>(
      `SELECT count(*)::int AS n FROM "OutboxEvent" WHERE name = 'budget/exhausted' AND "companyId" = $1`,
      [company.id],
    )
    expect(halts?.n).toBe(1)
  })

  it('answers a repeated report from the first one', async () => {
    const company = await foundCompany()
    const agent = await company.hire()
    const input = { agentId: agent.id, model: MODEL, tokensIn: 1000, tokensOut: 100 }
    const both = await Promise.all([1, 2].map(() => reportCost(company.board, input, { idempotencyKey: 'same' })))
    expect(both[0]).toEqual(both[1])
    const [count] = await asDatabaseOwner<{ n: number }>(
      `SELECT count(*)::int AS n FROM "CostEntry" WHERE "agentId" = $1`,
      [agent.id],
    )
    expect(count?.n).toBe(1)
  })
})

describe('a halted agent', () => {
  it('is not resumed by hand, and is resumed by a higher cap, which also closes the incident', async () => {
    const company = await foundCompany()
    const agent = await company.hire({ capMicros: 1_000_000 })
    await reportCost(company.board, { agentId: agent.id, model: MODEL, costMicros: 1_000_000 })
    const resumed = await resumeAgent(company.board, { agentId: agent.id }).catch((error: Refusal) => error.code)
    expect(resumed).toBe('budget_exhausted')
    await setBudget(company.board, { scopeKind: 'agent', scopeId: agent.id, cap: 2_000_000 })
    expect((await getAgent(company.board, { agentId: agent.id })).state).toBe('idle')
    expect(await listIncidents(company.board, { state: 'open' })).toEqual([])
  })

  it('goes on by itself when the month is over', async () => {
    const company = await foundCompany()
    const agent = await company.hire({ capMicros: 1_000_000 })
    const scope = { scopeKind: 'agent' as const, scopeId: agent.id }
    await reportCost(company.board, { agentId: agent.id, model: MODEL, costMicros: 1_000_000 })
    expect(await findHalted()).toContainEqual({ companyId: company.id, ...scope })
    expect(await endBudgetPause(company.system, scope)).toEqual({ isRestored: false })
    const restore = setClock(() => new Date(Date.now() + 32 * 86_400_000))
    expect(await endBudgetPause(company.system, scope)).toEqual({ isRestored: true })
    restore()
    expect((await getAgent(company.board, { agentId: agent.id })).state).toBe('idle')
    expect(await listIncidents(company.board, { state: 'open' })).toEqual([])
  })

  it('halts the whole company when the company is out of money', async () => {
    const company = await foundCompany({ capMicros: 3_000_000 })
    const agents = await Promise.all([company.hire(), company.hire()])
    const spend = agents.flatMap((agent) =>
      [1, 2].map(() => reportCost(company.board, { agentId: agent.id, model: MODEL, costMicros: 1_000_000 })),
    )
    await Promise.all(spend)
    const [row] = await asDatabaseOwner<{ status: string; pauseReason: string }>(
      `SELECT status, "pauseReason" FROM "Company" WHERE id = $1`,
      [company.id],
    )
    expect(row).toEqual({ status: 'paused', pauseReason: 'budget' })
  })
})

describe('reports, admissions and settlements at the same time', () => {
  it('never wait for each other in a circle', async () => {
    const company = await foundCompany({ capMicros: 40_000_000 })
    const agents = await Promise.all(Array.from({ length: 6 }, () => company.hire({ capMicros: 5_000_000 })))
    for (let round = 0; round < 8; round++) {
      const work = agents.flatMap((agent) => [
        ...Array.from({ length: 4 }, () =>
          reportCost(company.board, { agentId: agent.id, model: MODEL, costMicros: 200_000 }),
        ),
        requestWake(company.system, { agentId: agent.id, cause: 'message' }).then(async ({ wakeId }) => {
          const { runId } = await admitWake(company.system, { wakeId })
          if (!runId) return
          await closeRun(company.system, { runId, fence: 0, state: 'cancelled', errorCode: 'stopped', error: 'test' })
          await settleRun(company.system, { runId })
        }),
      ])
      await Promise.all(work)
    }
    expect(await checkLedger(company.board, {})).toEqual([])
    const budget = await getBudget(company.board, { scopeKind: 'company', scopeId: company.id })
    expect(budget).toMatchObject({ spent: 8 * 6 * 4 * 200_000, reserved: 0 })
  })
})

describe('honesty', () => {
  it('marks an unknown model as unpriced instead of free', async () => {
    const company = await foundCompany()
    const agent = await company.hire()
    const answer = await reportCost(company.board, { agentId: agent.id, model: 'made-up', tokensIn: 1_000_000 })
    expect(answer.cost).toMatchObject({ costMicros: 0, isPriced: false })
  })

  it('lets an agent report for itself only', async () => {
    const company = await foundCompany()
    const [a, b] = await Promise.all([company.hire(), company.hire()])
    const asked = reportCost(await company.asAgent(a.id), { agentId: b.id, model: MODEL })
    expect(await asked.catch((error: Refusal) => error.code)).toBe('forbidden')
  })

  it('keeps the ledger unchangeable, even for the owner of the tables', async () => {
    const company = await foundCompany()
    const agent = await company.hire()
    await reportCost(company.board, { agentId: agent.id, model: MODEL, costMicros: 5 })
    const edit = asDatabaseOwner(`UPDATE "CostEntry" SET "costMicros" = 0 WHERE "agentId" = $1`, [agent.id])
    await expect(edit).rejects.toThrow(/append-only/)
    await expect(asDatabaseOwner(`DELETE FROM "CostEntry"`)).rejects.toThrow(/append-only/)
  })

  it('keeps counters and ledger equal under any mix of concurrent reports', async () => {
    const company = await foundCompany({ capMicros: 50_000_000 })
    const agents = await Promise.all(Array.from({ length: 4 }, (_, i) => company.hire({ capMicros: i * 5_000_000 })))
    const report = fc.record({ agent: fc.nat(3), costMicros: fc.nat(2_000_000) })
    const batches = fc.array(report, { minLength: 1, maxLength: 25 })
    await fc.assert(
      fc.asyncProperty(batches, async (batch) => {
        await Promise.all(
          batch.map(({ agent, costMicros }) =>
            reportCost(company.board, { agentId: agents[agent]!.id, model: MODEL, costMicros }),
          ),
        )
        expect(await checkLedger(company.board, {})).toEqual([])
      }),
      { numRuns: 12 },
    )
  })
})
