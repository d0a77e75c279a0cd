import { z } from 'zod'
import {
  Attempt,
  CallState,
  type CallView,
  Dialect,
  getModelConversation,
  listModelCalls,
  listProviders,
  type ProviderView,
  removeProvider,
  SetProvider,
  setProvider,
  testProvider,
} from '@/features/models'
import { microsToCents } from '@/platform/money'
import { Id, IdOrNull, Instant } from './fields'
import { byId, cut, pageOf } from './page'
import { route } from './route'

const Provider = z
  .object({
    id: Id,
    companyId: Id,
    name: z.string(),
    dialect: Dialect,
    baseUrl: z.string(),
    secretId: IdOrNull,
    secretName: z.string().nullable(),
    requestsPerMinute: z.int().nullable(),
    tokensPerMinute: z.int().nullable(),
    callsAtOnce: z.int().nullable(),
    enabled: z.boolean(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'ModelProvider' })

function providerAnswer(companyId: string, view: ProviderView): z.output<typeof Provider> {
  const { secretVersion: _version, isEnabled: enabled, ...rest } = view
  return { companyId, ...rest, enabled }
}

const { name, dialect, baseUrl, apiKey, requestsPerMinute, tokensPerMinute, callsAtOnce, isEnabled } = SetProvider.shape
const ProviderBody = z.object({
  ...{
    name,
    dialect,
    baseUrl: baseUrl.meta({ type: 'string' }),
    apiKey,
    requestsPerMinute,
    tokensPerMinute,
    callsAtOnce,
  },
  secretId: z.uuid().nullish(),
  enabled: isEnabled,
})

function inputOf({ secretId, enabled, ...body }: z.output<typeof ProviderBody>) {
  const secret = typeof secretId === 'string' ? { secretId } : secretId
  return { ...body, secret, isEnabled: enabled }
}

const Call = z
  .object({
    id: Id,
    runId: Id,
    endpoint: z.string(),
    askedModel: z.string(),
    model: z.string().nullable(),
    provider: z.string().nullable(),
    state: CallState,
    streamed: z.boolean(),
    costCents: z.int(),
    costMicros: z.int(),
    inputTokens: z.int(),
    outputTokens: z.int(),
    cachedInputTokens: z.int(),
    estimated: z.boolean(),
    attempts: z.array(Attempt),
    error: z.string().nullable(),
    timesRefused: z.int(),
    hasConversation: z.boolean(),
    createdAt: Instant,
    endedAt: Instant.nullable(),
  })
  .meta({ id: 'ModelCall' })

function callAnswer(view: CallView): z.output<typeof Call> {
  const { isStreamed: streamed, isEstimated: estimated, tokensIn, tokensOut, tokensCached, ...rest } = view
  const tokens = { inputTokens: tokensIn, outputTokens: tokensOut, cachedInputTokens: tokensCached }
  return { ...rest, ...tokens, streamed, estimated, costCents: microsToCents(view.costMicros) }
}

export const models = [
  route({
    method: 'get',
    path: '/companies/{companyId}/model-providers',
    name: 'listProviders',
    tag: 'Models',
    summary: 'List the model providers of a company, without their keys',
    answer: z.array(Provider),
    run: async ({ caller, id }) => (await listProviders(caller, {})).map((view) => providerAnswer(id, view)),
  }),
  route({
    method: 'post',
    path: '/companies/{companyId}/model-providers',
    name: 'setProvider',
    tag: 'Models',
    summary: 'Say where models are, and with which key they are asked',
    body: ProviderBody,
    status: 201,
    answer: Provider,
    refusals: ['already_exists'],
    run: async ({ caller, id, body, options }) => providerAnswer(id, await setProvider(caller, inputOf(body), options)),
  }),
  route({
    method: 'patch',
    path: '/model-providers/{id}',
    name: 'setProvider',
    tag: 'Models',
    summary: 'Change a model provider',
    body: ProviderBody,
    answer: Provider,
    refusals: ['already_exists'],
    run: async ({ caller, id, body, options }) =>
      providerAnswer(caller.companyId, await setProvider(caller, { ...inputOf(body), providerId: id }, options)),
  }),
  route({
    method: 'post',
    path: '/model-providers/{id}/test',
    name: 'testProvider',
    permittedBy: 'openProvider',
    tag: 'Models',
    summary: 'Ask a provider for its models, with its key',
    answer: z.object({ ok: z.boolean(), message: z.string(), models: z.array(z.string()) }),
    run: async ({ caller, id }) => {
      const { isOk: ok, ...found } = await testProvider(caller, { providerId: id })
      return { ok, ...found }
    },
  }),
  route({
    method: 'delete',
    path: '/model-providers/{id}',
    name: 'removeProvider',
    tag: 'Models',
    summary: 'Forget a model provider; its key stays in the vault',
    answer: z.object({ ok: z.literal(true) }),
    run: async ({ caller, id, options }) => {
      await removeProvider(caller, { providerId: id }, options)
      return { ok: true }
    },
  }),
  route({
    method: 'get',
    path: '/heartbeat-runs/{runId}/model-calls',
    name: 'listModelCalls',
    tag: 'Models',
    summary: 'List the calls of models that a run made through the gateway',
    query: pageOf('modelCall'),
    answer: z.array(Call),
    run: async ({ caller, id, query: { cursor: after, limit }, ...asked }) => {
      const rows = await listModelCalls(caller, { runId: id, after, limit: limit + 1 })
      return cut(rows, limit, asked, byId).map(callAnswer)
    },
  }),
  route({
    method: 'get',
    path: '/model-calls/{id}/conversation',
    name: 'getModelConversation',
    tag: 'Models',
    summary: 'Read what was asked and answered in a call',
    answer: z.object({ request: z.string(), answer: z.string(), cut: z.boolean() }),
    run: async ({ caller, id }) => {
      const { request, answer, isCut } = await getModelConversation(caller, { callId: id })
      return { request, answer, cut: isCut }
    },
  }),
]
