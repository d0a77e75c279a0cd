import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sliceFor } from './slice'

const wish = { ask: 100, least: 20, rest: 0, left: null }

it.each([
  ['takes it from the rest', { rest: 100, left: 0 }, { hold: 100, extend: 0 }],
  ['sets aside for calls to come where there is no cap', {}, { hold: 100, extend: 400 }],
  ['takes a tenth of what is left', { left: 2_000 }, { hold: 100, extend: 200 }],
  ['takes what is missing', { rest: 40, left: 70 }, { hold: 100, extend: 60 }],
  ['takes all that is left', { rest: 10, left: 30 }, { hold: 40, extend: 30 }],
  ['offers the rest', { rest: 30, left: 0 }, { hold: 30, extend: 0 }],
  ['refuses less than the least', { rest: 10, left: 9 }, null],
  ['leaves unused what does not fit any more', { rest: 100, left: -60 }, { hold: 40, extend: 0 }],
])('%s', (_, part, slice) => expect(sliceFor({ ...wish, ...part })).toEqual(slice))

it('never holds more than asked, than there is, or less than the least', () => {
  const amount = fc.integer({ min: 1, max: 10_000 })
  const property = fc.property(
    amount,
    amount,
    fc.nat(10_000),
    fc.integer({ min: -10_000, max: 50_000 }),
    (a, b, rest, left) => {
      const [least, ask] = a < b ? [a, b] : [b, a]
      const slice = sliceFor({ ask, least, rest, left })
      const there = Math.max(0, rest + Math.min(0, left)) + Math.max(0, left)
      if (!slice) {
        expect(there).toBeLessThan(least)
        return
      }
      expect(slice.hold).toBeLessThanOrEqual(Math.min(ask, there))
      expect(slice.hold).toBeGreaterThanOrEqual(least)
      expect(slice.extend).toBeLessThanOrEqual(Math.max(0, left))
      expect(slice.hold).toBeLessThanOrEqual(rest + slice.extend)
    },
  )
  fc.assert(property)
})
