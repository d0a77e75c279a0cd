import { expect, it } from 'vitest'
import { detours, readable } from './call-text'

it('says why another model answered, and counts repeats', () => {
  const failed = { provider: 'main', model: 'gpt-4o', status: 529, reason: 'overloaded', ms: 1 }
  const attempts = [failed, failed, { ...failed, provider: 'backup', status: 200, reason: null }]
  expect(detours({ attempts })).toEqual(['main/gpt-4o was overloaded (529), 2 times'])
  expect(detours({ attempts: [{ ...failed, status: null, reason: 'new_reason' }] })).toEqual(['main/gpt-4o new_reason'])
})

it('lays JSON out, and leaves other text alone', () => {
  expect(readable('{"a":1}')).toBe('{\n  "a": 1\n}')
  expect(readable('It is done.')).toBe('It is done.')
})
