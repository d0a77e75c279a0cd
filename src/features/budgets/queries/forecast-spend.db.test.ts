import { afterAll, describe, expect, it } from 'vitest'
import { setClock } from '@/platform/clock'
import { closePools } from '@/platform/database'
import { foundCompany } from '@/testing/company'
import { forecastSpend, reportCost, setBudget } from '..'

let at = new Date('2026-06-01T12:00:00Z')
const restore = setClock(() => at)
afterAll(async () => {
  restore()
  await closePools()
})

const DOLLAR = 1_000_000
const MONTH = { capMicros: 100 * DOLLAR }

describe('the forecast of a budget', () => {
  it('counts tokens, of a subtree, in days that it forgets', async () => {
    at = new Date('2026-06-01T12:00:00Z')
    const company = await foundCompany({ timeZone: 'UTC' })
    const ada = await company.hire({ name: 'Ada' })
    const bob = await company.hire({ name: 'Bob', managerId: ada.id })
    const name = {
      scopeKind: 'subtree' as const,
      scopeId: ada.id,
      metric: 'tokens' as const,
      window: 'rolling' as const,
    }
    await setBudget(company.board, { ...name, windowHours: 72, cap: 5000 })
    for (let day = 1; day <= 9; day++) {
      at = new Date(Date.UTC(2026, 5, day, 12))
      await reportCost(company.board, {
        agentId: bob.id,
        model: 'gpt-5',
        tokensIn: day < 9 ? 900 : 1900,
        tokensOut: 100,
      })
    }
    at = new Date('2026-06-10T00:00:00Z')
    const found = await forecastSpend(company.board, { ...name, windowHours: 72 })
    expect(found).toMatchObject({ lastDay: null, atEnd: null, recent: 8000, before: 2000, basedOnDays: 9 })
    expect(found.budget.spent).toBeGreaterThanOrEqual(4000)
    expect(found.reachesCap!.chancePercent).toBeGreaterThan(5)
    expect(found.drivers[0]).toMatchObject({ kind: 'agent', name: 'Bob', sharePercent: 100 })
    const unset = forecastSpend(company.board, { ...name, windowHours: 24 })
    await expect(unset).rejects.toMatchObject({ code: 'not_found' })
  })

  it('knows too little at first, then the day on which the cap is reached, and what makes it grow', async () => {
    at = new Date('2026-06-01T12:00:00Z')
    const company = await foundCompany({ timeZone: 'UTC' })
    const [ada, bob] = [await company.hire({ name: 'Ada', ...MONTH }), await company.hire({ name: 'Bob', ...MONTH })]
    const ofAda = { scopeKind: 'agent' as const, scopeId: ada.id }
    expect(await forecastSpend(company.board, ofAda)).toMatchObject({ unknownBecause: 'no_spend', drivers: [] })
    for (let day = 1; day <= 10; day++) {
      at = new Date(Date.UTC(2026, 5, day, 12))
      await reportCost(company.board, { agentId: ada.id, model: 'claude-opus-4-5', costMicros: 5 * DOLLAR })
      if (day > 5) await reportCost(company.board, { agentId: bob.id, model: 'gpt-5', costMicros: DOLLAR })
      if (day === 2) expect(await forecastSpend(company.board, ofAda)).toMatchObject({ unknownBecause: 'too_few_days' })
    }
    at = new Date('2026-06-11T00:00:00Z')
    const found = await forecastSpend(company.board, ofAda)
    expect(found).toMatchObject({
      ...{
        unknownBecause: null,
        basedOnDays: 10,
        activeDays: 10,
        lastDay: '2026-06-30',
        budget: { spent: 50 * DOLLAR },
      },
      atEnd: { low: 150 * DOLLAR, likely: 150 * DOLLAR, high: 150 * DOLLAR },
      reachesCap: { low: '2026-06-20', likely: '2026-06-20', high: '2026-06-20', chancePercent: 100 },
    })
    const whole = await forecastSpend(company.board, { scopeKind: 'company', scopeId: company.id })
    expect(whole).toMatchObject({ recent: 40 * DOLLAR, before: 15 * DOLLAR, reachesCap: null })
    expect(whole.drivers).toEqual([
      {
        ...{ kind: 'agent', id: ada.id, name: 'Ada', sharePercent: 88 },
        ...{ recent: 35 * DOLLAR, before: 15 * DOLLAR },
      },
      { ...{ kind: 'agent', id: bob.id, name: 'Bob', sharePercent: 13 }, recent: 5 * DOLLAR, before: 0 },
      expect.objectContaining({ kind: 'model', id: null, name: 'claude-opus-4-5', sharePercent: 88 }),
      expect.objectContaining({ kind: 'model', name: 'gpt-5' }),
    ])
  })

  it('ends days at midnight where the company is', async () => {
    at = new Date('2026-06-01T12:00:00Z')
    const company = await foundCompany({ timeZone: 'Pacific/Auckland' })
    const ada = await company.hire()
    // 11:30 in UTC is half an hour before midnight there, 12:30 is the next day
    for (const instant of ['2026-06-02T11:30:00Z', '2026-06-02T12:30:00Z', '2026-06-04T11:30:00Z']) {
      at = new Date(instant)
      await reportCost(company.board, { agentId: ada.id, model: 'gpt-5', costMicros: DOLLAR })
    }
    at = new Date('2026-06-05T11:59:59Z')
    const found = await forecastSpend(company.board, { scopeKind: 'agent', scopeId: ada.id })
    // the second, third and fourth of June; the fifth is not over
    expect(found).toMatchObject({ basedOnDays: 3, activeDays: 3 })
  })
})
