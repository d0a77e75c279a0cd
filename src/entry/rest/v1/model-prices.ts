import { z } from 'zod'
import {
  EffectivePrice,
  getModelPrice,
  listModelPrices,
  type ModelPriceView,
  removeModelPrice,
  SetModelPrice,
  setModelPrice,
} from '@/features/budgets'
import { publicId } from '@/platform/ids'
import { MICROS_PER_DOLLAR } from '@/platform/money'
import { cut, Dollars, deleted, NextCursor, pageOf, shownId } from './fields'
import { route } from './route'

const PerMillion = z.number().meta({ description: 'Dollars per million tokens.', example: 2.5 })
const like = (what: string) => Dollars.nullish().meta({ description: what, type: ['number', 'string', 'null'] })
const perMillion = (micros: number) => micros / MICROS_PER_DOLLAR
const perMillionOrNull = (micros: number | null) => (micros === null ? null : perMillion(micros))

const ModelPrice = z
  .object({
    id: shownId('price'),
    model: z.string(),
    provider: z.string(),
    input_usd_per_million: PerMillion,
    output_usd_per_million: PerMillion,
    cached_usd_per_million: PerMillion.nullable(),
    cache_write_usd_per_million: PerMillion.nullable(),
    starts_on: z.string(),
  })
  .meta({ id: 'ModelPrice' })

function priceAnswer(view: ModelPriceView): z.output<typeof ModelPrice> {
  return {
    ...{ id: publicId('price', view.id), model: view.model, provider: view.provider },
    input_usd_per_million: perMillion(view.inMicros),
    output_usd_per_million: perMillion(view.outMicros),
    cached_usd_per_million: perMillionOrNull(view.cachedMicros),
    cache_write_usd_per_million: perMillionOrNull(view.cacheWrittenMicros),
    starts_on: view.startsOn,
  }
}

const Effective = z.object({
  model: z.string(),
  source: EffectivePrice.shape.source.meta({ description: 'Who says so; null: nobody knows its price.' }),
  matched: z.string().nullable(),
  provider: z.string().nullable(),
  input_usd_per_million: PerMillion.nullable(),
  output_usd_per_million: PerMillion.nullable(),
  cached_usd_per_million: PerMillion.nullable(),
  cache_write_usd_per_million: PerMillion.nullable(),
  tiers: z.array(z.object({ of: z.string(), above_tokens: z.number(), usd_per_million: PerMillion })),
  table: z.object({ source: z.string(), loaded_at: z.string().nullable() }),
})

export const modelPrices = [
  route({
    method: 'get',
    path: '/companies/{company_id}/model-prices',
    name: 'listModelPrices',
    tag: 'Money',
    summary: "List the company's own prices of models, newest first",
    query: pageOf('price', 100, 499),
    answer: z.object({ model_prices: z.array(ModelPrice), next_cursor: NextCursor }),
    run: async ({ caller, query: { cursor: before, limit } }) => {
      const [page, next_cursor] = cut(await listModelPrices(caller, { before, limit: limit + 1 }), limit, 'price')
      return { model_prices: page.map(priceAnswer), next_cursor }
    },
  }),
  route({
    method: 'get',
    path: '/companies/{company_id}/model-price',
    name: 'getModelPrice',
    tag: 'Money',
    summary: 'See what a model costs the company now, and where the price comes from',
    query: z.object({ model: z.string().min(1).max(200), provider: z.string().max(100).optional() }),
    answer: Effective,
    run: async ({ caller, query }): Promise<z.output<typeof Effective>> => {
      const price = await getModelPrice(caller, query)
      return {
        ...{ model: price.model, source: price.source, matched: price.matched, provider: price.provider },
        input_usd_per_million: perMillionOrNull(price.inMicros),
        output_usd_per_million: perMillionOrNull(price.outMicros),
        cached_usd_per_million: perMillionOrNull(price.cachedMicros),
        cache_write_usd_per_million: perMillionOrNull(price.cacheWrittenMicros),
        tiers: price.tiers.map(({ of, aboveTokens, micros }) => ({
          ...{ of, above_tokens: aboveTokens, usd_per_million: perMillion(micros) },
        })),
        table: { source: price.table.source, loaded_at: price.table.loadedAt },
      }
    },
  }),
  route({
    method: 'put',
    path: '/companies/{company_id}/model-prices',
    name: 'setModelPrice',
    tag: 'Money',
    summary: 'Set what the company pays for a model',
    description: 'Goes before the price table, from its day on. The same model, provider and day again is replaced.',
    body: z.object({
      model: SetModelPrice.shape.model.meta({
        ...{ type: 'string', example: 'my-model-*' },
        description: 'Its name, or the beginning of it and a star.',
      }),
      provider: SetModelPrice.shape.provider,
      input_usd_per_million: Dollars,
      output_usd_per_million: Dollars,
      cached_usd_per_million: like('What is read from a cache; null: like input.'),
      cache_write_usd_per_million: like('What is written to a cache; null: like input.'),
      starts_on: SetModelPrice.shape.startsOn.meta({ description: 'Default: today.' }),
    }),
    answer: ModelPrice,
    run: async ({ caller, body, options }) => {
      const input = {
        ...{ model: body.model, provider: body.provider, startsOn: body.starts_on },
        ...{ inMicros: body.input_usd_per_million, outMicros: body.output_usd_per_million },
        cachedMicros: body.cached_usd_per_million,
        cacheWrittenMicros: body.cache_write_usd_per_million,
      }
      return priceAnswer(await setModelPrice(caller, input, options))
    },
  }),
  route({
    method: 'delete',
    path: '/companies/{company_id}/model-prices/{price_id}',
    name: 'removeModelPrice',
    tag: 'Money',
    summary: "Take back the company's own price of a model",
    answer: deleted('price'),
    run: async ({ caller, params: { price_id: priceId }, options }) => {
      await removeModelPrice(caller, { priceId }, options)
      return { id: publicId('price', priceId), deleted: true }
    },
  }),
]
