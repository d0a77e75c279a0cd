import { expect, it } from 'vitest'
import type { BudgetView } from '../schema'
import { budgetEffect } from './budget-effect'

const budget: BudgetView = {
  budgetId: 'b',
  scopeKind: 'agent',
  scopeId: 'a',
  scopeName: 'Ada',
  metric: 'money',
  window: 'month',
  windowHours: 0,
  cap: 10_000_000,
  warnPercent: 80,
  periodStart: '2026-11-01',
  spent: 4_000_000,
  reserved: 1_000_000,
  remaining: 5_000_000,
  state: 'ok',
}

it('says what is left under a new cap', () => {
  expect(budgetEffect(budget, 20_000_000, 'Ada')).toContain('$15.00 is left')
})

it('warns when the new cap is spent already', () => {
  expect(budgetEffect(budget, 4_000_000, 'Ada')).toContain('Ada starts no further run')
})

it('says that a halted agent runs again', () => {
  const halted: BudgetView = { ...budget, state: 'exceeded', spent: 10_000_000, reserved: 0 }
  expect(budgetEffect(halted, 12_000_000, 'Ada')).toContain('Ada runs again')
  expect(budgetEffect(halted, null, 'Ada')).toContain('runs again')
})
