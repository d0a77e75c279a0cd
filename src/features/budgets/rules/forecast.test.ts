import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Day, outlook, withoutGaps } from './forecast'

/** Days before 15 June 2026, a Monday. */
function daysBefore(amounts: readonly number[], today = '2026-06-15'): Day[] {
  const end = Date.parse(`${today}T00:00:00Z`)
  return amounts.map((amount, at) => ({
    day: new Date(end - (amounts.length - at) * 86_400_000).toISOString().slice(0, 10),
    amount,
  }))
}

const JUNE = { today: '2026-06-15', todayPassed: 0, lastDay: '2026-06-30', spent: 0, cap: null }

describe('outlook', () => {
  it('goes on with a steady spend, without a range', () => {
    const found = outlook({ ...JUNE, days: daysBefore(Array(28).fill(10)), spent: 140, cap: 220 })
    expect(found.perDay).toEqual({ low: 10, likely: 10, high: 10 })
    // 14 days are spent, 16 are left
    expect(found.atEnd).toEqual({ low: 300, likely: 300, high: 300 })
    // 80 are left: the eighth day of those ahead, with today
    expect(found.reachesCap).toEqual({
      low: '2026-06-22',
      likely: '2026-06-22',
      high: '2026-06-22',
      chancePercent: 100,
    })
  })

  it('knows weekends only after two weeks', () => {
    expect(outlook({ ...JUNE, days: daysBefore(Array(5).fill(10)) }).perDay?.likely).toBe(10)
  })

  it('takes only what is left of today', () => {
    const found = outlook({
      ...JUNE,
      days: daysBefore(Array(5).fill(10)),
      todayPassed: 0.5,
      lastDay: '2026-06-15',
      spent: 5,
    })
    expect(found.atEnd?.likely).toBe(10)
  })

  it('says nothing without spend, or from two days', () => {
    expect(outlook({ ...JUNE, days: [] })).toMatchObject({ unknownBecause: 'no_spend', atEnd: null, perDay: null })
    expect(outlook({ ...JUNE, days: daysBefore([5, 9]), cap: 100 })).toMatchObject({
      ...{ unknownBecause: 'too_few_days', basedOnDays: 2, reachesCap: null },
    })
  })

  it('is less sure of three days than of a month of the same', () => {
    const width = (amounts: number[]) => {
      const { atEnd } = outlook({ ...JUNE, days: daysBefore(amounts) })
      return atEnd!.high - atEnd!.low
    }
    expect(width([2, 10, 18])).toBeGreaterThan(width(Array.from({ length: 27 }, (_, at) => [2, 10, 18][at % 3]!)) * 1.5)
  })

  it('expects quiet weekends of who works from Monday to Friday', () => {
    const days = daysBefore(Array(28).fill(0)).map(({ day }) => ({
      ...{ day, amount: [0, 6].includes(new Date(day).getUTCDay()) ? 0 : 10 },
    }))
    // 15 to 30 June 2026 has 12 workdays
    expect(outlook({ ...JUNE, days }).atEnd).toEqual({ low: 120, likely: 120, high: 120 })
  })

  it('believes the last days more than those of three weeks ago', () => {
    const { perDay } = outlook({ ...JUNE, days: daysBefore([...Array(21).fill(100), ...Array(7).fill(10)]) })
    expect(perDay!.likely).toBeLessThan(65)
  })

  it('is not carried away by one dear day', () => {
    const days = daysBefore([...Array(20).fill(10), 1000, ...Array(7).fill(10)])
    const { atEnd } = outlook({ ...JUNE, days })
    expect(atEnd!.low).toBeLessThan(200)
    expect(atEnd!.likely).toBeLessThan(16 * 100)
  })

  it('names no day when the cap is far, and today when it is reached', () => {
    const days = daysBefore(Array(10).fill(1))
    expect(outlook({ ...JUNE, days, cap: 1_000_000 }).reachesCap).toEqual({
      ...{ low: null, likely: null, high: null, chancePercent: 0 },
    })
    expect(outlook({ ...JUNE, days, cap: 50, spent: 60 }).reachesCap?.likely).toBe('2026-06-15')
  })

  it('looks a year ahead where a period has no end', () => {
    const found = outlook({ ...JUNE, lastDay: null, days: daysBefore(Array(10).fill(1)), cap: 100 })
    expect(found.atEnd).toBeNull()
    expect(found.reachesCap?.likely).toBe('2026-09-22')
  })

  it('lets a rolling window forget', () => {
    const rolling = (cap: number, amounts: number[], spent: number) =>
      outlook({ ...JUNE, lastDay: null, windowDays: 7, days: daysBefore(amounts), spent, cap }).reachesCap
    // seven days of ten are always seventy
    expect(rolling(80, Array(28).fill(10), 70)?.chancePercent).toBe(0)
    // nothing is forgotten of five days yet
    expect(rolling(130, Array(5).fill(20), 100)?.likely).toBe('2026-06-16')
    expect(outlook({ ...JUNE, windowDays: 0.5, days: daysBefore(Array(9).fill(1)) }).unknownBecause).toBe(
      'short_window',
    )
  })

  it('keeps its figures in order, never below what is spent, and answers the same twice', () => {
    const amounts = fc.array(fc.integer({ min: 0, max: 10 ** 9 }), { minLength: 3, maxLength: 28 })
    fc.assert(
      fc.property(amounts, fc.nat(10 ** 9), fc.nat(10 ** 10), (list, spent, cap) => {
        const given = { ...JUNE, days: daysBefore(list), spent, cap }
        const found = outlook(given)
        if (list.every((amount) => amount === 0)) return found.unknownBecause === 'no_spend'
        const { low, likely, high } = found.atEnd!
        const order = [spent, low, likely, high]
        expect(order).toEqual(order.toSorted((a, b) => a - b))
        expect(outlook(given)).toEqual(found)
        return found.reachesCap!.chancePercent <= 100
      }),
      { numRuns: 30 },
    )
  })
})

it('fills the days without spend, from the first that had some', () => {
  const found = [
    { day: '2026-06-14', amount: 3 },
    { day: '2026-06-12', amount: 4 },
    { day: '2026-06-15', amount: 9 },
    { day: '2026-06-10', amount: 0 },
  ]
  expect(withoutGaps(found, '2026-06-15')).toEqual([
    { day: '2026-06-12', amount: 4 },
    { day: '2026-06-13', amount: 0 },
    { day: '2026-06-14', amount: 3 },
  ])
})
