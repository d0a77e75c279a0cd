import { describe, expect, it } from 'vitest'
import { consequenceOf, MAX_RETRIES, retryDelay } from './retry'

describe('pain 9: a failure is repeated by its class, with backoff and a cap', () => {
  it.each([
    ['not_started', 1, 0, 5],
    ['crashed', 1, 0, 5],
    ['crashed', 3, 0, 120],
    ['crashed', 4, 0, null],
    ['lost', 1, 0, 5],
    ['inactive', 1, 0, 5],
    ['inactive', 2, 0, null],
    ['rate_limited', 1, 90, 90],
    ['quota', 1, 0, null],
    ['quota', 1, 3600, 3600],
    ['auth', 1, 0, null],
    ['auth', 1, 60, null],
    ['stopped', 1, 0, null],
    ['invalid_response', 1, 0, null],
    [null, 1, 0, null],
  ])('%s at try %i, asked for %i s: %s', (code, attempt, after, delay) =>
    expect(retryDelay(code, attempt, after)).toBe(delay),
  )

  it('ends', () => expect(retryDelay('crashed', MAX_RETRIES + 1)).toBeNull())
})

it.each([
  ['auth', 0, { kind: 'pause' }],
  ['quota', 0, { kind: 'pause' }],
  ['quota', 3600, { kind: 'hold', seconds: 3600 }],
  ['rate_limited', 60, { kind: 'hold', seconds: 60 }],
  ['rate_limited', 0, null],
  ['crashed', 60, null],
  [null, 0, null],
])('pain 3: %s that ends in %i s means %o for the agent', (code, after, consequence) =>
  expect(consequenceOf(code, after)).toEqual(consequence),
)
