import { expect, it } from 'vitest'
import { clean } from './clean'

it.each([
  ['a\0b', 'ab'],
  ['half \ud800 of a character', 'half \ufffd of a character'],
  ['whole 😀 character', 'whole 😀 character'],
  ['a \\u0000 that somebody typed', 'a \\u0000 that somebody typed'],
])('%j', (text, stored) => {
  expect(clean(text)).toBe(stored)
  expect(clean({ list: [{ text }], n: 1, none: null })).toEqual({ list: [{ text: stored }], n: 1, none: null })
})

it('does not copy what is fine', () => {
  const value = { a: ['b', { c: 'd' }], at: new Date() }
  expect(clean(value)).toBe(value)
})

it('makes names of fields storable, too', () => {
  expect(clean({ 'a\0b': { 'c\ud800': 1 } })).toEqual({ ab: { 'c\ufffd': 1 } })
})

it('refuses what is nested so deep that reading it ends the stack', () => {
  const nested = (depth: number) => JSON.parse('['.repeat(depth) + ']'.repeat(depth))
  expect(clean(nested(200))).toHaveLength(1)
  for (const depth of [201, 100_000]) {
    expect(() => clean({ list: nested(depth) })).toThrow(expect.objectContaining({ code: 'invalid_input' }))
  }
})
