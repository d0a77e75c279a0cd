import type http from 'node:http'
import { z } from 'zod'
import { EndpointError, openEndpoint } from '../endpoint'
import { eventData } from './event-stream'
import { ModelError, refusalOf } from './model-error'
import type { Config } from './settings'

export type ToolCall = { id: string; name: string; argumentsText: string }

/** The conversation in the words of the endpoint. */
export type Message =
  | { role: 'system' | 'user'; content: string }
  | {
      role: 'assistant'
      content: string | null
      tool_calls?: { id: string; type: 'function'; function: { name: string; arguments: string } }[]
    }
  | { role: 'tool'; tool_call_id: string; content: string }

export type ToolOffer = { type: 'function'; function: { name: string; description: string; parameters: object } }

export type Usage = { tokensIn: number; tokensOut: number; tokensCached: number }

/** What the model answered. `usage` is null when the endpoint did not say. */
export type Answer = { text: string; calls: ToolCall[]; usage: Usage | null; model: string; isCut: boolean }

const TEXT_LIMIT = 1_000_000

const Chunk = z.object({
  model: z.string().nullish(),
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        delta: z
          .object({
            content: z.string().nullish(),
            tool_calls: z
              .array(
                z.object({
                  index: z.number().nullish(),
                  id: z.string().nullish(),
                  function: z.object({ name: z.string().nullish(), arguments: z.string().nullish() }).nullish(),
                }),
              )
              .nullish(),
          })
          .nullish(),
      }),
    )
    .nullish(),
  usage: z
    .object({
      prompt_tokens: z.number(),
      completion_tokens: z.number().nullish(),
      prompt_tokens_details: z.object({ cached_tokens: z.number().nullish() }).nullish(),
    })
    .nullish(),
  error: z.unknown().optional(),
})
type Chunk = z.output<typeof Chunk>

export type ChatRequest = {
  config: Config
  messages: Message[]
  tools: ToolOffer[]
  mayCallPrivate: boolean
  signal: AbortSignal
  /** Each piece of text as it comes. */
  onText(piece: string): void
}

/**
 * One answer of the model, streamed.
 * @throws ModelError with what kind of failure it is
 */
export async function chat(request: ChatRequest): Promise<Answer> {
  const { config, messages, tools, onText } = request
  const body = JSON.stringify({
    model: config.model,
    messages,
    stream: true,
    stream_options: { include_usage: true },
    ...(tools.length > 0 ? { tools } : {}),
    ...(config.temperature === undefined ? {} : { temperature: config.temperature }),
    ...(config.maxOutputTokens === undefined ? {} : { max_tokens: config.maxOutputTokens }),
  })
  const response = await callModel(config, 'chat/completions', { ...request, method: 'POST', body })
  const answer: Answer = { text: '', calls: [], usage: null, model: config.model, isCut: false }
  let isEnded = false
  try {
    for await (const data of eventData(response)) {
      if (data === '[DONE]') {
        isEnded = true
        break
      }
      isEnded = take(answer, readChunk(data), onText) || isEnded
    }
  } catch (error) {
    if (error instanceof ModelError) throw error
    throw new ModelError('crashed', `The model's answer broke off: ${error instanceof Error ? error.message : error}.`)
  } finally {
    response.destroy()
  }
  if (!isEnded) throw new ModelError('crashed', "The model's answer broke off before its end.")
  return { ...answer, calls: answer.calls.filter(({ name }) => name) }
}

/**
 * Calls a path of the endpoint and looks at the status.
 * @throws ModelError
 */
export async function callModel(
  config: Config,
  path: string,
  call: { method: 'GET' | 'POST'; body: string; mayCallPrivate: boolean; signal: AbortSignal },
): Promise<http.IncomingMessage> {
  const own = Object.fromEntries(Object.entries(config.headers).map(([name, value]) => [name.toLowerCase(), value]))
  const response = await openEndpoint(new URL(`${config.baseUrl.replace(/\/+$/, '')}/${path}`), {
    ...call,
    who: 'The endpoint of the model',
    headers: {
      ...own,
      ...(config.apiKey ? { authorization: `Bearer ${config.apiKey}` } : {}),
      'content-type': 'application/json',
    },
  }).catch((error: unknown) => {
    if (error instanceof EndpointError) throw new ModelError(error.isReached ? 'crashed' : 'unreachable', error.message)
    throw error
  })
  if (response.statusCode !== 200) throw await refusalOf(response, config.model)
  return response
}

function readChunk(data: string): Chunk {
  let json: unknown
  try {
    json = JSON.parse(data)
  } catch {
    throw new ModelError('invalid_response', 'The endpoint of the model sent something that is not JSON.')
  }
  const chunk = Chunk.safeParse(json)
  if (!chunk.success) {
    throw new ModelError('invalid_response', 'The endpoint of the model does not speak chat completions.')
  }
  return chunk.data
}

/** Adds a piece to the answer; true when the model says that it was the last one. */
function take(answer: Answer, chunk: Chunk, onText: (piece: string) => void): boolean {
  if (chunk.error) throw new ModelError('crashed', `The model failed: ${JSON.stringify(chunk.error).slice(0, 500)}`)
  if (chunk.model) answer.model = chunk.model
  if (chunk.usage) {
    const { prompt_tokens: tokensIn, completion_tokens: tokensOut, prompt_tokens_details: details } = chunk.usage
    answer.usage = { tokensIn, tokensOut: tokensOut ?? 0, tokensCached: details?.cached_tokens ?? 0 }
  }
  const choice = chunk.choices?.[0]
  const piece = choice?.delta?.content
  if (piece && answer.text.length < TEXT_LIMIT) {
    answer.text += piece
    onText(piece)
  }
  for (const part of choice?.delta?.tool_calls ?? []) takeCall(answer.calls, part)
  if (choice?.finish_reason === 'length') answer.isCut = true
  return Boolean(choice?.finish_reason)
}

type CallPart = {
  index?: number | null
  id?: string | null
  function?: { name?: string | null; arguments?: string | null } | null
}

/** Calls come in pieces, told apart by their index; some endpoints send whole calls without one. */
function takeCall(calls: ToolCall[], part: CallPart): void {
  const isNew = part.index == null && Boolean(part.function?.name)
  const index = part.index ?? (isNew ? calls.length : Math.max(0, calls.length - 1))
  if (index > 100) throw new ModelError('invalid_response', 'The model called more than 100 tools at once.')
  for (let made = calls.length; made <= index; made++) calls.push({ id: `call_${made}`, name: '', argumentsText: '' })
  const call = calls[index]!
  if (part.id) call.id = part.id
  if (part.function?.name) call.name += part.function.name
  if (call.argumentsText.length < TEXT_LIMIT) call.argumentsText += part.function?.arguments ?? ''
}
