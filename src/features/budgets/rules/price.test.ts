import { describe, expect, it } from 'vitest'
import { ownPriceOf, tablePriceOf, type Usage } from './price'

const at = new Date('2026-11-01T12:00:00Z')
const priceOf = (model: string, usage: Usage, provider = '') => tablePriceOf({ model, provider, at }, usage)

describe('tablePriceOf', () => {
  it('prices a known model by its list price: 5 $ in and 25 $ out a million', () => {
    expect(priceOf('claude-opus-4-5', { tokensIn: 1_000_000, tokensOut: 0, tokensCached: 0 })).toBe(5_000_000)
    expect(priceOf('claude-opus-4-5', { tokensIn: 12_400, tokensOut: 3_800, tokensCached: 0 })).toBe(62_000 + 95_000)
  })

  it('counts cached input at its own price', () => {
    const cached = priceOf('claude-opus-4-5', { tokensIn: 10_000, tokensOut: 0, tokensCached: 10_000 })
    const fresh = priceOf('claude-opus-4-5', { tokensIn: 10_000, tokensOut: 0, tokensCached: 0 })
    expect(cached).toBeLessThan(fresh!)
  })

  it('prices tokens that a tool counts apart from what went in, as if they had', () => {
    expect(priceOf('claude-opus-4-5', { tokensIn: 5, tokensOut: 0, tokensCached: 10_000 })).toBe(
      priceOf('claude-opus-4-5', { tokensIn: 10_000, tokensOut: 0, tokensCached: 10_000 }),
    )
  })

  it('counts what is written to a cache at its own price', () => {
    const written = { tokensIn: 1_000_000, tokensOut: 0, tokensCached: 0, tokensCacheWritten: 1_000_000 }
    expect(priceOf('claude-opus-4-5', written)).toBe(6_250_000)
  })

  it('reads the provider in front of a model, and does not need to know the one that is named', () => {
    const usage = { tokensIn: 1_000_000, tokensOut: 0, tokensCached: 0 }
    expect(priceOf('anthropic/claude-opus-4-5', usage)).toBe(5_000_000)
    expect(priceOf('claude-opus-4-5', usage, 'our proxy')).toBe(5_000_000)
  })

  it('does not know an unknown model, and never says 0', () => {
    expect(priceOf('made-up-model', { tokensIn: 1, tokensOut: 1, tokensCached: 0 })).toBeNull()
  })
})

describe('ownPriceOf', () => {
  const price = { inMicros: 3_000_000, outMicros: 15_000_000, cachedMicros: 300_000, cacheWrittenMicros: null }

  it('is exact where floats are not, and rounds to the nearest micro-dollar', () => {
    const usage = { tokensIn: 1_999_999_999, tokensOut: 2_000_000_000, tokensCached: 999_999_999 }
    expect(ownPriceOf(price, usage)).toBe(3_000_000_000 + 300_000_000 + 30_000_000_000)
    expect(ownPriceOf({ ...price, inMicros: 500_000 }, { tokensIn: 1, tokensOut: 0, tokensCached: 0 })).toBe(1)
    expect(ownPriceOf({ ...price, inMicros: 499_999 }, { tokensIn: 1, tokensOut: 0, tokensCached: 0 })).toBe(0)
  })

  it('takes the price of input for what is written to a cache, unless there is one', () => {
    const usage = { tokensIn: 1_000_000, tokensOut: 0, tokensCached: 0, tokensCacheWritten: 1_000_000 }
    expect(ownPriceOf(price, usage)).toBe(3_000_000)
    expect(ownPriceOf({ ...price, cacheWrittenMicros: 4_000_000 }, usage)).toBe(4_000_000)
  })
})
