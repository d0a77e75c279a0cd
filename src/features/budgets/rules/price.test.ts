import { describe, expect, it } from 'vitest'
import { priceOf } from './price'

describe('priceOf', () => {
  it('prices a known model by its list price: 5 $ in and 25 $ out a million', () => {
    expect(priceOf('claude-opus-4-5', { tokensIn: 1_000_000, tokensOut: 0, tokensCached: 0 })).toBe(5_000_000)
    expect(priceOf('claude-opus-4-5', { tokensIn: 12_400, tokensOut: 3_800, tokensCached: 0 })).toBe(62_000 + 95_000)
  })

  it('counts cached input at its own price', () => {
    const cached = priceOf('claude-opus-4-5', { tokensIn: 10_000, tokensOut: 0, tokensCached: 10_000 })
    const fresh = priceOf('claude-opus-4-5', { tokensIn: 10_000, tokensOut: 0, tokensCached: 0 })
    expect(cached).toBeLessThan(fresh!)
  })

  it('does not know an unknown model, and never says 0', () => {
    expect(priceOf('made-up-model', { tokensIn: 1, tokensOut: 1, tokensCached: 0 })).toBeNull()
  })
})
