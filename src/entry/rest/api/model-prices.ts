import { z } from 'zod'
import {
  EffectivePrice,
  getModelPrice,
  listModelPrices,
  ModelPriceView,
  removeModelPrice,
  SetModelPrice,
  setModelPrice,
} from '@/features/budgets'
import { byId, cut, pageOf } from './page'
import { route } from './route'

const ModelPrice = ModelPriceView.meta({ id: 'ModelPrice', description: 'In micro-dollars per million tokens.' })
const { model, provider } = SetModelPrice.shape

export const modelPrices = [
  route({
    method: 'get',
    path: '/companies/{companyId}/model-prices',
    name: 'listModelPrices',
    tag: 'Costs',
    summary: "List the company's own prices of models, newest first",
    query: pageOf('price'),
    answer: z.array(ModelPrice),
    run: async ({ caller, query: { limit, cursor: before }, ...asked }) =>
      cut(await listModelPrices(caller, { before, limit: limit + 1 }), limit, asked, byId),
  }),
  route({
    method: 'get',
    path: '/companies/{companyId}/model-price',
    name: 'getModelPrice',
    tag: 'Costs',
    summary: 'See what a model costs the company now, and where the price comes from',
    query: z.object({ model: z.string().min(1).max(200), provider: z.string().max(100).optional() }),
    answer: EffectivePrice.extend({
      model: z.string(),
      table: z.object({ source: z.string(), loadedAt: z.string().nullable() }),
    }),
    run: ({ caller, query }) => getModelPrice(caller, query),
  }),
  route({
    method: 'post',
    path: '/companies/{companyId}/model-prices',
    name: 'setModelPrice',
    tag: 'Costs',
    summary: 'Set what the company pays for a model, in micro-dollars per million tokens',
    description: 'Goes before the price table, from its day on. The same model, provider and day again is replaced.',
    body: SetModelPrice.extend({ model: model.meta({ type: 'string', example: 'my-model-*' }), provider }),
    status: 201,
    answer: ModelPrice,
    run: ({ caller, body, options }) => setModelPrice(caller, body, options),
  }),
  route({
    method: 'delete',
    path: '/companies/{companyId}/model-prices/{priceId}',
    name: 'removeModelPrice',
    tag: 'Costs',
    summary: "Take back the company's own price of a model",
    answer: z.object({ id: z.string() }),
    run: ({ caller, params: { priceId }, options }) => removeModelPrice(caller, { priceId }, options),
  }),
]
