import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../company'
import { type RunningServer, startServer } from '../running-server'
import { type ScriptedProvider, startProvider } from './model-provider'
import { type Begun, type GatewaySetting, gatewaySetting, uuidOf } from './setting'

/* Money at the gateway: nothing passes a cap, what was used is booked to the micro-dollar, what was held comes back. */

let server: RunningServer
let provider: ScriptedProvider

beforeAll(async () => {
  provider = await startProvider()
  server = await startServer()
})
afterAll(async () => {
  await server?.stop()
  provider?.close()
})

const CHAT = '/openai/v1/chat/completions'
const MESSAGES = '/anthropic/v1/messages'
/** gpt-4o: $2.50 a million in, $10 out. */
const MICROS = { in: 2.5, out: 10 }
const chat = (more: object = {}) => ({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hello' }], ...more })

const dollars = (micros: number) => `$${(micros / 1e6).toFixed(6)}`

/** One row of the database, as its owner sees it. */
async function row<R extends pg.QueryResultRow>(text: string, id: string): Promise<R | null> {
  const owner = new pg.Client(server.databaseUrl)
  await owner.connect()
  try {
    return (await owner.query<R>(text, [id.includes('_') ? uuidOf(id) : id])).rows[0] ?? null
  } finally {
    await owner.end()
  }
}

/** What the ledger has of a company, in micro-dollars. */
async function spentOf({ companyId }: GatewaySetting): Promise<number> {
  const sum = `SELECT coalesce(sum("costMicros"), 0) AS spent FROM "CostEntry" WHERE "companyId" = $1`
  return Number((await row<{ spent: string }>(sum, companyId))?.spent)
}

describe('64 calls of 20 runs at once', () => {
  it('never spend more than the one small cap that they share', async () => {
    const CAP = 300_000
    const setting = await gatewaySetting(server, provider.url, { budget: { monthly_usd: CAP / 1e6 } })
    // as much as the limit allows
    provider.script = [{ words: 'all', usage: { in: 150 } }]
    const runs: Begun[] = []
    for (let i = 0; i < 20; i++) runs.push(await setting.begin(`Agent ${i}`))
    const content = 'x'.repeat(400)
    const wave = () =>
      Promise.all(
        Array.from({ length: 64 }, async (_, i) => {
          const body = chat({ max_tokens: 1000, stream: i % 2 === 0, messages: [{ role: 'user', content }] })
          const response = await setting.ask(runs[i % 20]!, CHAT, body)
          await response.text()
          return response.status
        }),
      )
    const statuses: number[] = []
    // a call that finds the rest held for others is told to come again; what they did not need is there for the next
    for (let waves = 0; waves < 5; waves++) statuses.push(...(await wave()))
    expect(statuses.every((status) => [200, 402, 429].includes(status))).toBe(true)
    expect(statuses).toContain(200)
    expect(statuses.some((status) => status !== 200)).toBe(true)

    const booked = (await Promise.all(runs.map((run) => setting.callsOf(run)))).flat()
    expect(booked.filter((call) => call.state === 'open')).toEqual([])
    const sum = booked.reduce((total, call) => total + call.cost_micros, 0)
    const spent = await spentOf(setting)
    process.stdout.write(
      `64 calls at once, 20 runs, cap ${dollars(CAP)}: ${statuses.filter((status) => status === 200).length} of ${statuses.length} answered, spent ${dollars(spent)}\n`,
    )
    expect(spent).toBe(sum)
    expect(spent).toBeLessThanOrEqual(CAP)
    expect(spent).toBeGreaterThan(CAP / 2)
    setting.stopBeating()
  }, 180_000)
})

describe('a model that does not stop', () => {
  it.each([
    ['chat completions', CHAT, chat({ stream: true, max_tokens: 1_000_000 })],
    ['messages', MESSAGES, { ...chat({ stream: true, max_tokens: 1_000_000 }), model: 'claude-sonnet-4-5' }],
    ['responses', '/openai/v1/responses', { model: 'gpt-4o', input: 'Hello', stream: true }],
  ])('is cut off within one piece of the cap: %s', async (_name, at, body) => {
    const CAP = 20_000
    const setting = await gatewaySetting(server, provider.url, { budget: { monthly_usd: CAP / 1e6 } })
    const run = await setting.begin('Chatty')
    provider.script = [{ words: 'forever', usage: { in: 100, out: 1 }, pauseMs: 1 }]
    const response = await setting.ask(run, at, body)
    expect(response.status).toBe(200)
    const text = await response.text()
    const [call] = await setting.callsOf(run)
    const seen = provider.seen.at(-1)!
    await until('the provider to be hung up on', async () => seen.isHungUp)

    const heard = text.split(' word').length - 1
    const price = at === MESSAGES ? { in: 3, out: 15 } : MICROS
    const made = Math.ceil(100 * price.in + seen.sent * price.out)
    process.stdout.write(
      `cut off at ${dollars(CAP)}: ${heard} pieces handed on, ${seen.sent} made, booked ${dollars(call!.cost_micros)}, made for ${dollars(made)}: residual ${dollars(made - CAP)}\n`,
    )
    expect(call).toMatchObject({ state: 'cut', estimated: true })
    expect(call!.tokens_out).toBeGreaterThanOrEqual(heard)
    expect(call!.cost_micros).toBeLessThanOrEqual(CAP)
    // what was handed on is within the cap, and one piece more would not be
    expect(Math.ceil(heard * price.out)).toBeLessThanOrEqual(CAP)
    expect(call!.cost_micros + price.out).toBeGreaterThan(CAP * 0.99)
    expect(text.trimEnd().split('\n').at(-1)).toMatch(/insufficient_quota|billing_error/)
    // the same run gets nothing more
    expect((await setting.ask(run, at, body)).status).toBe(402)
    setting.stopBeating()
  })
})

describe('a call that does not end well', () => {
  let setting: GatewaySetting
  let run: Begun
  beforeAll(async () => {
    setting = await gatewaySetting(server, provider.url, { budget: { monthly_usd: 5 } })
    run = await setting.begin('Ada')
  })
  afterAll(() => setting.stopBeating())

  it('is ended at the provider when the client goes away, and booked', async () => {
    provider.script = [{ words: 'forever', usage: { in: 100, out: 1 }, pauseMs: 5 }]
    const leaving = new AbortController()
    const response = await setting.ask(run, CHAT, chat({ stream: true }), { signal: leaving.signal })
    const reader = response.body!.getReader()
    for (let i = 0; i < 5; i++) await reader.read()
    leaving.abort()
    const seen = provider.seen.at(-1)!
    await until('the provider to be hung up on', async () => seen.isHungUp)
    const call = await until('the call to be booked', async () => {
      const last = (await setting.callsOf(run)).at(-1)!
      return last.state === 'open' ? null : last
    })
    expect(call).toMatchObject({ state: 'left', estimated: true })
    expect(call.tokens_out).toBeGreaterThan(0)
    expect(call.cost_micros).toBeGreaterThan(0)
  })

  it('is told to the client when the provider breaks off, and booked by what came', async () => {
    provider.script = [{ words: ['a', 'b', 'c', 'd'], breaksAfter: 2, pauseMs: 5 }]
    const text = await (await setting.ask(run, CHAT, chat({ stream: true }))).text()
    expect(text).toContain('upstream_failed')
    const call = (await setting.callsOf(run)).at(-1)!
    expect(call).toMatchObject({ state: 'failed', tokens_out: 2, estimated: true })
    provider.script = [{}]
  })

  it('goes to the ledger when its server dies, and gives back what was held', async () => {
    provider.script = [{ words: 'forever', pauseMs: 50 }]
    const response = await setting.ask(run, CHAT, chat({ stream: true, max_tokens: 2000 }))
    const reader = response.body!.getReader()
    await reader.read()
    setting.stopBeating()
    await server.kill9('web')
    await reader.read().catch(() => {})
    await server.start('web')
    const call = await until(
      'the lost call to be closed',
      async () => (await setting.callsOf(run)).find((each) => each.state === 'lost') ?? null,
      90,
    )
    expect(call).toMatchObject({ estimated: true })
    expect(call.cost_micros).toBeGreaterThan(0)
    const settled = `SELECT "heldMicros" AS held FROM "Reservation" WHERE "runId" = $1 AND "settledAt" IS NOT NULL`
    const held = await until('the run to be settled', () => row<{ held: string }>(settled, run.runId))
    expect(Number(held.held)).toBe(0)
    const spent = await spentOf(setting)
    const calls = await setting.callsOf(run)
    expect(spent).toBe(calls.reduce((sum, each) => sum + each.cost_micros, 0))
  }, 150_000)
})
