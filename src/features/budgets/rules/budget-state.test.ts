import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { askWithin, budgetState, estimateRun, partOf, remaining, stopAt } from './budget-state'

describe('budgetState', () => {
  it.each([
    [0, null, 'ok'],
    [79, 100, 'ok'],
    [80, 100, 'warning'],
    [99, 100, 'warning'],
    [100, 100, 'exceeded'],
    [250, 100, 'exceeded'],
    [0, 0, 'exceeded'],
  ])('spent %i of %s is %s', (spent, cap, state) =>
    expect(budgetState(spent, { cap, warnPercent: 80, stopPercent: 100 })).toBe(state),
  )

  it.each([
    [79, 'ok'],
    [80, 'warning'],
    [89, 'warning'],
    [90, 'stopped'],
    [99, 'stopped'],
    [100, 'exceeded'],
  ])('spent %i of 100 that stop at 90 %% is %s', (spent, state) =>
    expect(budgetState(spent, { cap: 100, warnPercent: 80, stopPercent: 90 })).toBe(state),
  )

  it('never goes back when spend grows', () => {
    const rank = { ok: 0, warning: 1, stopped: 2, exceeded: 3 }
    fc.assert(
      fc.property(
        fc.nat(10 ** 9),
        fc.nat(10 ** 9),
        fc.nat(10 ** 9),
        fc.integer({ min: 1, max: 99 }),
        fc.integer({ min: 0, max: 99 }),
        (cap, a, b, warnPercent, more) => {
          const limits = { cap, warnPercent, stopPercent: Math.min(100, warnPercent + more) }
          const [low, high] = a < b ? [a, b] : [b, a]
          return rank[budgetState(low, limits)] <= rank[budgetState(high, limits)]
        },
      ),
    )
  })
})

it('rounds thresholds up', () => expect(partOf(101, 80)).toBe(81))
it('stops at the cap itself, to the unit', () => {
  fc.assert(fc.property(fc.nat(10_000_000_000_000), (cap) => stopAt({ cap, stopPercent: 100 }) === cap))
})
it('has no remainder without a cap', () => expect(remaining(5, 5, null)).toBeNull())
it('can be negative after a report past the cap', () => expect(remaining(120, 10, 100)).toBe(-30))
it('sets aside the dearest of the latest runs', () => expect(estimateRun('money', [10, 400, 30])).toBe(400))
it.each([
  [50_000, null, 50_000],
  [50_000, 80_000, 50_000],
  [50_000, 20_000, 20_000],
  [50_000, 9_999, 50_000],
])('asks %i within %s: %i', (estimate, left, ask) => expect(askWithin('money', estimate, left)).toBe(ask))
it('sets aside a cent for a first run', () => expect(estimateRun('money', [])).toBe(10_000))
it('sets aside tokens for a first run, too', () => expect(estimateRun('tokens', [])).toBe(1_000))
