import { describe, expect, it } from 'vitest'
import { billingOf } from './billing'
import { figuresOf, isBlocked } from './figures'
import { isUnusual } from './unusual'

describe('figuresOf', () => {
  const known = { saidMicros: undefined, priceMicros: 700, budgetsCount: 'billed' as const }

  it('bills a metered use as said, else as priced', () => {
    expect(figuresOf({ ...known, billing: 'metered' })).toEqual({
      ...{ costMicros: 700, listMicros: 700, countedMicros: 700, isPriced: true },
    })
    expect(figuresOf({ ...known, billing: 'metered', saidMicros: 500 })).toMatchObject({
      costMicros: 500,
      listMicros: 700,
    })
  })

  it.each(['subscription', 'local'] as const)(
    'bills nothing for a %s model, and counts it where list prices count',
    (billing) => {
      expect(figuresOf({ ...known, billing })).toMatchObject({ costMicros: 0, listMicros: 700, countedMicros: 0 })
      expect(figuresOf({ ...known, billing, saidMicros: 900, budgetsCount: 'list' })).toMatchObject({
        ...{ costMicros: 0, listMicros: 900, countedMicros: 900 },
      })
    },
  )

  it('says that it does not know a price, which is not 0', () => {
    expect(figuresOf({ ...known, billing: 'metered', priceMicros: null }).isPriced).toBe(false)
    expect(figuresOf({ ...known, billing: 'metered', priceMicros: null, saidMicros: 0 }).isPriced).toBe(true)
  })
})

describe('isBlocked', () => {
  it('is about what would count on budgets', () => {
    const unpriced = { billing: 'metered' as const, isPriced: false }
    expect(isBlocked('block', 'billed', unpriced)).toBe(true)
    expect(isBlocked('allow', 'billed', unpriced)).toBe(false)
    expect(isBlocked('block', 'billed', { ...unpriced, isPriced: true })).toBe(false)
    expect(isBlocked('block', 'billed', { ...unpriced, billing: 'local' })).toBe(false)
    expect(isBlocked('block', 'list', { ...unpriced, billing: 'local' })).toBe(true)
  })
})

describe('billingOf', () => {
  it('knows programs of one\u2019s own', () => {
    expect(billingOf('', 'ollama/llama3')).toBe('local')
    expect(billingOf('Ollama', 'llama3')).toBe('local')
    expect(billingOf('anthropic', 'claude-opus-4-5')).toBe('metered')
  })
})

describe('isUnusual', () => {
  const usual = Array.from({ length: 12 }, () => ({ listMicros: 20_000, tokens: 10_000 }))

  it('flags what is more than ten times the median, in dollars or in tokens', () => {
    expect(isUnusual({ listMicros: 200_000, tokens: 10_000 }, usual)).toBe(false)
    expect(isUnusual({ listMicros: 200_001, tokens: 10_000 }, usual)).toBe(true)
    expect(isUnusual({ listMicros: 0, tokens: 100_001 }, usual)).toBe(true)
  })

  it('says nothing of an agent that is new, nor of small sums', () => {
    expect(isUnusual({ listMicros: 9_000_000, tokens: 0 }, usual.slice(0, 9))).toBe(false)
    const tiny = usual.map(() => ({ listMicros: 1, tokens: 1 }))
    expect(isUnusual({ listMicros: 49_999, tokens: 49_999 }, tiny)).toBe(false)
  })

  it('gets used to a new habit', () => {
    const changed = [...usual.slice(0, 6), ...usual.slice(0, 7).map(() => ({ listMicros: 500_000, tokens: 10_000 }))]
    expect(isUnusual({ listMicros: 500_000, tokens: 10_000 }, changed)).toBe(false)
  })
})
