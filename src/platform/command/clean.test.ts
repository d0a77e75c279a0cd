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
