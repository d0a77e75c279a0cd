import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../company'
import { type RunningServer, startServer } from '../running-server'
import { type ScriptedProvider, startProvider } from './model-provider'
import { type Begun, type GatewaySetting, gatewaySetting, PROVIDER_KEY } from './setting'

let server: RunningServer
let provider: ScriptedProvider
let setting: GatewaySetting
let run: Begun

beforeAll(async () => {
  provider = await startProvider()
  server = await startServer()
  setting = await gatewaySetting(server, provider.url)
  run = await setting.begin('Ada')
})
afterAll(async () => {
  setting?.stopBeating()
  await server?.stop()
  provider?.close()
})

const ask = (at: string, body: object, headers: Record<string, string> = {}) => setting.ask(run, at, body, { headers })
const CHAT = '/openai/v1/chat/completions'
const MESSAGES = '/anthropic/v1/messages'
const chat = (more: object = {}) => ({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hello' }], ...more })
const message = (more: object = {}) => ({
  ...{ model: 'claude-sonnet-4-5', max_tokens: 100, messages: [{ role: 'user', content: 'Hello' }] },
  ...more,
})

const lastCall = async () => (await setting.callsOf(run)).at(-1)!

describe('the model gateway', () => {
  it('answers a chat completion, and books what the provider says', async () => {
    const response = await ask(CHAT, chat({ custom_field: { kept: true } }))
    expect(response.status).toBe(200)
    expect(response.headers.get('x-paperclip-model')).toBe('main/gpt-4o')
    expect(await response.json()).toMatchObject({ choices: [{ message: { content: 'It is done.' } }] })
    const asked = provider.seen.at(-1)!
    expect(asked.body).toMatchObject({ model: 'gpt-4o', custom_field: { kept: true }, max_completion_tokens: 16_384 })
    expect(asked.headers.authorization).toBe(`Bearer ${PROVIDER_KEY}`)
    // 20 tokens in at $2.50 and 4 out at $10 a million
    expect(await lastCall()).toMatchObject({
      ...{ state: 'answered', model: 'gpt-4o', provider: 'main', tokens_in: 20, tokens_out: 4, cost_micros: 90 },
      ...{ estimated: false, streamed: false, attempts: [{ provider: 'main', status: 200, reason: null }] },
    })
  })

  it('streams a chat completion as it comes, without the figures that the client did not ask for', async () => {
    const plain = await (await ask(CHAT, chat({ stream: true }))).text()
    expect(plain).not.toContain('"usage"')
    expect(plain).toMatch(/"content":" done".*\[DONE\]/s)
    expect(await lastCall()).toMatchObject({ state: 'answered', streamed: true, tokens_in: 20, tokens_out: 4 })
    const asking = chat({ stream: true, stream_options: { include_usage: true } })
    expect(await (await ask(CHAT, asking)).text()).toContain('"prompt_tokens":20')
  })

  it('answers a message, in one piece and streamed', async () => {
    provider.script = [{ usage: { in: 50, out: 4, cached: 30 } }]
    const response = await ask(MESSAGES, message(), { 'anthropic-beta': 'a-beta', 'x-own': 'secret' })
    expect(await response.json()).toMatchObject({ content: [{ text: 'It is done.' }] })
    const { headers } = provider.seen.at(-1)!
    expect(headers).toMatchObject({
      'x-api-key': PROVIDER_KEY,
      'anthropic-beta': 'a-beta',
      'anthropic-version': '2023-06-01',
    })
    expect(headers).not.toHaveProperty('x-own')
    expect(headers).not.toHaveProperty('authorization')
    expect(await lastCall()).toMatchObject({ tokens_in: 50, tokens_out: 4, tokens_cached: 30, provider: 'claude' })
    const streamed = await (await ask(MESSAGES, message({ stream: true }))).text()
    expect(streamed).toMatch(/message_start.*content_block_delta.*message_stop/s)
    expect(await lastCall()).toMatchObject({ state: 'answered', tokens_in: 50, tokens_out: 4, tokens_cached: 30 })
    provider.script = [{}]
  })

  it('counts the tokens of a message for nothing', async () => {
    const before = await lastCall()
    const { model, messages } = message()
    const response = await ask(`${MESSAGES}/count_tokens`, { model, messages })
    expect(await response.json()).toEqual({ input_tokens: 20 })
    expect((await lastCall()).id).toBe(before.id)
  })

  it('answers responses and embeddings', async () => {
    const body = { model: 'gpt-4o', input: 'Hello' }
    expect(await (await ask('/openai/v1/responses', body)).json()).toMatchObject({ status: 'completed' })
    expect(provider.seen.at(-1)!.body).toMatchObject({ max_output_tokens: 16_384 })
    expect(await lastCall()).toMatchObject({ endpoint: 'responses', tokens_in: 20, tokens_out: 4 })
    expect(await (await ask('/openai/v1/responses', { ...body, stream: true })).text()).toContain('response.completed')
    expect(await lastCall()).toMatchObject({ endpoint: 'responses', streamed: true, tokens_out: 4 })
    const embedded = await ask('/openai/v1/embeddings', { model: 'text-embedding-3-small', input: 'Hello' })
    expect(await embedded.json()).toMatchObject({ data: [{ embedding: [0.1, 0.2] }] })
    expect(await lastCall()).toMatchObject({ endpoint: 'embeddings', tokens_in: 20, tokens_out: 0 })
  })

  it('lists the models of the dialect', async () => {
    const get = (at: string) =>
      fetch(`${server.url}/api/llm${at}`, { headers: { 'x-api-key': run.token } }).then((answer) => answer.json())
    const { data } = await get('/openai/v1/models')
    expect(data.map((each: { id: string }) => each.id)).toEqual([
      ...['gpt-4o', 'claude-sonnet-4-5', 'main/gpt-4o', 'main/claude-sonnet-4-5'],
    ])
    expect(await get('/anthropic/v1/models')).toMatchObject({
      has_more: false,
      data: [{ type: 'model', id: 'gpt-4o' }, {}, {}, {}],
    })
  })

  it.each([
    ['no key', {}],
    ['a wrong key', { authorization: 'Bearer wrong' }],
  ])('refuses %s in the words of the dialect', async (_what, headers) => {
    const send = (at: string, body: object) =>
      fetch(`${server.url}/api/llm${at}`, { method: 'POST', headers, body: JSON.stringify(body) })
    const openai = await send(CHAT, chat())
    expect(openai.status).toBe(401)
    expect(await openai.json()).toMatchObject({ error: { code: 'invalid_api_key', message: expect.any(String) } })
    const anthropic = await send(MESSAGES, message())
    expect(anthropic.status).toBe(401)
    expect(await anthropic.json()).toMatchObject({ type: 'error', error: { type: 'authentication_error' } })
  })

  it("does not take an agent's own key, and no run that has ended", async () => {
    const bob = await setting.begin('Bob')
    const { token: key } = await setting.call<{ token: string }>('POST', `/companies/${setting.companyId}/keys`, {
      kind: 'agent',
      agent_id: bob.agentId,
      name: 'own',
    })
    expect((await ask(CHAT, chat(), { authorization: `Bearer ${key}` })).status).toBe(401)
    await setting.call('POST', `/runs/${bob.runId}/stop`, {})
    const stopped = await setting.ask(bob, CHAT, chat())
    expect(stopped.status).toBe(403)
    expect(stopped.headers.get('x-should-retry')).toBe('false')
    expect(await stopped.json()).toMatchObject({ error: { code: 'run_halted' } })
  })

  it("says nothing of the provider's key, whatever goes wrong", async () => {
    provider.script = [
      { status: 401, body: { error: { message: `Incorrect API key provided: ${PROVIDER_KEY}` } } },
      { status: 400, body: { error: { message: `Bad: ${PROVIDER_KEY}` } } },
      {},
    ]
    const refused = await ask(CHAT, chat())
    expect(refused.status).toBe(502)
    const bad = await ask(CHAT, chat())
    expect(bad.status).toBe(400)
    const texts = [await refused.text(), await bad.text(), JSON.stringify(await lastCall()), server.output()]
    expect(texts.join('\n')).not.toContain(PROVIDER_KEY)
  })

  it('keeps the conversation, without secrets', async () => {
    await setting.call('POST', `/companies/${setting.companyId}/secrets`, { name: 'DEPLOY', value: 'hunter2-deploy' })
    provider.script = [
      { words: ['The key is hun', 'ter2', '-deploy', ' and ', run.token.slice(0, 9), run.token.slice(9)] },
      {},
    ]
    const content = `Deploy with hunter2-deploy, as ${run.token}`
    await (await ask(CHAT, chat({ stream: true, messages: [{ role: 'user', content }] }))).text()
    const { id } = await lastCall()
    await until('the conversation to be kept', async () => (await lastCall()).has_conversation)
    const kept = await setting.call<{ request: string; answer: string }>('GET', `/model-calls/${id}/conversation`)
    expect(JSON.parse(kept.request).messages[0].content).toBe('Deploy with ***, as ***')
    expect(kept.answer).toBe('The key is *** and ***')
  })
})
