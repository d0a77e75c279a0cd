import fc from 'fast-check'
import { expect, it } from 'vitest'
import { changedKeys, diff, mergeConfig } from './diff'

it('names each value that changed, also inside', () => {
  const from = { name: 'Ada', runtimeConfig: { command: 'a', env: { LEVEL: '1', OLD: 'x' } }, icon: null }
  const to = { name: 'Ada', runtimeConfig: { command: 'b', env: { LEVEL: '1' } }, icon: 'cat' }
  expect(diff(from, to)).toEqual([
    { key: 'icon', from: null, to: 'cat' },
    { key: 'runtimeConfig.command', from: 'a', to: 'b' },
    { key: 'runtimeConfig.env.OLD', from: 'x', to: null },
  ])
  expect(changedKeys(from, to)).toEqual(['icon', 'runtimeConfig'])
})

it('does not mind the order of keys, in lists either', () => {
  expect(diff({ a: [{ x: 1, y: 2 }], b: { c: 1, d: 2 } }, { b: { d: 2, c: 1 }, a: [{ y: 2, x: 1 }] })).toEqual([])
  expect(changedKeys({ a: [1, 2] }, { a: [2, 1] })).toEqual(['a'])
})

const Values = fc.dictionary(
  fc.stringMatching(/^[a-d]$/),
  fc.oneof(
    fc.integer(),
    fc.string(),
    fc.array(fc.integer()),
    fc.dictionary(fc.stringMatching(/^[a-c]$/), fc.integer()),
  ),
)

it('is empty for the same, and the same paths both ways', () => {
  fc.assert(
    fc.property(Values, Values, (a, b) => {
      expect(diff(a, structuredClone(a))).toEqual([])
      const swapped = diff(b, a).map(({ key, from, to }) => ({ key, from: to, to: from }))
      expect(diff(a, b)).toEqual(swapped)
    }),
  )
})

it('merges key by key, and null removes one', () => {
  expect(mergeConfig({ command: 'a', env: { X: '1' } }, { command: 'b', env: null, cwd: '/' })).toEqual({
    command: 'b',
    cwd: '/',
  })
})
