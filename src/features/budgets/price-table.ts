import { readFile } from 'node:fs/promises'
import { calcPrice, type Provider, updatePrices, waitForUpdate } from '@pydantic/genai-prices'
import { z } from 'zod'
import { env } from '@/platform/env'
import { log } from '@/platform/log'

const EVERY_MS = 6 * 3_600_000
const AGAIN_MS = 5 * 60_000
const LIMIT_MS = 15_000
const MAX_BYTES = 32 * 1024 * 1024

const Prices = z.record(z.string(), z.unknown())
const Shape = z.object({
  id: z.string().min(1),
  name: z.string(),
  api_pattern: z.string(),
  models: z.array(
    z.object({
      id: z.string().min(1),
      match: z.record(z.string(), z.unknown()),
      prices: z.union([Prices, z.array(z.object({ prices: Prices })).min(1)]),
    }),
  ),
})
const isProvider = (value: unknown) => Shape.safeParse(value).success
const Table = z.array(z.custom<Provider>(isProvider, 'is no provider with models and prices')).min(1)

let table: { source: string; loadedAt: Date | null } = { source: 'package', loadedAt: null }
let nextAt = 0

/** Where the price table in use comes from, and since when; `package` is the one that came with this release. */
export function priceTable(): { source: string; loadedAt: string | null } {
  return { source: table.source, loadedAt: table.loadedAt?.toISOString() ?? null }
}

/**
 * Reads the table that PRICE_TABLE names, now and every six hours, beside what is going on. One that is not there, or wrong, changes
 * nothing: the prices before it stay.
 */
export function keepPricesFresh(): void {
  const from = env().PRICE_TABLE
  if (!from || Date.now() < nextAt) return
  nextAt = Date.now() + EVERY_MS
  loadPriceTable(from).catch((error) => {
    nextAt = Date.now() + AGAIN_MS
    log.error({ err: error, from }, 'the price table could not be read; the prices before it stay')
  })
}

/**
 * Takes the price table at a path or an http(s) address, in the format of genai-prices (`data.json`), after checking that each of its
 * models can be priced.
 * @returns how many models it has
 * @throws Error that says what is wrong with it; the table before it stays
 */
export async function loadPriceTable(from: string): Promise<number> {
  const parsed = Table.safeParse(JSON.parse(await textAt(from)))
  if (!parsed.success) throw new Error(`It is no price table: ${z.prettifyError(parsed.error)}`)
  const providers = parsed.data
  const models = providers.flatMap((provider) => provider.models.map((model) => ({ provider, id: model.id })))
  const usage = { input_tokens: 1_000_000, output_tokens: 1_000_000, cache_read_tokens: 1, cache_write_tokens: 1 }
  const priced = models.filter(({ provider, id }) => calcPrice(usage, id, { provider }) !== null)
  if (priced.length === 0) throw new Error('It prices no model.')
  updatePrices(({ setProviderData }: { setProviderData(data: Provider[]): void }) => setProviderData(providers))
  table = { source: from, loadedAt: new Date() }
  log.info({ from, models: models.length }, 'the price table was read')
  return models.length
}

/** Models of the table in use whose name, or whose provider's, contains a text; at most `limit` and one. */
export async function namesInTable(search: string, limit: number) {
  const wanted = search.toLowerCase()
  const providers = (await waitForUpdate()) ?? []
  return providers
    .flatMap(({ id: provider, models }) => models.map(({ id: model, name }) => ({ model, provider, name })))
    .filter(({ model, provider, name }) => `${provider}/${model} ${name ?? ''}`.toLowerCase().includes(wanted))
    .slice(0, limit + 1)
    .map(({ model, provider }) => ({ model, provider, isUsed: false }))
}

async function textAt(from: string): Promise<string> {
  if (!/^https?:\/\//.test(from)) return readFile(from, 'utf8')
  const answer = await fetch(from, { signal: AbortSignal.timeout(LIMIT_MS) })
  if (!answer.ok) throw new Error(`It was answered with status ${answer.status}.`)
  const text = await answer.text()
  if (text.length > MAX_BYTES) throw new Error('It is longer than 32 MB.')
  return text
}
