import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { getCompany } from '@/features/companies'
import { getAgent } from '@/features/org'
import { admitWake, listWakes, pullHeartbeat, requestWake } from '@/features/runs'
import { setClock } from '@/platform/clock'
import { closePools } from '@/platform/database'
import { newId } from '@/platform/ids'
import { asDatabaseOwner, foundCompany, refusalOf, type TestCompany } from '@/testing/company'
import {
  checkLedger,
  endBudgetPause,
  findHalted,
  getBudget,
  holdSpend,
  listIncidents,
  recordCall,
  reportCost,
  setBudget,
} from '.'

afterAll(closePools)

let company: TestCompany
let ann: string
let ben: string
let whole: { scopeKind: 'company'; scopeId: string }
let restoreClock = () => {}
afterEach(() => restoreClock())

beforeEach(async () => {
  restoreClock = setClock(() => new Date('2027-03-10T12:30:00Z'))
  company = await foundCompany()
  ann = (await company.hire()).id
  ben = (await company.hire({ managerId: ann })).id
  whole = { scopeKind: 'company', scopeId: company.id }
})

const spend = (agentId: string, costMicros: number) => reportCost(company.board, { agentId, model: 'own', costMicros })
const wakeOf = async (agentId: string) => {
  const wakeId = newId()
  await requestWake(company.system, { wakeId, agentId, cause: 'manual' })
  return admitWake(company.system, { wakeId })
}
const stops = () =>
  asDatabaseOwner(`SELECT id FROM "OutboxEvent" WHERE name = 'budget/stopped' AND "companyId" = $1`, [company.id])

describe('from the stop of a budget on', () => {
  it('nothing starts, and what is under way goes on to the cap', async () => {
    await setBudget(company.board, { ...whole, cap: 100_000, stopPercent: 50 })
    const { runId } = await wakeOf(ann)
    const call = { runId: runId!, agentId: ann, model: 'own' }
    await spend(ben, 45_000)
    expect(await getBudget(company.board, whole)).toMatchObject({ state: 'ok', remaining: 45_000 })
    expect(await wakeOf(ben)).toMatchObject({ outcome: 'held', reason: 'budget_exhausted' })
    const [waiting] = await listWakes(company.board, { agentId: ben, state: 'pending' })
    expect(waiting?.detail).toContain('has $0.00 left this month for what is new (up to 50 % of $0.10)')
    const { heldMicros } = await holdSpend(company.system, { runId: runId!, askMicros: 30_000, leastMicros: 30_000 })
    await recordCall(company.system, { ...call, costMicros: 30_000, heldMicros })
    expect(await getBudget(company.board, whole)).toMatchObject({ spent: 75_000, state: 'stopped' })
    expect(await getCompany(company.board, {})).toMatchObject({ status: 'active' })
    expect(await getAgent(company.board, { agentId: ann })).toMatchObject({ pauseReason: null })
    const pulled = await pullHeartbeat(await company.asAgent(ben), { agentId: ben })
    expect(pulled).toMatchObject({ isPaused: true, tasks: [] })
    const last = await holdSpend(company.system, { runId: runId!, askMicros: 90_000, leastMicros: 1 })
    expect(last.heldMicros).toBe(25_000)
    await recordCall(company.system, { ...call, costMicros: 25_000, heldMicros: 25_000 })
    expect(await getBudget(company.board, whole)).toMatchObject({ spent: 100_000, state: 'exceeded' })
    expect(await getCompany(company.board, {})).toMatchObject({ status: 'paused' })
    const crossed = (await listIncidents(company.board, { state: 'open' })).map(({ threshold }) => threshold)
    expect(crossed.sort()).toEqual(['exhausted', 'stopped'])
    expect(await checkLedger(company.board, {})).toEqual([])
  })

  it('is said once, however many cross it', async () => {
    await setBudget(company.board, { ...whole, cap: 1_000_000, stopPercent: 60 })
    await Promise.all(Array.from({ length: 16 }, (_, i) => spend(i % 2 ? ann : ben, 50_000)))
    expect(await getBudget(company.board, whole)).toMatchObject({ spent: 800_000, state: 'stopped' })
    expect(await stops()).toHaveLength(1)
    const crossed = await listIncidents(company.board, { state: 'open' })
    expect(crossed.map(({ threshold }) => threshold)).toEqual(['stopped'])
  })

  it('a later stop, a higher cap or a new month lets new work start', async () => {
    await setBudget(company.board, { ...whole, cap: 1_000_000, stopPercent: 60 })
    await spend(ann, 600_000)
    expect(await wakeOf(ben)).toMatchObject({ outcome: 'held' })
    const later = { ...whole, cap: 1_000_000, warnPercent: 80, stopPercent: 90 }
    expect(await setBudget(company.board, later)).toMatchObject({ state: 'ok' })
    expect(await listIncidents(company.board, { state: 'open' })).toEqual([])
    await spend(ann, 300_000)
    expect(await setBudget(company.board, { ...whole, cap: 2_000_000 })).toMatchObject({ state: 'ok', stopPercent: 90 })
    await spend(ann, 900_000)
    expect(await getBudget(company.board, whole)).toMatchObject({ state: 'stopped' })
    restoreClock()
    restoreClock = setClock(() => new Date('2027-04-01T12:30:00Z'))
    expect(await findHalted()).toContainEqual({ companyId: company.id, ...whole })
    expect(await endBudgetPause(company.system, whole)).toEqual({ isRestored: true })
    expect(await listIncidents(company.board, { state: 'open' })).toEqual([])
    expect(await wakeOf(ben)).toMatchObject({ outcome: 'admitted' })
  })
})

describe('thresholds', () => {
  it('keep their order: a warning comes at the stop at the latest, and moves with it', async () => {
    const set = (percents: object) => setBudget(company.board, { ...whole, cap: 1_000_000, ...percents })
    expect(await set({})).toMatchObject({ warnPercent: 80, stopPercent: 100 })
    expect(await set({ stopPercent: 70 })).toMatchObject({ warnPercent: 70, stopPercent: 70 })
    const late = await refusalOf(set({ warnPercent: 71 }))
    expect(late).toMatchObject({ code: 'invalid_input', facts: { field: 'warnPercent' } })
    expect(await set({ warnPercent: 40 })).toMatchObject({ warnPercent: 40, stopPercent: 70 })
    await spend(ann, 450_000)
    expect(await getBudget(company.board, whole)).toMatchObject({ state: 'warning' })
  })

  it('are the cap itself for runs, of which none is stopped', async () => {
    const runs = { ...whole, metric: 'runs' as const, window: 'lifetime' as const, cap: 3 }
    const refused = await refusalOf(setBudget(company.board, { ...runs, stopPercent: 50 }))
    expect(refused).toMatchObject({ code: 'invalid_input', facts: { field: 'stopPercent' } })
    expect(await setBudget(company.board, { ...runs, stopPercent: 100 })).toMatchObject({ cap: 3 })
  })
})
