import fc from 'fast-check'
import { expect, it } from 'vitest'
import { removalOrder } from './company-rows'

const reference = (from: string, to: string) => ({ from, to, pairs: [] })

it('puts who refers before who is referred to, and a circle together', () => {
  const references = [
    reference('Message', 'Task'),
    reference('Task', 'Goal'),
    reference('Goal', 'Agent'),
    reference('Agent', 'Goal'),
  ]
  const order = removalOrder(['Agent', 'Goal', 'Message', 'Task', 'Label'], references)
  expect(order.map((group) => [...group].sort().join())).toEqual(['Message', 'Task', 'Label', 'Agent,Goal'])
})

it('holds every table once, whatever refers to what', () => {
  const table = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
  fc.assert(
    fc.property(fc.array(fc.tuple(table, table), { maxLength: 20 }), (pairs) => {
      const references = pairs.map(([from, to]) => reference(from, to))
      const groups = removalOrder(['a', 'b', 'c', 'd', 'e', 'f'], references)
      expect(groups.flat().sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
      const place = (name: string) => groups.findIndex((group) => group.includes(name))
      for (const { from, to } of references) expect(place(from)).toBeLessThanOrEqual(place(to))
    }),
  )
})
