import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningServer, startServer } from '../running-server'
import { type ScriptedProvider, startProvider } from './model-provider'
import { type Begun, type GatewaySetting, gatewaySetting } from './setting'

/* The client libraries of the makers, as they are: an address and the run's token is all that they are told. */

let server: RunningServer
let provider: ScriptedProvider
let setting: GatewaySetting
let run: Begun
let openai: OpenAI
let anthropic: Anthropic

beforeAll(async () => {
  provider = await startProvider()
  server = await startServer()
  setting = await gatewaySetting(server, provider.url, { budget: { monthly_usd: 1 } })
  run = await setting.begin('Ada')
  openai = new OpenAI({ baseURL: `${server.url}/api/llm/openai/v1`, apiKey: run.token })
  anthropic = new Anthropic({ baseURL: `${server.url}/api/llm/anthropic`, apiKey: run.token })
})
afterAll(async () => {
  setting?.stopBeating()
  await server?.stop()
  provider?.close()
})

const messages = [{ role: 'user' as const, content: 'Hello' }]

describe("OpenAI's client", () => {
  it('completes a chat, in one piece and streamed', async () => {
    const whole = await openai.chat.completions.create({ model: 'gpt-4o', messages })
    expect(whole.choices[0]?.message.content).toBe('It is done.')
    expect(whole.usage?.total_tokens).toBe(24)
    const stream = await openai.chat.completions.create({ model: 'gpt-4o', messages, stream: true })
    let text = ''
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ''
    expect(text).toBe('It is done.')
  })

  it('reads responses, embeddings and models', async () => {
    const whole = await openai.responses.create({ model: 'gpt-4o', input: 'Hello' })
    expect(whole.output_text).toBe('It is done.')
    const events: string[] = []
    for await (const event of await openai.responses.create({ model: 'gpt-4o', input: 'Hello', stream: true })) {
      events.push(event.type)
    }
    expect(events.at(-1)).toBe('response.completed')
    const embedded = await openai.embeddings.create({
      model: 'text-embedding-3-small',
      input: 'Hello',
      encoding_format: 'float',
    })
    expect(embedded.data[0]?.embedding).toEqual([0.1, 0.2])
    const models = await openai.models.list()
    expect(models.data.map((model) => model.id)).toContain('main/gpt-4o')
  })

  it('understands a wrong key, a budget that is used up and an answer that is cut off', async () => {
    const wrong = new OpenAI({ baseURL: `${server.url}/api/llm/openai/v1`, apiKey: 'wrong' })
    await expect(wrong.chat.completions.create({ model: 'gpt-4o', messages })).rejects.toThrow(
      OpenAI.AuthenticationError,
    )
    const poor = await gatewaySetting(server, provider.url, { budget: { monthly_usd: 0.02 } })
    const beggar = await poor.begin('Bea')
    const client = new OpenAI({ baseURL: `${server.url}/api/llm/openai/v1`, apiKey: beggar.token })
    provider.script = [{ words: 'forever' }, {}]
    const reading = (async () => {
      for await (const _ of await client.chat.completions.create({ model: 'gpt-4o', messages, stream: true }));
    })()
    await expect(reading).rejects.toMatchObject({ code: 'insufficient_quota' })
    const refused = client.chat.completions.create({ model: 'gpt-4o', messages })
    await expect(refused).rejects.toMatchObject({ status: 402, code: 'insufficient_quota' })
    poor.stopBeating()
  })
})

describe("Anthropic's client", () => {
  it('creates a message, in one piece and streamed, and counts tokens', async () => {
    const asked = { model: 'claude-sonnet-4-5', max_tokens: 100, messages }
    const whole = await anthropic.messages.create(asked)
    expect(whole.content).toMatchObject([{ type: 'text', text: 'It is done.' }])
    const streamed = await anthropic.messages.stream(asked).finalMessage()
    expect(streamed.content).toMatchObject([{ type: 'text', text: 'It is done.' }])
    expect(streamed.usage.output_tokens).toBe(4)
    const { input_tokens } = await anthropic.messages.countTokens({ model: 'claude-sonnet-4-5', messages })
    expect(input_tokens).toBe(20)
    const ids: string[] = []
    for await (const model of anthropic.models.list()) ids.push(model.id)
    expect(ids).toContain('claude/claude-sonnet-4-5')
  })

  it('understands a wrong key, a budget that is used up and an answer that is cut off', async () => {
    const wrong = new Anthropic({ baseURL: `${server.url}/api/llm/anthropic`, apiKey: 'wrong' })
    const asked = { model: 'claude-sonnet-4-5', max_tokens: 100_000, messages }
    await expect(wrong.messages.create({ ...asked, max_tokens: 10 })).rejects.toThrow(Anthropic.AuthenticationError)
    const poor = await gatewaySetting(server, provider.url, { budget: { monthly_usd: 0.02 } })
    const beggar = await poor.begin('Ben')
    const client = new Anthropic({ baseURL: `${server.url}/api/llm/anthropic`, authToken: beggar.token })
    provider.script = [{ words: 'forever' }, {}]
    await expect(client.messages.stream(asked).finalMessage()).rejects.toThrow(/billing_error|used up/)
    await expect(client.messages.create({ ...asked, max_tokens: 100 })).rejects.toMatchObject({ status: 402 })
    poor.stopBeating()
  })
})
