import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { askOf, meteredMicros } from './ask'
import { candidatesFor } from './chain'
import { excerpt, withoutMedia } from './excerpt'
import { afterFailure, failureOf, retryAfterOf } from './failure'
import { boundFor, inputBound } from './input-bound'
import { meterFor } from './meter'
import { outputWish, withOutputLimit } from './output-limit'
import { blockReader } from './stream-blocks'
import { transcriptFor } from './transcript'
import { requireCountable } from './uncounted'

const openai = { id: 'a', name: 'main', dialect: 'openai' as const }
const backup = { id: 'b', name: 'backup', dialect: 'openai' as const }
const claude = { id: 'c', name: 'claude', dialect: 'anthropic' as const }
const ALL = [openai, backup, claude]

describe('which model answers', () => {
  const names = (dialect: 'openai' | 'anthropic', asked: string, chain: string[] = []) =>
    candidatesFor(dialect, asked, ALL, chain).map(({ provider, model }) => `${provider.name}/${model}`)

  it.each([
    ['gpt-4o', [], ['main/gpt-4o']],
    ['backup/gpt-4o', [], ['backup/gpt-4o']],
    ['meta-llama/llama-3', [], ['main/meta-llama/llama-3']],
    ['backup/meta-llama/llama-3', [], ['backup/meta-llama/llama-3']],
    ['gpt-4o', ['backup/gpt-4o', 'small'], ['backup/gpt-4o', 'main/small']],
    ['gpt-5', ['backup/gpt-4o', 'main/gpt-5'], ['main/gpt-5', 'backup/gpt-4o']],
    ['auto', ['backup/gpt-4o', 'small'], ['backup/gpt-4o', 'main/small']],
    ['auto', [], []],
  ])('%s with the chain %j: %j', (asked, chain, expected) => expect(names('openai', asked, chain)).toEqual(expected))

  it('stays within the dialect', () => {
    expect(names('anthropic', 'claude-sonnet-4-5', ['main/gpt-4o'])).toEqual([
      'claude/claude-sonnet-4-5',
      // no provider of this dialect has that name: it is a model's
      'claude/main/gpt-4o',
    ])
  })
})

describe('the bound of a request', () => {
  const bound = (body: object, dialect: 'openai' | 'anthropic' = 'openai') =>
    inputBound(dialect, { ...body }, JSON.stringify(body).length)

  it('is never below the bytes of its text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (content) => {
        const body = { messages: [{ role: 'user', content }] }
        const bytes = Buffer.byteLength(JSON.stringify(body))
        expect(inputBound('openai', body, bytes).mostTokens).toBeGreaterThanOrEqual(Buffer.byteLength(content))
      }),
    )
  })

  it('takes an image for an image, and text that is called one for text', () => {
    const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'A'.repeat(400_000) } }
    expect(bound({ messages: [{ content: [image] }] }, 'anthropic').mostTokens).toBeLessThan(7000)
    const text = { type: 'image_url', image_url: { url: 'not an image '.repeat(1000) } }
    expect(bound({ messages: [{ content: [text] }] }).mostTokens).toBeGreaterThan(13_000 + 16_000)
  })

  it('is the whole window for what the gateway does not see', () => {
    expect(boundFor(bound({ previous_response_id: 'resp_1' }), 400_000)).toBe(400_000)
    expect(boundFor(bound({ messages: [{ content: [{ type: 'file', file: { file_id: 'x' } }] }] }), null)).toBe(
      1_000_000,
    )
    expect(boundFor(bound({ messages: 'x'.repeat(500_000) }), 128_000)).toBe(128_000)
  })

  it('is the whole window where the provider itself looks things up, and not for tools of the client', () => {
    const withTools = (tools: object[]) => boundFor(bound({ tools }), 200_000)
    expect(withTools([{ type: 'web_search_20250305', name: 'web_search' }])).toBe(200_000)
    expect(withTools([{ type: 'mcp', server_url: 'https://x.test' }])).toBe(200_000)
    expect(boundFor(bound({ mcp_servers: [{ url: 'https://x.test' }] }), 200_000)).toBe(200_000)
    const own = [{ type: 'function' }, { name: 'read' }, { type: 'custom' }, { type: 'bash_20250124', name: 'bash' }]
    expect(withTools(own)).toBeLessThan(5_000)
    expect(boundFor(bound({ mcp_servers: [] }), 200_000)).toBeLessThan(5_000)
  })

  it('is no window that the client has the provider widen', () => {
    const long = { mostTokens: 900_000, likelyTokens: 225_000, isOpen: false, isLong: true }
    expect(boundFor(long, 200_000)).toBe(900_000)
    expect(boundFor({ ...long, isLong: false }, 200_000)).toBe(200_000)
  })
})

describe('what could not be counted', () => {
  it.each([[{ background: true }], [{ models: ['other/model'] }], [{ route: 'fallback' }]])(
    'is refused: %o',
    (body) => {
      expect(() => requireCountable(body)).toThrow(/budget|priced/)
    },
  )

  it('is nothing that is switched off', () => {
    expect(() => requireCountable({ background: false, models: null, model: 'm' })).not.toThrow()
  })
})

describe('what a call asks for', () => {
  const rate = { inMicros: 2.5, outMicros: 10, windowTokens: 128_000 }

  it('buys an answer that fits the money, or none', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 0, max: 500_000 }), (tokens, limit) => {
        const wish = { tokens, leastTokens: Math.min(tokens, 256), answers: 1 }
        const ask = askOf({ mostTokens: 2000, likelyTokens: 500, isOpen: false, isLong: false }, wish, rate)
        const bought = ask.within({ micros: limit, tokens: null })?.maxOutput ?? null
        if (bought === null) expect(ask.leastMicros).toBeGreaterThan(limit)
        else {
          expect(meteredMicros(rate, { tokensIn: 2000, tokensOut: bought })).toBeLessThanOrEqual(limit)
          expect(bought).toBeLessThanOrEqual(tokens)
          // one token more would not fit
          const more = meteredMicros(rate, { tokensIn: 2000, tokensOut: bought + 1 })
          expect(bought === tokens || more > limit).toBe(true)
        }
      }),
    )
  })

  it('counts every answer that is asked for at once', () => {
    const ask = (n: number) =>
      askOf(
        { mostTokens: 0, likelyTokens: 0, isOpen: false, isLong: false },
        outputWish('chat/completions', { n, max_tokens: 100 }),
        rate,
      )
    expect(ask(3).askMicros).toBe(3 * ask(1).askMicros)
  })

  it('sets the limit in the field that the client or the model uses, and thinking within it', () => {
    const set = (body: object, model: string) => withOutputLimit('chat/completions', { ...body }, model, 50)
    expect(set({ max_tokens: 100 }, 'gpt-5')).toEqual({ max_tokens: 50 })
    expect(set({}, 'gpt-5.1')).toEqual({ max_completion_tokens: 50 })
    expect(set({}, 'llama-3')).toEqual({ max_tokens: 50 })
    const thinking = { type: 'enabled', budget_tokens: 30_000 }
    expect(withOutputLimit('messages', { max_tokens: 32_000, thinking }, 'claude', 4000)).toEqual({
      max_tokens: 4000,
      thinking: { type: 'enabled', budget_tokens: 2000 },
    })
  })
})

describe('the meter', () => {
  it('tells what is kept in a cache for an hour, which costs more', () => {
    const meter = meterFor('messages', 7)
    const cache_creation = { ephemeral_5m_input_tokens: 1, ephemeral_1h_input_tokens: 4 }
    const usage = { input_tokens: 10, cache_creation_input_tokens: 5, cache_creation, output_tokens: 1 }
    meter.take({ usage })
    expect(meter.total().usage).toMatchObject({ tokensIn: 15, tokensCacheWritten: 5, tokensCacheWrittenLong: 4 })
  })

  it('counts what was cached as input, once', () => {
    const meter = meterFor('messages', 7)
    const usage = { input_tokens: 10, cache_read_input_tokens: 100, cache_creation_input_tokens: 5, output_tokens: 1 }
    meter.take({ type: 'message_start', message: { usage } })
    expect(meter.total()).toMatchObject({ isEstimated: true, usage: { tokensIn: 115, tokensCached: 100 } })
    meter.take({ type: 'content_block_delta', delta: { type: 'text_delta', text: 'word' } })
    meter.take({ type: 'message_delta', usage: { output_tokens: 42 } })
    expect(meter.total()).toEqual({
      isEstimated: false,
      usage: { tokensIn: 115, tokensOut: 42, tokensCached: 100, tokensCacheWritten: 5, tokensCacheWrittenLong: 0 },
    })
  })

  it('takes a piece for one token at least, and long ones for more', () => {
    const meter = meterFor('chat/completions', 7)
    const say = (content: string) => meter.take({ choices: [{ delta: { content } }] })
    expect([say('a'), say('b'), meter.take({ choices: [{ delta: {} }] })]).toEqual([true, true, false])
    expect(meter.sofar()).toMatchObject({ tokensIn: 7, tokensOut: 2 })
    say('x'.repeat(600))
    expect(meter.sofar().tokensOut).toBe(101)
    expect(meter.total().usage.tokensOut).toBe(151)
  })
})

describe('a stream of events', () => {
  it('is the same however it is cut into pieces', () => {
    const text = 'event: a\ndata: {"n":1}\n\n: comment\n\ndata: {"text":"ü\\n"}\r\n\r\ndata: [DONE]\n\n'
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 40 }), (sizes) => {
        const reader = blockReader()
        const blocks = []
        let at = 0
        for (const size of sizes) {
          blocks.push(...reader.push(text.slice(at, at + size)))
          at += size
        }
        blocks.push(...reader.push(text.slice(at)), ...reader.rest())
        expect(blocks.map(({ raw }) => raw).join('')).toBe(text)
        expect(blocks.map(({ json }) => json)).toEqual([{ n: 1 }, null, { text: 'ü\n' }, null])
      }),
    )
  })

  it('reads as what was said, thought and called', () => {
    const { take, text } = transcriptFor('messages')
    take({ type: 'content_block_start', index: 0, content_block: { type: 'thinking' } })
    take({ type: 'content_block_delta', index: 0, delta: { thinking: 'Hm.' } })
    take({ type: 'content_block_delta', index: 1, delta: { text: 'Yes' } })
    take({ type: 'content_block_start', index: 2, content_block: { type: 'tool_use', name: 'Bash' } })
    take({ type: 'content_block_delta', index: 2, delta: { partial_json: '{"a":1}' } })
    expect(text()).toBe('[thought]\nHm.\n\nYes\n\n[calls Bash]\n{"a":1}')
  })
})

describe('after a failure', () => {
  const next = (status: number, attempts: number, hasNext: boolean, retryAfter: number | null = null) =>
    afterFailure(failureOf(status, retryAfter), attempts, hasNext, 0)

  it.each([
    [500, 1, false, null, { kind: 'again', waitSeconds: 0.5 }],
    [500, 2, false, null, { kind: 'again', waitSeconds: 1 }],
    [500, 3, false, null, { kind: 'give_up' }],
    [500, 2, true, null, { kind: 'next' }],
    [429, 1, true, 1, { kind: 'next' }],
    [429, 1, false, 3, { kind: 'again', waitSeconds: 3 }],
    [429, 1, false, 60, { kind: 'give_up' }],
    [401, 1, true, null, { kind: 'next' }],
    [400, 1, true, null, { kind: 'give_up' }],
  ])('%i, attempt %i, another model: %s, Retry-After %s: %j', (status, attempts, hasNext, retryAfter, expected) =>
    expect(next(status, attempts, hasNext, retryAfter)).toEqual(expected),
  )

  it('reads how long to wait', () => {
    const now = Date.parse('2026-11-21T12:00:00Z')
    expect(retryAfterOf({ 'retry-after': '7' }, now)).toBe(7)
    expect(retryAfterOf({ 'retry-after-ms': '250' }, now)).toBe(0.25)
    expect(retryAfterOf({ 'retry-after': 'Sat, 21 Nov 2026 12:00:09 GMT' }, now)).toBe(9)
    expect(retryAfterOf({ 'retry-after': 'soon' }, now)).toBeNull()
  })
})

it('keeps of a conversation how it begins and what is newest, and no media', () => {
  const kept = excerpt(`${'a'.repeat(100_000)}${'b'.repeat(300_000)}`)
  expect(kept.isCut).toBe(true)
  expect(kept.text.length).toBeLessThan(257_000)
  expect([kept.text.startsWith('aaa'), kept.text.endsWith('bbb')]).toEqual([true, true])
  expect(withoutMedia(`"data:image/png;base64,${'QUJD'.repeat(1000)}="`)).toBe(
    '"data:image/png;base64,(4001 characters)"',
  )
})
