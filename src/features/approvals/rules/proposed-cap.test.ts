import fc from 'fast-check'
import { expect, it } from 'vitest'
import { stopAt } from '@/features/budgets/rules/budget-state'
import { proposedCap } from './proposed-cap'

it.each([
  ['money', 1_000_000, 3_000_000, 100, 4_000_000],
  ['money', 10_000_000, 10_000_000, 100, 15_000_000],
  ['tokens', 1_200, 1_500, 100, 3_000],
  ['runs', 4, 4, 100, 6],
  ['runs', 1, 1, 100, 2],
  ['money', 100_000_000, 75_000_000, 50, 200_000_000],
] as const)(
  'of %s with %i of which %i are used, and a stop at %i %%: %i',
  (metric, cap, spent, stopPercent, proposed) =>
    expect(proposedCap({ metric, cap, spent, stopPercent })).toBe(proposed),
)

it('lets something start, whatever was spent', () => {
  const figures = fc.record({
    metric: fc.constantFrom('money' as const, 'tokens' as const, 'runs' as const),
    ...{ cap: fc.nat(10 ** 12), spent: fc.nat(10 ** 12), stopPercent: fc.integer({ min: 1, max: 100 }) },
  })
  fc.assert(fc.property(figures, (of) => stopAt({ cap: proposedCap(of), stopPercent: of.stopPercent })! > of.spent))
})
