import { setMaxListeners } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkLedger, listCosts, setBudget } from '@/features/budgets'
import { updateCompany } from '@/features/companies'
import { admitWake, askRunToStop, beginRun, leaseRuns, registerWorker, requestWake, settleRun } from '@/features/runs'
import { closePools } from '@/platform/database'
import { asDatabaseOwner, deadlocks, foundCompany, refusal, refusalOf, until } from '@/testing/company'
import { type ScriptedProvider, startProvider } from '@/testing/gateway/model-provider'
import {
  allKept,
  callModel,
  type GatewayAnswer,
  getModelConversation,
  listModelCalls,
  setProvider,
  TIME_LIMITS,
} from '.'
import type { Endpoint } from './rules/endpoints'

let provider: ScriptedProvider

beforeAll(async () => {
  provider = await startProvider()
})
afterAll(async () => {
  provider.close()
  await closePools()
})

const chat = (more: object = {}) => ({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hello' }], ...more })
const textOf = ({ body }: GatewayAnswer) => new Response(body).text()

/** A company whose models are the scripted ones, and an agent with a run under way. */
async function running() {
  const { board, system, hire } = await foundCompany()
  await setProvider(board, { name: 'main', dialect: 'openai', baseUrl: `${provider.url}/v1`, apiKey: 'sk-scripted' })
  await setProvider(board, { name: 'claude', dialect: 'anthropic', baseUrl: provider.url, apiKey: 'sk-scripted' })
  const { workerId } = await registerWorker({ name: 'w', version: 1, capacity: 5, labels: [], runtimes: ['bash'] })
  const agent = await hire()
  const { wakeId: runId } = await requestWake(system, { agentId: agent.id, cause: 'manual' })
  await admitWake(system, { wakeId: runId })
  const leased = await leaseRuns({ id: workerId, runtimes: ['bash'] }, 50)
  await beginRun(system, { runId, fence: leased.find((run) => run.runId === runId)!.fence })
  const client = new AbortController()
  setMaxListeners(0, client.signal)
  return {
    ...{ board, system, agent, runId, client },
    ask(
      body: Record<string, unknown>,
      limits: Partial<typeof TIME_LIMITS> = {},
      endpoint: Endpoint = 'chat/completions',
    ) {
      const text = JSON.stringify(body)
      return callModel(system, {
        ...{ endpoint, body, text, runId, bytes: text.length, isStreamed: body.stream === true },
        ...{ headers: {}, signal: client.signal, limits: { ...TIME_LIMITS, ...limits }, secrets: [] },
      })
    },
    calls: () => listModelCalls(board, { runId }),
    capTokens: (cap: number) => setBudget(board, { scopeKind: 'agent', scopeId: agent.id, metric: 'tokens', cap }),
    /** What the run's reservation still holds for calls. */
    async held() {
      const [row] = await asDatabaseOwner<{ micros: number; tokens: number }>(
        `SELECT "heldMicros"::float8 AS micros, "heldTokens"::float8 AS tokens FROM "Reservation" WHERE "runId" = $1`,
        [runId],
      )
      return [row?.micros, row?.tokens]
    },
    async tokensBooked() {
      expect(await checkLedger(board, {})).toEqual([])
      const costs = await listCosts(board, { agentId: agent.id, limit: 200 })
      return costs.reduce((sum, cost) => sum + cost.tokensIn + cost.tokensOut, 0)
    },
  }
}

describe('a cap of tokens', () => {
  it('is not passed by 64 calls at once', async () => {
    const CAP = 40_000
    const { ask, capTokens, calls, held, tokensBooked } = await running()
    await capTokens(CAP)
    provider.script = [{ words: 'all', usage: { in: 150 } }]
    const wave = () =>
      Promise.all(
        Array.from({ length: 64 }, async (_, i) => {
          const answered = ask(chat({ max_tokens: 1000, stream: i % 2 === 0 }))
          const refused = await refusal(answered)
          if (!refused) await textOf(await answered)
          return refused?.code ?? 'answered'
        }),
      )
    const outcomes = new Set([...(await wave()), ...(await wave())])
    expect(outcomes).toEqual(new Set(['answered', 'budget_exhausted']))
    const booked = await tokensBooked()
    process.stdout.write(`64 calls at once, cap ${CAP} tokens: ${booked} used\n`)
    expect(booked).toBeLessThanOrEqual(CAP)
    expect(booked).toBeGreaterThan(CAP / 2)
    expect(await held()).toEqual([0, 0])
    // calls that settle and calls that open lock in one order
    expect(await deadlocks()).toBe(0)
    expect((await calls()).every(({ state }) => state === 'answered' || state === 'refused')).toBe(true)
  })

  it('cuts a model off that does not stop, and bounds one whose price nobody knows', async () => {
    const CAP = 4_000
    const { ask, capTokens, calls, held } = await running()
    await capTokens(CAP)
    provider.script = [{ words: 'forever', pauseMs: 1 }]
    const text = await textOf(await ask({ ...chat({ stream: true }), model: 'made-up-model' }))
    expect(Number(provider.seen.at(-1)!.body.max_tokens)).toBeLessThan(CAP)
    expect(text.trimEnd().split('\n').at(-1)).toContain('insufficient_quota')
    const [call] = await calls()
    expect(call).toMatchObject({ state: 'cut', costMicros: 0 })
    expect(call!.tokensIn + call!.tokensOut).toBeLessThanOrEqual(CAP)
    expect(call!.tokensOut).toBeGreaterThanOrEqual(text.split(' word').length - 1)
    // one piece more would not have been within it
    expect(call!.tokensIn + text.split(' word').length + 1).toBeGreaterThan(CAP)
    expect(await held()).toEqual([0, 0])
  })
})

describe('a call that is refused', () => {
  it('is told beside the calls of its run, with the budget that lacks, once however often', async () => {
    const { ask, calls, board, agent } = await running()
    await setBudget(board, { scopeKind: 'agent', scopeId: agent.id, cap: 11_000 })
    provider.script = [{}]
    const dear = chat({ max_tokens: 8_000, messages: [{ role: 'user', content: 'x'.repeat(5_000) }] })
    for (let i = 0; i < 3; i++) {
      expect(await refusalOf(ask(dear))).toMatchObject({ code: 'budget_exhausted', facts: { scopeId: agent.id } })
    }
    await textOf(await ask(chat({ max_tokens: 100 })))
    const told = await calls()
    expect(told).toMatchObject([
      { state: 'refused', timesRefused: 3, askedModel: 'gpt-4o', model: null, costMicros: 0 },
      { state: 'answered', timesRefused: 0 },
    ])
    expect(told[0]!.error).toContain(agent.name)
  })
})

describe('a run that somebody stops', () => {
  it('has the answer cut off at once, told in words of the dialect, and booked by what came', async () => {
    const { ask, calls, system, runId, held } = await running()
    provider.script = [{ words: 'forever', pauseMs: 5 }]
    const reader = (await ask(chat({ stream: true }))).body as ReadableStream<Uint8Array>
    const seen = provider.seen.at(-1)!
    await until('some words', async () => seen.sent > 3)
    await askRunToStop(system, { runId, reason: 'person' })
    const text = await new Response(reader).text()
    expect(text.trimEnd().split('\n').at(-1)).toContain('run_halted')
    await until('the provider to be hung up on', async () => seen.isHungUp)
    const [call] = await calls()
    expect(call).toMatchObject({
      state: 'cut',
      isEstimated: true,
      error: 'This run is being stopped: the answer was cut off.',
    })
    expect(call!.costMicros).toBeGreaterThan(0)
    expect(await held()).toEqual([0, 0])
  })

  it('does not wait for a provider that has not begun', async () => {
    const { ask, calls, system, runId } = await running()
    provider.script = [{ isSilent: true }]
    const before = provider.seen.length
    const asked = refusalOf(ask(chat()))
    const seen = await until('the provider to be asked', async () => provider.seen[before] ?? null)
    await askRunToStop(system, { runId, reason: 'person' })
    expect(await asked).toMatchObject({ code: 'forbidden' })
    await until('the provider to be hung up on', async () => seen.isHungUp)
    expect(await calls()).toMatchObject([{ state: 'cut' }])
  })

  it('has its calls closed with their tokens when it is settled before they end; later only the rest is booked', async () => {
    const { ask, calls, capTokens, client, system, runId, held, tokensBooked } = await running()
    await capTokens(1_000_000)
    provider.script = [{ words: 'forever', pauseMs: 5 }]
    const reader = ((await ask(chat({ stream: true }))).body as ReadableStream<Uint8Array>).getReader()
    await reader.read()
    await settleRun(system, { runId })
    expect(await calls()).toMatchObject([{ state: 'lost' }])
    expect(await held()).toEqual([0, 0])
    client.abort()
    await reader.cancel()
    const call = await until('the end of the call', async () => (await calls()).find(({ state }) => state === 'left'))
    expect(await tokensBooked()).toBe(call.tokensIn + call.tokensOut)
  })
})

describe('a provider that', () => {
  it('does not begin in time is tried again, and given up', async () => {
    const { ask, calls } = await running()
    provider.script = [{ isSilent: true }]
    const answer = await ask(chat({ stream: true }), { firstEventMs: 50 })
    expect([answer.status, await textOf(answer)]).toEqual([502, expect.stringContaining('did not answer in time')])
    const timeout = { reason: 'timeout', status: null }
    expect(await calls()).toMatchObject([{ state: 'failed', costMicros: 0, attempts: [timeout, timeout, timeout] }])
  })

  it('falls silent is hung up on, and booked by what came', async () => {
    const { ask, calls } = await running()
    provider.script = [{ words: ['one', 'two'], pauseMs: 60_000 }]
    const text = await textOf(await ask(chat({ stream: true }), { silenceMs: 300 }))
    expect(text).toContain('silent for too long')
    const [call] = await calls()
    expect(call).toMatchObject({ state: 'failed', isEstimated: true, tokensOut: 1 })
    expect(call!.costMicros).toBeGreaterThan(0)
  })

  it.each([
    ['chat/completions', chat({ stream: true }), 'upstream_failed'],
    ['responses', { model: 'gpt-4o', input: 'Hello', stream: true }, 'response.failed'],
    ['messages', { ...chat({ stream: true, max_tokens: 100 }), model: 'claude-sonnet-4-5' }, 'api_error'],
  ] as const)('hangs up in the middle is told in words of %s', async (endpoint, body, word) => {
    const { ask, calls } = await running()
    provider.script = [{ words: ['a', 'b', 'c', 'd'], breaksAfter: 2, pauseMs: 5 }]
    expect(await textOf(await ask(body, {}, endpoint))).toContain(word)
    expect(await calls()).toMatchObject([{ state: 'failed', isEstimated: true, tokensOut: 2 }])
  })
})

describe('a company that blocks models of unknown price', () => {
  it('lets those of its own machine answer: nobody bills them, while one that has a price costs it there, too', async () => {
    const { ask, board, calls, agent } = await running()
    await updateCompany(board, { unknownModels: 'block' })
    provider.script = [{ usage: { in: 100, out: 10 } }]
    await textOf(await ask({ ...chat(), model: 'made-up-model' }))
    await textOf(await ask(chat()))
    expect(await calls()).toMatchObject([{ costMicros: 0 }, { costMicros: 350 }])
    const booked = (await listCosts(board, { agentId: agent.id, limit: 10 })).map(({ model, billing }) => [
      model,
      billing,
    ])
    expect(new Map(booked as [string, string][])).toEqual(
      new Map([
        ['made-up-model', 'local'],
        ['gpt-4o', 'metered'],
      ]),
    )
  })

  it('has the others refused before the call', async () => {
    const { ask, board, calls } = await running()
    await updateCompany(board, { unknownModels: 'block' })
    await setProvider(board, { name: 'main', baseUrl: 'https://models.example.com/v1' })
    expect(await refusalOf(ask({ ...chat(), model: 'made-up-model' }))).toMatchObject({
      facts: { rule: 'unpriced_model' },
    })
    expect(await calls()).toMatchObject([{ state: 'refused' }])
  })
})

it('keeps what was said behind the answer, without the key of the provider', async () => {
  const { ask, board, calls } = await running()
  provider.script = [{ words: ['It is', ' sk-scripted', '.'] }]
  await textOf(await ask(chat({ stream: true })))
  await allKept()
  const [call] = await calls()
  expect(call).toMatchObject({ hasConversation: true })
  expect(await getModelConversation(board, { callId: call!.id })).toMatchObject({ answer: 'It is ***.' })
})
