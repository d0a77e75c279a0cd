import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sliceFor } from './slice'

const wish = { askMicros: 100, leastMicros: 20, restMicros: 0, leftMicros: null }

it.each([
  ['takes it from the rest', { restMicros: 100, leftMicros: 0 }, { holdMicros: 100, extendMicros: 0 }],
  ['sets aside for calls to come where there is no cap', {}, { holdMicros: 100, extendMicros: 400 }],
  ['takes a tenth of what is left', { leftMicros: 2_000 }, { holdMicros: 100, extendMicros: 200 }],
  ['takes what is missing', { restMicros: 40, leftMicros: 70 }, { holdMicros: 100, extendMicros: 60 }],
  ['takes all that is left', { restMicros: 10, leftMicros: 30 }, { holdMicros: 40, extendMicros: 30 }],
  ['offers the rest', { restMicros: 30, leftMicros: 0 }, { holdMicros: 30, extendMicros: 0 }],
  ['refuses less than the least', { restMicros: 10, leftMicros: 9 }, null],
  [
    'leaves unused what does not fit any more',
    { restMicros: 100, leftMicros: -60 },
    { holdMicros: 40, extendMicros: 0 },
  ],
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
      const slice = sliceFor({ askMicros: ask, leastMicros: least, restMicros: rest, leftMicros: left })
      const there = Math.max(0, rest + Math.min(0, left)) + Math.max(0, left)
      if (!slice) {
        expect(there).toBeLessThan(least)
        return
      }
      expect(slice.holdMicros).toBeLessThanOrEqual(Math.min(ask, there))
      expect(slice.holdMicros).toBeGreaterThanOrEqual(least)
      expect(slice.extendMicros).toBeLessThanOrEqual(Math.max(0, left))
      expect(slice.holdMicros).toBeLessThanOrEqual(rest + slice.extendMicros)
    },
  )
  fc.assert(property)
})
