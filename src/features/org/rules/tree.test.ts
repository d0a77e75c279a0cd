import fc from 'fast-check'
import { expect, it } from 'vitest'
import { inTreeOrder } from './tree'

it('puts managers before their reports, and counts levels', () => {
  const chart = inTreeOrder([
    { id: 'cto', managerId: 'ceo' },
    { id: 'ceo', managerId: null },
    { id: 'dev', managerId: 'cto' },
    { id: 'cmo', managerId: 'ceo' },
    { id: 'orphan', managerId: 'gone' },
  ])
  expect(chart.map(({ id, depth }) => `${depth} ${id}`)).toEqual(['0 ceo', '1 cto', '2 dev', '1 cmo', '0 orphan'])
})

it('loses nobody of any tree', () => {
  const Tree = fc
    .array(fc.nat(), { maxLength: 50 })
    .map((picks) => picks.map((pick, i) => ({ id: `${i}`, managerId: i === 0 ? null : `${pick % i}` })))
  fc.assert(
    fc.property(Tree, (agents) => {
      const placed = inTreeOrder(agents)
      expect(placed.map(({ id }) => id).sort()).toEqual(agents.map(({ id }) => id).sort())
      const depthOf = new Map(placed.map((agent) => [agent.id, agent.depth]))
      for (const agent of placed) expect(agent.depth).toBe(agent.managerId ? depthOf.get(agent.managerId)! + 1 : 0)
    }),
  )
})
