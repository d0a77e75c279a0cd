import { expect, it } from 'vitest'
import { budgetTree } from './budget-tree'

type Row = Parameters<typeof budgetTree>[0][number]

const row = (scopeKind: Row['scopeKind'], scopeId: string, more: Partial<Row> = {}): Row => ({
  ...{ budgetId: `${scopeKind} ${scopeId} ${more.metric ?? 'money'}`, scopeKind, scopeId, scopeName: scopeId },
  ...{ metric: 'money', window: 'month', spent: 0, ...more },
})
const AGENTS = [
  { id: 'engineer', managerId: 'cto' },
  { id: 'ceo', managerId: null },
  { id: 'cto', managerId: 'ceo' },
]

it('puts each agent below its manager, the pool before its own, and names a scope once', () => {
  const budgets = [
    ...[row('team', 'Web'), row('team', 'App'), row('company', 'c')],
    ...[
      row('agent', 'engineer', { metric: 'runs' }),
      row('agent', 'engineer'),
      row('agent', 'cto'),
      row('agent', 'ceo'),
    ],
    ...[row('subtree', 'cto'), row('agent', 'gone', { spent: 5 }), row('agent', 'unused')],
  ]
  const read = budgetTree(budgets, AGENTS).map(({ title, lines }) => [
    title,
    lines.map(({ budget, depth, isFirst }) => `${depth} ${budget.budgetId}${isFirst ? '' : ' (same)'}`),
  ])
  expect(read).toEqual([
    ['Company', ['0 company c money']],
    [
      'Agents',
      [
        ...['0 agent ceo money', '1 subtree cto money', '1 agent cto money'],
        ...['2 agent engineer money', '2 agent engineer runs (same)', '0 agent gone money'],
      ],
    ],
    ['Teams', ['0 team App money', '0 team Web money']],
  ])
})
