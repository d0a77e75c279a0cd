import { expect, it } from 'vitest'
import { sizeText } from './send-file'

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [1_440_000, '1.4 MB'],
  [2_500_000_000_000, '2500.0 GB'],
])('says %d bytes as %s', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text)
})
