import fc from 'fast-check'
import { expect, it } from 'vitest'
import { atOrBelow, inTreeOrder, withManagers } from './tree'

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

const CHART = [
  { id: 'dev', managerId: 'cto' },
  { id: 'ceo', managerId: null },
  { id: 'cto', managerId: 'ceo' },
  { id: 'cmo', managerId: 'ceo' },
  { id: 'writer', managerId: 'cmo' },
]

it('knows who is below whom', () => {
  expect([...atOrBelow(CHART, 'cto')].sort()).toEqual(['cto', 'dev'])
  expect(atOrBelow(CHART, 'ceo').size).toBe(5)
  expect([...atOrBelow(CHART, 'writer')]).toEqual(['writer'])
})

it('shows chosen agents with the managers above them, and nobody else', () => {
  const shown = (...ids: string[]) => withManagers(CHART, ({ id }) => ids.includes(id)).map(({ id }) => id)
  expect(shown('dev')).toEqual(['dev', 'ceo', 'cto'])
  expect(shown('cmo')).toEqual(['ceo', 'cmo'])
  expect(shown()).toEqual([])
})
