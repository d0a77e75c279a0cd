import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { updateCompany } from '@/features/companies'
import { getAgent, orgHealth, rollbackAgent, terminateAgent, updateAgent } from '@/features/org'
import type { Caller } from '@/platform/command'
import { closePools } from '@/platform/database'
import type { Refusal } from '@/platform/errors'
import { foundCompany, type TestCompany } from '@/testing/company'
import { getBudget, getPool, previewMove, setBudget } from '.'

afterAll(closePools)

let company: TestCompany
let root: string
let manager: string
let ann: string
let ben: string
let asManager: Caller

beforeEach(async () => {
  company = await foundCompany()
  root = (await company.hire()).id
  manager = (await company.hire({ managerId: root })).id
  ann = (await company.hire({ managerId: manager, capMicros: 300_000 })).id
  ben = (await company.hire({ managerId: manager, capMicros: 200_000 })).id
  asManager = await company.asAgent(manager)
})

const cap = (who: Caller, scopeKind: 'agent' | 'subtree', scopeId: string, micros: number | null) =>
  setBudget(who, { scopeKind, scopeId, cap: micros }).then(
    (budget) => budget.cap,
    ({ code, facts }: Refusal) => ({ code, facts }),
  )

describe('a manager', () => {
  it('hands on what is in its pool, and not more', async () => {
    expect(await cap(asManager, 'agent', ann, 400_000)).toMatchObject({ code: 'forbidden', facts: { rule: 'no_pool' } })
    await cap(company.board, 'subtree', manager, 1_000_000)
    expect(await cap(asManager, 'agent', ann, 800_000)).toBe(800_000)
    const facts = { rule: 'pool_exceeded', poolMicros: 1_000_000, allottedMicros: 1_000_001, overMicros: 1 }
    expect(await cap(asManager, 'agent', ben, 200_001)).toEqual({ code: 'forbidden', facts })
    expect(await cap(asManager, 'agent', ann, 700_000)).toBe(700_000)
    expect(await cap(asManager, 'agent', ben, 300_000)).toBe(300_000)
    expect(await getPool(asManager, { agentId: manager })).toMatchObject({
      ...{ poolMicros: 1_000_000, allottedMicros: 1_000_000, leftMicros: 0 },
      reports: [
        { agentId: ann, ownMicros: 700_000, poolMicros: null },
        { agentId: ben, ownMicros: 300_000, poolMicros: null },
      ],
    })
  })

  it('lowers also what is too much, and gets back what a terminated report had', async () => {
    await cap(company.board, 'subtree', manager, 100_000)
    expect(await cap(asManager, 'agent', ann, 250_000)).toBe(250_000)
    expect(await cap(asManager, 'agent', ben, 210_000)).toMatchObject({ code: 'forbidden' })
    await terminateAgent(company.board, { agentId: ann })
    expect(await cap(asManager, 'agent', ben, 90_000)).toBe(90_000)
  })

  it('cannot lift a limit, or touch its own, another one’s reports, reports of its reports or other budgets', async () => {
    await cap(company.board, 'subtree', root, 9_000_000)
    await cap(company.board, 'subtree', manager, 1_000_000)
    const below = (await company.hire({ managerId: ann })).id
    const other = (await company.hire({ managerId: root })).id
    expect(await cap(asManager, 'agent', ann, null)).toMatchObject({ code: 'forbidden' })
    for (const agentId of [manager, root, other, below]) {
      expect(await cap(asManager, 'agent', agentId, 1)).toMatchObject({ code: 'forbidden' })
      expect(await cap(asManager, 'subtree', agentId, 1)).toMatchObject({ code: 'forbidden' })
    }
    const tokens = setBudget(asManager, { scopeKind: 'agent', scopeId: ann, metric: 'tokens', cap: 5 })
    await expect(tokens).rejects.toMatchObject({ code: 'forbidden' })
    const whole = setBudget(asManager, { scopeKind: 'company', scopeId: company.id, cap: 5 })
    await expect(whole).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('hands a pool on to a manager below, which counts instead of its own budget', async () => {
    const asRoot = await company.asAgent(root)
    await cap(company.board, 'subtree', root, 1_000_000)
    expect(await cap(asRoot, 'agent', manager, 400_000)).toBe(400_000)
    expect(await cap(asRoot, 'subtree', manager, 900_000)).toBe(900_000)
    expect(await getPool(asRoot, { agentId: root })).toMatchObject({ allottedMicros: 900_000, leftMicros: 100_000 })
    expect(await cap(asManager, 'agent', ann, 700_000)).toBe(700_000)
  })

  it('never hands on the same money twice: of raises at once, only those pass that fit', async () => {
    await cap(company.board, 'subtree', manager, 1_000_000)
    const wishes = Array.from({ length: 12 }, (_, i) => cap(asManager, 'agent', i % 2 ? ann : ben, 520_000 + i))
    const outcomes = await Promise.all(wishes)
    expect(outcomes.filter((outcome) => typeof outcome === 'number').length).toBeGreaterThan(0)
    const { allottedMicros } = await getPool(company.board, { agentId: manager })
    expect(allottedMicros).toBeLessThanOrEqual(1_000_000)
    expect(allottedMicros).toBeGreaterThan(700_000)
  })
})

describe('a company', () => {
  it('that warns lets the board hand on more, and shows it', async () => {
    expect(await cap(company.board, 'subtree', manager, 400_000)).toBe(400_000)
    expect((await orgHealth(company.board, {})).lints).toMatchObject([
      { rule: 'budget_mismatch', agentId: manager, sentence: expect.stringContaining('$0.40 a month for its subtree') },
    ])
  })

  it('that enforces refuses also to take the limit from a pool below, which would be the larger budget of its manager', async () => {
    await cap(company.board, 'subtree', root, 1_200_000)
    await cap(company.board, 'agent', manager, 1_500_000)
    await cap(company.board, 'subtree', manager, 1_000_000)
    await updateCompany(company.board, { budgetInvariant: 'enforce' })
    expect(await cap(company.board, 'subtree', manager, null)).toMatchObject({ facts: { rule: 'pool_exceeded' } })
    await cap(company.board, 'agent', manager, 1_100_000)
    expect(await cap(company.board, 'subtree', manager, null)).toBeNull()
  })

  it('that enforces refuses it to the board, too: by a raise, a smaller pool, or a hire', async () => {
    await updateCompany(company.board, { budgetInvariant: 'enforce' })
    expect(await cap(company.board, 'subtree', manager, 499_999)).toMatchObject({
      code: 'broken_rule',
      facts: { poolMicros: 499_999, allottedMicros: 500_000 },
    })
    expect(await cap(company.board, 'subtree', manager, 600_000)).toBe(600_000)
    expect(await cap(company.board, 'agent', ann, 400_001)).toMatchObject({ code: 'broken_rule' })
    const hired = company.hire({ managerId: manager, capMicros: 100_001 })
    await expect(hired).rejects.toMatchObject({ code: 'broken_rule', facts: { overMicros: 1 } })
    await company.hire({ managerId: manager, capMicros: 100_000 })
    expect(await getBudget(company.board, { scopeKind: 'agent', scopeId: ann })).toMatchObject({ cap: 300_000 })
  })
})

describe('a move', () => {
  const moveTo = (managerId: string, more: object = {}) =>
    updateAgent(company.board, { agentId: ann, managerId, ...more }).then(
      (agent) => agent.chainOfCommand[0]?.id,
      ({ code, facts }: Refusal) => ({ code, facts }),
    )

  it('into a pool that does not hold what the agent has is refused where that is enforced, else shown', async () => {
    const small = (await company.hire({ managerId: root, capMicros: 1_000_000 })).id
    await cap(company.board, 'subtree', small, 250_000)
    const asked = { agentId: ann, managerId: small }
    const pool = { poolMicros: 250_000, allottedMicros: 300_000, overMicros: 50_000 }
    expect(await previewMove(company.board, asked)).toMatchObject({
      ...{ pool, isRefused: false, leaves: [] },
      joins: [{ scopeId: small, cap: 250_000, spent: 0 }],
    })
    expect(await moveTo(small)).toBe(small)
    expect((await orgHealth(company.board, {})).lints).toMatchObject([{ rule: 'budget_mismatch', agentId: small }])
    expect(await previewMove(company.board, { agentId: ann, managerId: manager })).toMatchObject({
      ...{ pool: null, joins: [], leaves: [{ scopeId: small }] },
    })
    expect(await moveTo(manager)).toBe(manager)
    await updateCompany(company.board, { budgetInvariant: 'enforce' })
    expect(await previewMove(company.board, asked)).toMatchObject({ pool, isRefused: true })
    const facts = { rule: 'pool_exceeded', ...pool }
    expect(await moveTo(small)).toEqual({ code: 'broken_rule', facts })
    const first = rollbackAgent(company.board, { agentId: ann, number: 2 })
    await expect(first).rejects.toMatchObject({ code: 'broken_rule', facts })
    expect((await getAgent(company.board, { agentId: ann })).chainOfCommand[0]?.id).toBe(manager)
    // with a budget that fits it comes along
    expect(await moveTo(small, { capMicros: 250_000 })).toBe(small)
  })

  it('of agents without a limit, and of many at once, never takes more than the pool holds', async () => {
    await updateCompany(company.board, { budgetInvariant: 'enforce' })
    const small = (await company.hire({ managerId: root })).id
    await cap(company.board, 'subtree', small, 400_000)
    const free = (await company.hire({ managerId: root })).id
    await updateAgent(company.board, { agentId: free, managerId: small })
    const moves = [ann, ben].map((agentId) => updateAgent(company.board, { agentId, managerId: small }))
    const outcomes = await Promise.allSettled(moves)
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const { allottedMicros } = await getPool(company.board, { agentId: small })
    expect(allottedMicros).toBeLessThanOrEqual(400_000)
    expect(allottedMicros).toBeGreaterThan(0)
  })
})
