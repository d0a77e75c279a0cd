import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMask } from './mask'

test('no secret is left in a text, whatever stands around it', () => {
  const secret = fc
    .string({ minLength: 6, unit: 'grapheme-ascii' })
    .filter((text) => !'***'.includes(text) && !/\*/.test(text))
  fc.assert(
    fc.property(
      fc.array(secret, { minLength: 1, maxLength: 4 }),
      fc.string(),
      fc.string(),
      (secrets, before, after) => {
        const mask = createMask(secrets)
        for (const each of secrets) {
          for (const form of [each, JSON.stringify(each), Buffer.from(each).toString('base64')]) {
            expect(mask(`${before}${form}${after}`)).not.toContain(each)
          }
        }
      },
    ),
  )
})

test('masks every line of a long key, and the way a value stands in an address', () => {
  const mask = createMask(['first line\nsecond line', 'p@ss word'])
  expect(mask('it is: second line')).toBe('it is: ***')
  expect(mask('https://x/?q=p%40ss%20word')).toBe('https://x/?q=***')
  expect(createMask(['--token=abcdef'])('it is abcdef')).toBe('it is ***')
})

test('leaves texts alone that hold none, and values that are too short to tell', () => {
  expect(createMask([])('anything')).toBe('anything')
  expect(createMask(['1', 'true', ''])('1 is true')).toBe('1 is true')
})

test('gives a part of a text without a part of a secret', () => {
  const secret = fc.stringMatching(/^[a-z]{6,20}$/)
  const noise = fc.stringMatching(/^[A-Z]{0,40}$/)
  fc.assert(
    fc.property(fc.array(fc.tuple(noise, secret), { maxLength: 4 }), noise, fc.nat(80), (parts, last, length) => {
      const mask = createMask(parts.map(([, each]) => each))
      const text = parts.map(([before, each]) => before + each).join('') + last
      const masked = mask(text.slice(0, length + mask.longest), length)
      expect(masked).toMatch(/^[A-Z*]*$/)
      // no more is missing than was asked for
      const shown = text.slice(0, length).replace(/[a-z]/g, '')
      expect(masked.replaceAll('*', '')).toBe(shown)
    }),
  )
})
