import { expect, it } from 'vitest'
import { fuzzyScore } from './fuzzy'

it('finds letters in order and nothing else', () => {
  expect(fuzzyScore('crt', 'Create task')).toBeGreaterThan(0)
  expect(fuzzyScore('zzz', 'Create task')).toBe(0)
  expect(fuzzyScore('tc', 'Create')).toBe(0)
})

it('puts starts of words before letters inside words', () => {
  expect(fuzzyScore('ct', 'Create task')).toBeGreaterThan(fuzzyScore('ct', 'Architecture'))
  expect(fuzzyScore('task', 'Create task')).toBeGreaterThan(fuzzyScore('task', 'Multitasking'))
})

it('lets everything through when nothing is typed', () => {
  expect(fuzzyScore('', 'anything')).toBeGreaterThan(0)
})
