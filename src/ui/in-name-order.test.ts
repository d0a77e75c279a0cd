import { expect, it } from 'vitest'
import { inNameOrder } from './in-name-order'

it('puts names as people look for them', () => {
  const rows = ['bob', 'Agent 10', 'Émile', 'Ada', 'agent 9', 'Zoe', 'Eve'].map((name) => ({ name }))
  expect(inNameOrder(rows).map(({ name }) => name)).toEqual([
    'Ada',
    'agent 9',
    'Agent 10',
    'bob',
    'Émile',
    'Eve',
    'Zoe',
  ])
  expect(rows[0]?.name).toBe('bob')
})
