import { expect, it } from 'vitest'
import { grantedOf, type Held, partsToAsk } from './reach-parts'

const held = (id: string, by: string | null = 'ada', parentId: string | null = null): Held => ({
  ...{ id, assigneeId: by, assigneePersonId: null, parentId },
})
const many = Array.from({ length: 130 }, (_, at) => held(`t${at}`))

it('asks about each task once, however the order changes, and about a new one by itself', () => {
  const parts = partsToAsk([], many)
  expect(parts.map(({ tasks }) => tasks.length)).toEqual([60, 60, 10])
  expect(partsToAsk(parts, [...many].reverse())).toBe(parts)
  expect(partsToAsk(parts, many.slice(0, 125))).toBe(parts)
  const more = partsToAsk(parts, [held('new'), ...many])
  expect(more.slice(0, 3)).toEqual([...parts])
  expect(more.slice(3).map(({ tasks }) => tasks.map(({ id }) => id))).toEqual([['new']])
  expect(partsToAsk(more, [])).toBe(more)
  expect(partsToAsk(more, many)).toEqual(parts)
})

it('keeps the last answer about a task that changed hands until the new one is there', () => {
  const parts = partsToAsk([], [held('a'), held('b')])
  expect([...grantedOf(parts, [['a']], [held('b'), held('a')])]).toEqual(['a'])
  const given = [held('a', 'bob'), held('b')]
  const more = partsToAsk(parts, given)
  expect(more).toHaveLength(2)
  expect([...grantedOf(more, [['a']], given)]).toEqual(['a'])
  expect([...grantedOf(more, [['a'], []], given)]).toEqual([])
  // and back again, that is known
  expect(partsToAsk(more, [held('a'), held('b')])).toBe(more)
  expect([...grantedOf(more, [['a'], []], [held('a')])]).toEqual(['a'])
})

it('asks apart about what is of who has the task above it', () => {
  const parts = partsToAsk([], [held('a', null, 'above'), held('b', null), held('c', 'ada', 'above')])
  expect(parts.map(({ isOfAbove, tasks }) => [isOfAbove, tasks.map(({ id }) => id)])).toEqual([
    [false, ['b', 'c']],
    [true, ['a']],
  ])
})
