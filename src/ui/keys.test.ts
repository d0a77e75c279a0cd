import { expect, it } from 'vitest'
import { KEYS } from './keys'

const all = Object.values(KEYS).map((entry) => entry.keys)

it('gives no keys twice', () => {
  expect(all.filter((keys, index) => all.indexOf(keys) !== index)).toEqual([])
})

it('has no key that is also the start of a sequence, because the sequence could then never be typed', () => {
  const starts = all.filter((keys) => keys.includes(' ')).map((keys) => keys.split(' ')[0])
  expect(all.filter((keys) => starts.includes(keys))).toEqual([])
})
