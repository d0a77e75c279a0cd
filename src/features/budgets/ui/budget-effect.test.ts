import { expect, it } from 'vitest'
import type { BudgetView } from '../schema'
import { budgetEffect } from './budget-effect'

const budget: BudgetView = {
  ...{
    budgetId: 'b',
    scopeKind: 'agent',
    scopeId: 'a',
    scopeName: 'Ada',
    metric: 'money',
    window: 'month',
    windowHours: 0,
  },
  ...{ cap: 10_000_000, warnPercent: 80, stopPercent: 100, periodStart: '2026-11-01' },
  ...{ spent: 4_000_000, reserved: 1_000_000, remaining: 5_000_000, state: 'ok' },
}

it('says what is left under a new cap', () => {
  expect(budgetEffect(budget, 20_000_000)).toBe('$15.00 left this month, after $4.00 used and $1.00 reserved.')
})

it('warns when the new cap is used already', () => {
  expect(budgetEffect(budget, 4_000_000)).toBe('$4.00 is used already: Ada starts no further run this month.')
})

it('says that who was halted goes on', () => {
  const halted: BudgetView = { ...budget, state: 'exceeded', spent: 10_000_000, reserved: 0 }
  expect(budgetEffect(halted, 12_000_000)).toBe('Work of Ada goes on at once: $2.00 left this month.')
  expect(budgetEffect(halted, null)).toContain('Work goes on at once')
})

it('speaks of tokens of a team in a rolling window', () => {
  const team: BudgetView = {
    ...budget,
    scopeKind: 'team',
    scopeName: 'Design',
    metric: 'tokens',
    window: 'rolling',
    windowHours: 24,
  }
  const tokens = { ...team, spent: 1500, reserved: 0 }
  expect(budgetEffect(tokens, 2000)).toBe(
    '500 tokens left in the last 24 hours, after 1,500 tokens used and 0 tokens reserved.',
  )
  expect(budgetEffect(tokens, 1000)).toContain(
    'the team Design starts no further run until enough of it is past the window',
  )
})
