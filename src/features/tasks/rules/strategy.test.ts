import { expect, it } from 'vitest'
import { isDrafting } from './strategy'

it.each([
  [null, 'backlog', false, true],
  [null, 'backlog', true, true],
  [null, 'todo', false, false],
  ['backlog', 'backlog', false, true],
  ['backlog', 'cancelled', false, true],
  ['backlog', 'todo', false, false],
  ['backlog', 'backlog', true, false],
  ['todo', 'in_progress', false, true],
  ['in_progress', 'done', false, true],
  ['todo', 'todo', true, false],
  // a draft that was dropped is not set going by taking it up again
  ['cancelled', 'todo', false, false],
] as const)('%s → %s, handed on %s: %s', (from, to, isHandedOn, may) =>
  expect(isDrafting({ from, to, isHandedOn })).toBe(may),
)
