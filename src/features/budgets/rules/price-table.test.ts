import { findProvider, type ModelInfo, type ModelPrice } from '@pydantic/genai-prices'
import { expect, it } from 'vitest'
import { inTable, tablePriceOf } from './price'

const PROVIDERS = [
  'anthropic',
  'openai',
  'google',
  'mistral',
  'x-ai',
  'deepseek',
  'cohere',
  'groq',
  'openrouter',
  'azure',
  'aws',
]
const at = new Date('2026-11-01T12:00:00Z')
/** Odd on purpose; the second one is above the tiers that there are. */
const USAGES = [
  { tokensIn: 12_347, tokensOut: 3_811, tokensCached: 5_003, tokensCacheWritten: 1_009 },
  { tokensIn: 1_234_577, tokensOut: 38_113, tokensCached: 500_009, tokensCacheWritten: 10_007 },
]

/** The row of the table that holds at a time; null where it depends on the time of day. */
function rowAt({ prices }: ModelInfo): ModelPrice | null {
  if (!Array.isArray(prices)) return prices
  if (prices.some(({ constraint }) => constraint?.type === 'time_of_date')) return null
  const holding = prices.filter(
    ({ constraint }) => constraint?.type !== 'start_date' || new Date(constraint.start_date) <= at,
  )
  return holding.at(-1)?.prices ?? null
}

/** Dollars per million as units of 1e-12 dollars a token: digits are moved, nothing is computed in floats. */
function exact(dollars: number): bigint {
  const [whole = '0', part = ''] = dollars.toFixed(6).split('.')
  return BigInt(whole + part.padEnd(6, '0'))
}

/** The same sum, computed anew from the raw row in integers; rounded half up to micro-dollars. */
function expected(row: ModelPrice, usage: (typeof USAGES)[number]): number {
  const price = (key: string): bigint | null => {
    const value = row[key]
    if (value === undefined) return null
    if (typeof value === 'number') return exact(value)
    const tier = value.tiers.filter((each) => usage.tokensIn > each.start).sort((a, b) => b.start - a.start)[0]
    return exact(tier ? tier.price : value.base)
  }
  const input = price('input_mtok') ?? 0n
  const cached = price('cache_read_mtok') ?? input
  const written = price('cache_write_mtok') ?? input
  const fresh = BigInt(usage.tokensIn - usage.tokensCached - usage.tokensCacheWritten)
  const sum =
    fresh * input +
    BigInt(usage.tokensCached) * cached +
    BigInt(usage.tokensCacheWritten) * written +
    BigInt(usage.tokensOut) * (price('output_mtok') ?? 0n) +
    (price('requests_kcount') ?? 0n) * 1000n
  return Number((sum + 500_000n) / 1_000_000n)
}

it('prices at least two hundred models to the micro-dollar as their rows of the table say, with tiers and caches', () => {
  const checked = new Set<string>()
  let [tiered, cached] = [0, 0]
  for (const providerId of PROVIDERS) {
    for (const model of findProvider({ providerId })?.models ?? []) {
      const row = rowAt(model)
      const priced = { model: model.id, provider: providerId, at }
      // a name that an earlier row of the table takes for itself has the price of that one
      if (!row || inTable(priced, USAGES[0]!)?.model.id !== model.id) continue
      for (const usage of USAGES) {
        expect([providerId, model.id, tablePriceOf(priced, usage)]).toEqual([
          providerId,
          model.id,
          expected(row, usage),
        ])
      }
      checked.add(`${providerId}/${model.id}`)
      if (Object.values(row).some((value) => typeof value === 'object')) tiered++
      if (row.cache_read_mtok !== undefined) cached++
    }
  }
  expect(checked.size).toBeGreaterThanOrEqual(200)
  expect(tiered).toBeGreaterThan(10)
  expect(cached).toBeGreaterThan(100)
})
