import fc from 'fast-check'
import { expect, it } from 'vitest'
import { drawOf } from './draw'

it.each([
  [{ amount: 10, drawn: 0, held: 0 }, 4, 0, { drawn: 4, given: 0 }],
  [{ amount: 10, drawn: 0, held: 0 }, 14, 0, { drawn: 10, given: 0 }],
  [{ amount: 10, drawn: 2, held: 6 }, 4, 0, { drawn: 2, given: 0 }],
  [{ amount: 10, drawn: 2, held: 6 }, 4, 6, { drawn: 4, given: 6 }],
  [{ amount: 10, drawn: 2, held: 8 }, 9, 4, { drawn: 4, given: 4 }],
  [{ amount: 10, drawn: 2, held: 3 }, 0, 9, { drawn: 0, given: 3 }],
])('of %j, a cost of %i that held %i', (aside, cost, hold, drawn) => expect(drawOf(aside, cost, hold)).toEqual(drawn))

it('never takes what is held for other calls, nor more than the cost', () => {
  const nat = fc.nat(1_000)
  const property = fc.property(nat, nat, nat, nat, nat, (drawn, held, rest, cost, hold) => {
    const taken = drawOf({ amount: drawn + held + rest, drawn, held }, cost, hold)
    expect(taken.given).toBe(Math.min(held, hold))
    expect(taken.drawn).toBe(Math.min(cost, rest + taken.given))
  })
  fc.assert(property)
})
