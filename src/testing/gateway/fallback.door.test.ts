import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../company'
import { type RunningServer, startServer } from '../running-server'
import { type ScriptedProvider, startProvider } from './model-provider'
import { type Begun, type GatewaySetting, gatewaySetting, PROVIDER_KEY } from './setting'

/* When a model does not answer: again, the next one of the chain, and what the run page says of it. */

let server: RunningServer
let first: ScriptedProvider
let second: ScriptedProvider
let setting: GatewaySetting
let run: Begun

const CHAT = '/openai/v1/chat/completions'
const chat = (more: object = {}) => ({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hello' }], ...more })

beforeAll(async () => {
  first = await startProvider()
  second = await startProvider()
  server = await startServer()
  setting = await gatewaySetting(server, first.url)
  await setting.call('POST', `/companies/${setting.companyId}/model-providers`, {
    ...{ name: 'backup', dialect: 'openai', base_url: `${second.url}/v1`, api_key: PROVIDER_KEY },
  })
  run = await setting.begin('Ada', { runtime_config: { gateway: { chain: ['backup/gpt-4o-mini'] } } })
})
afterAll(async () => {
  setting?.stopBeating()
  await server?.stop()
  first?.close()
  second?.close()
})

const lastCall = async () => (await setting.callsOf(run)).at(-1)!

describe('the chain of an agent', () => {
  it.each([
    ['a limit', { status: 429, headers: { 'retry-after': '60' } }, 'rate_limited', 1],
    ['an overload', { status: 529 }, 'overloaded', 2],
    ['a failure', { status: 500 }, 'failed', 2],
    ['a refused key', { status: 401 }, 'key_refused', 1],
    ['a model that is not there', { status: 404 }, 'unknown_model', 1],
  ])('is followed after %s, and says why', async (_what, script, reason, tries) => {
    first.script = [script]
    second.script = [{ usage: { in: 100, out: 10 } }]
    const response = await setting.ask(run, CHAT, chat({ stream: true }))
    expect(response.status).toBe(200)
    expect(response.headers.get('x-paperclip-model')).toBe('backup/gpt-4o-mini')
    await response.text()
    expect(second.seen.at(-1)!.body.model).toBe('gpt-4o-mini')
    const failed = { provider: 'main', model: 'gpt-4o', status: script.status, reason }
    const answered = { provider: 'backup', model: 'gpt-4o-mini', status: 200, reason: null }
    expect(await lastCall()).toMatchObject({
      // the price of what ran: $0.15 and $0.60 a million
      ...{ asked_model: 'gpt-4o', model: 'gpt-4o-mini', provider: 'backup', cost_micros: 21, state: 'answered' },
      attempts: [...Array(tries).fill(failed), answered],
    })
  })

  it('is not followed when the request itself is wrong', async () => {
    first.script = [{ status: 400, body: { error: { message: 'No such parameter', type: 'invalid_request_error' } } }]
    const before = second.seen.length
    const response = await setting.ask(run, CHAT, chat())
    expect([response.status, await response.json()]).toMatchObject([400, { error: { message: 'No such parameter' } }])
    expect(second.seen.length).toBe(before)
    expect(await lastCall()).toMatchObject({ state: 'failed', cost_micros: 0 })
  })

  it('is followed when nobody listens, and not when an answer has begun', async () => {
    first.script = [{ words: ['a', 'b', 'c'], breaksAfter: 1, pauseMs: 5 }]
    const before = second.seen.length
    expect(await (await setting.ask(run, CHAT, chat({ stream: true }))).text()).toContain('upstream_failed')
    expect(second.seen.length).toBe(before)
    first.close()
    const response = await setting.ask(run, CHAT, chat())
    expect(response.status).toBe(200)
    expect(await lastCall()).toMatchObject({
      provider: 'backup',
      attempts: [{ reason: 'unreachable' }, {}, { status: 200 }],
    })
  })

  it('names a model of a provider by itself, and leaves the choice to the chain', async () => {
    await setting.ask(run, CHAT, chat({ model: 'backup/gpt-4.1' }))
    expect(second.seen.at(-1)!.body.model).toBe('gpt-4.1')
    await setting.ask(run, CHAT, chat({ model: 'auto' }))
    expect(second.seen.at(-1)!.body.model).toBe('gpt-4o-mini')
  })

  it('hands on what the last model said when all fail', async () => {
    second.script = [{ status: 429, headers: { 'retry-after': '77' }, body: { error: { message: 'Slow down' } } }]
    const response = await setting.ask(run, CHAT, chat({ model: 'backup/gpt-4.1' }))
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '77'])
    expect(await response.json()).toMatchObject({ error: { message: 'Slow down' } })
    second.script = [{}]
  })
})

describe('the limits of a provider', () => {
  it('are kept over all that ask, and say how long to wait', async () => {
    const providers = `/companies/${setting.companyId}/model-providers`
    const limited = { name: 'tight', dialect: 'openai', base_url: `${second.url}/v1`, requests_per_minute: 3 }
    await setting.call('POST', providers, limited)
    const bob = await setting.begin('Bob')
    const asked = await Promise.all(
      Array.from({ length: 6 }, () => setting.ask(bob, CHAT, chat({ model: 'tight/gpt-4o' }))),
    )
    expect(asked.map((response) => response.status).sort()).toEqual([200, 200, 200, 429, 429, 429])
    const refused = asked.find((response) => response.status === 429)!
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(5)
    expect(await refused.json()).toMatchObject({ error: { code: 'rate_limit_exceeded' } })
  })

  it('hold back calls beyond those that it may have under way, until one of them has ended', async () => {
    const providers = `/companies/${setting.companyId}/model-providers`
    const narrow = { name: 'narrow', dialect: 'openai', base_url: `${second.url}/v1`, calls_at_once: 2 }
    expect(await setting.call('POST', providers, narrow)).toMatchObject({ calls_at_once: 2 })
    const cid = await setting.begin('Cid')
    const before = second.open()
    second.script = [{ isSilent: true }]
    const leaving = new AbortController()
    const ask = (signal?: AbortSignal) => setting.ask(cid, CHAT, chat({ model: 'narrow/gpt-4o' }), { signal })
    const waiting = Promise.allSettled([1, 2].map(() => ask(leaving.signal)))
    await until('two calls to be under way', async () => second.open() === before + 2)
    const seen = second.seen.length
    const refused = await Promise.all([1, 2, 3].map(() => ask()))
    expect(refused.map(({ status }) => status)).toEqual([429, 429, 429])
    expect([second.open(), second.seen.length]).toEqual([before + 2, seen])
    second.script = [{}]
    leaving.abort()
    await waiting
    await until('a call to be let through', async () => (await ask()).status === 200)
  })
})
