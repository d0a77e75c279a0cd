import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fitted } from './fit'

const memory = (text: string) => ({
  id: '01936f0e-2f4a-7b1c-9d8e-7f6a5b4c3d2e',
  scope: 'agent' as const,
  key: 'k',
  text,
})

it('gives short ones as they are, in their order', () => {
  expect(fitted(['a', 'b', 'c'].map(memory)).map((each) => each.text)).toEqual(['a', 'b', 'c'])
})

it('cuts a long one, says so, and leaves room for others', () => {
  const [long, short] = fitted([memory('x'.repeat(8000)), memory('short')])
  expect(long!.text).toHaveLength(1500)
  expect(long!.text).toMatch(/^x+ … \[cut: /)
  expect(short!.text).toBe('short')
})

it('gives at most eight, and at most 4,000 characters', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 8000 }), { maxLength: 20 }), (lengths) => {
      const given = fitted(lengths.map((length) => memory('y'.repeat(length))))
      expect(given.length).toBeLessThanOrEqual(8)
      expect(given.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(4000)
      if (lengths.length > 0) expect(given.length).toBeGreaterThan(0)
    }),
  )
})
