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
})

test('leaves texts alone that hold none, and values that are too short to tell', () => {
  expect(createMask([])('anything')).toBe('anything')
  expect(createMask(['1', 'true', ''])('1 is true')).toBe('1 is true')
})
