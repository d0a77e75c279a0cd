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
import { publicId } from '@/platform/ids'
import { microsToDollars } from '@/platform/money'
import { cut, deleted, Instant, idOf, NextCursor, pageOf, shownId } from './fields'
import { route } from './route'

const Provider = z
  .object({
    id: shownId('provider'),
    name: z.string().meta({ example: 'openai' }),
    dialect: Dialect,
    base_url: z.string().meta({ example: 'https://api.openai.com/v1' }),
    secret_id: shownId('secret').nullable(),
    secret_name: z.string().nullable(),
    requests_per_minute: z.number().nullable(),
    tokens_per_minute: z.number().nullable(),
    calls_at_once: z.number().nullable(),
    enabled: z.boolean(),
    created_at: Instant,
    updated_at: Instant,
  })
  .meta({ id: 'ModelProvider' })
const ProviderAnswer = Provider.extend({ provider: Provider }).meta({ id: 'ModelProviderAnswer' })

function hybrid(view: ProviderView): z.output<typeof ProviderAnswer> {
  const provider = providerFields(view)
  return { ...provider, provider }
}

function providerFields(view: ProviderView): z.output<typeof Provider> {
  const { name, dialect } = view
  return {
    id: publicId('provider', view.id),
    ...{ name, dialect, base_url: view.baseUrl, enabled: view.isEnabled },
    ...{ secret_id: publicId('secret', view.secretId), secret_name: view.secretName },
    ...{ requests_per_minute: view.requestsPerMinute, tokens_per_minute: view.tokensPerMinute },
    calls_at_once: view.callsAtOnce,
    ...{ created_at: view.createdAt, updated_at: view.updatedAt },
  }
}

const fields = SetProvider.shape
const ProviderBody = z.object({
  name: fields.name.meta({ description: 'Stands before the slash in provider/model.' }),
  dialect: fields.dialect,
  base_url: fields.baseUrl.meta({ type: 'string', description: "Absent: the maker's own." }),
  secret_id: idOf('secret')
    .nullish()
    .meta({ type: ['string', 'null'] }),
  api_key: fields.apiKey.meta({ description: 'Goes into the vault.' }),
  requests_per_minute: fields.requestsPerMinute,
  tokens_per_minute: fields.tokensPerMinute,
  calls_at_once: fields.callsAtOnce,
  enabled: fields.isEnabled,
})

function inputOf(body: z.output<typeof ProviderBody>) {
  const { name, dialect, secret_id: secretId, api_key: apiKey } = body
  return {
    ...{ name, dialect, apiKey, baseUrl: body.base_url, isEnabled: body.enabled },
    secret: typeof secretId === 'string' ? { secretId } : secretId,
    ...{ requestsPerMinute: body.requests_per_minute, tokensPerMinute: body.tokens_per_minute },
    callsAtOnce: body.calls_at_once,
  }
}

const Call = z
  .object({
    id: shownId('modelCall'),
    run_id: shownId('run'),
    endpoint: z.string(),
    asked_model: z.string(),
    model: z.string().nullable().meta({ description: 'What ran in the end.' }),
    provider: z.string().nullable(),
    state: CallState,
    streamed: z.boolean(),
    cost_usd: z.number(),
    cost_micros: z.number(),
    tokens_in: z.number(),
    tokens_out: z.number(),
    tokens_cached: z.number(),
    estimated: z.boolean().meta({ description: 'The provider did not say what was used.' }),
    attempts: z.array(Attempt),
    error: z.string().nullable(),
    times_refused: z.number().meta({ description: 'How often it was asked in a row, of one that was refused.' }),
    has_conversation: z.boolean(),
    created_at: Instant,
    ended_at: Instant.nullable(),
  })
  .meta({ id: 'ModelCall' })

function callFields(view: CallView): z.output<typeof Call> {
  const { endpoint, model, provider, state, attempts, error } = view
  return {
    ...{ id: publicId('modelCall', view.id), run_id: publicId('run', view.runId) },
    ...{ endpoint, asked_model: view.askedModel, model, provider, state, streamed: view.isStreamed },
    ...{ cost_usd: microsToDollars(view.costMicros), cost_micros: view.costMicros },
    ...{ tokens_in: view.tokensIn, tokens_out: view.tokensOut, tokens_cached: view.tokensCached },
    ...{
      estimated: view.isEstimated,
      attempts,
      error,
      times_refused: view.timesRefused,
      has_conversation: view.hasConversation,
    },
    ...{ created_at: view.createdAt, ended_at: view.endedAt },
  }
}

export const models = [
  route({
    method: 'post',
    path: '/companies/{company_id}/model-providers',
    name: 'setProvider',
    tag: 'Models',
    summary: 'Say where models are, and with which key they are asked',
    description: 'One of the same name gets these settings; what is left out stays.',
    body: ProviderBody,
    status: 201,
    answer: ProviderAnswer,
    refusals: ['already_exists'],
    run: async ({ caller, body, options }) => hybrid(await setProvider(caller, inputOf(body), options)),
  }),
  route({
    method: 'get',
    path: '/companies/{company_id}/model-providers',
    name: 'listProviders',
    tag: 'Models',
    summary: 'List the model providers of a company, without their keys',
    answer: z.object({ providers: z.array(Provider) }),
    run: async ({ caller }) => ({ providers: (await listProviders(caller, {})).map(providerFields) }),
  }),
  route({
    method: 'patch',
    path: '/model-providers/{provider_id}',
    name: 'setProvider',
    tag: 'Models',
    summary: 'Change a model provider',
    body: ProviderBody,
    answer: ProviderAnswer,
    refusals: ['already_exists'],
    run: async ({ caller, id, body, options }) =>
      hybrid(await setProvider(caller, { ...inputOf(body), providerId: id }, options)),
  }),
  route({
    method: 'post',
    path: '/model-providers/{provider_id}/test',
    name: 'testProvider',
    permittedBy: 'openProvider',
    tag: 'Models',
    summary: 'Ask a provider for its models, with its key',
    answer: z.object({ ok: z.boolean(), message: z.string(), models: z.array(z.string()) }),
    run: async ({ caller, id }) => {
      const { isOk, message, models: names } = await testProvider(caller, { providerId: id })
      return { ok: isOk, message, models: names }
    },
  }),
  route({
    method: 'delete',
    path: '/model-providers/{provider_id}',
    name: 'removeProvider',
    tag: 'Models',
    summary: 'Forget a model provider; its key stays in the vault',
    answer: deleted('provider'),
    run: async ({ caller, id, options }) => {
      await removeProvider(caller, { providerId: id }, options)
      return { id: publicId('provider', id), deleted: true }
    },
  }),
  route({
    method: 'get',
    path: '/runs/{run_id}/model-calls',
    name: 'listModelCalls',
    tag: 'Models',
    summary: 'List the calls of models that a run made through the gateway',
    query: pageOf('modelCall', 100, 200),
    answer: z.object({ calls: z.array(Call), next_cursor: NextCursor }),
    run: async ({ caller, id, query: { cursor: after, limit } }) => {
      const rows = await listModelCalls(caller, { runId: id, after, limit: limit + 1 })
      const [page, next_cursor] = cut(rows, limit, 'modelCall')
      return { calls: page.map(callFields), next_cursor }
    },
  }),
  route({
    method: 'get',
    path: '/model-calls/{call_id}/conversation',
    name: 'getModelConversation',
    tag: 'Models',
    summary: 'Read what was asked and answered in a call',
    description: 'Secrets of the company stand as `***`. Long conversations are kept in part.',
    answer: z.object({ request: z.string(), answer: z.string(), cut: z.boolean() }),
    run: async ({ caller, id }) => {
      const { request, answer, isCut } = await getModelConversation(caller, { callId: id })
      return { request, answer, cut: isCut }
    },
  }),
]
