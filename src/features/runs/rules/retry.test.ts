import { describe, expect, it } from 'vitest'
import { MAX_RETRIES, retryDelay } from './retry'

describe('retryDelay', () => {
  it.each([
    ['crashed', 1, 0, 5],
    ['crashed', 3, 0, 120],
    ['crashed', 4, 0, null],
    ['lost', 1, 0, 5],
    ['rate_limited', 1, 90, 90],
    ['auth', 1, 0, null],
    ['stopped', 1, 0, null],
    ['invalid_response', 1, 0, null],
    [null, 1, 0, null],
  ])('%s at try %i, asked for %i s: %s', (code, attempt, after, delay) =>
    expect(retryDelay(code, attempt, after)).toBe(delay),
  )

  it('ends', () => expect(retryDelay('crashed', MAX_RETRIES + 1)).toBeNull())
})
