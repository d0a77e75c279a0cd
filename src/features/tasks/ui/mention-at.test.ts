import { expect, it } from 'vitest'
import { mentionAt, mentionChoices } from './mention-at'

it.each([
  ['Ask @ad', 7, { start: 4, query: 'ad' }],
  ['@', 1, { start: 0, query: '' }],
  ['@Ada Lo', 7, { start: 0, query: 'Ada Lo' }],
])('finds the mention in %j', (text, caret, expected) => {
  expect(mentionAt(text, caret)).toEqual(expected)
})

it.each([
  ['mail ada@example.org', 20],
  ['no mention', 5],
  ['@Ada Lovelace is here', 21],
])('finds none in %j', (text, caret) => {
  expect(mentionAt(text, caret)).toBeNull()
})

it('offers names that start with the query before names that have it inside', () => {
  const names = mentionChoices([{ name: 'Grace' }, { name: 'Ace' }, { name: 'Bob' }], 'ace').map((agent) => agent.name)
  expect(names).toEqual(['Ace', 'Grace'])
})
