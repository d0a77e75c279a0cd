import http from 'node:http'
import type net from 'node:net'

/** How the provider answers the next calls, last one for all that follow. */
export type Script =
  | {
      /** Pieces of the answer, a token each; `all` that the limit allows; `forever` goes on until it is hung up on. */
      words?: string[] | 'all' | 'forever'
      /** Tokens that it says it used; default: 20 in, one out for each word. */
      usage?: { in?: number; out?: number; cached?: number }
      /** Between two words. */
      pauseMs?: number
      /** Before anything. */
      waitMs?: number
      /** Hangs up after so many words. */
      breaksAfter?: number
    }
  | { status: number; body?: unknown; headers?: Record<string, string> }
  /** Never answers. */
  | { isSilent: true }

export type Seen = {
  path: string
  headers: http.IncomingHttpHeaders
  body: Record<string, unknown>
  /** Words sent until the answer ended or was hung up on. */
  sent: number
  isHungUp: boolean
}

/** A peer that speaks as OpenAI and Anthropic do over real HTTP, from a script. */
export type ScriptedProvider = {
  url: string
  seen: Seen[]
  script: Script[]
  /** Calls that it is answering. */
  open(): number
  close(): void
}

const WORDS = ['It', ' is', ' done', '.']

/** Starts it on a free port of this machine. */
export async function startProvider(script: Script[] = [{}]): Promise<ScriptedProvider> {
  let open = 0
  const server = http.createServer(async (request, response) => {
    const path = request.url ?? ''
    if (request.method === 'GET') return list(path, response)
    let text = ''
    for await (const chunk of request) text += chunk
    const call: Seen = { path, headers: request.headers, body: JSON.parse(text), sent: 0, isHungUp: false }
    self.seen.push(call)
    const next = self.script.length > 1 ? self.script.shift()! : self.script[0]!
    open += 1
    response.once('close', () => {
      open -= 1
      call.isHungUp = !response.writableFinished
    })
    if ('isSilent' in next) return
    if ('status' in next) {
      response.writeHead(next.status, { 'content-type': 'application/json', ...next.headers })
      response.end(JSON.stringify(next.body ?? { error: { message: 'The script says no.' } }))
      return
    }
    if (next.waitMs) await pause(next.waitMs)
    await answer(call, next, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const self: ScriptedProvider = {
    url: `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`,
    seen: [],
    script,
    open: () => open,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
  return self
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

function list(_path: string, response: http.ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ data: [{ id: 'gpt-4o' }, { id: 'claude-sonnet-4-5' }] }))
}

type Answering = Exclude<Script, { status: number } | { isSilent: true }>

async function answer(call: Seen, script: Answering, response: http.ServerResponse): Promise<void> {
  const words = script.words === 'all' ? new Array<string>(limitOf(call.body)).fill(' word') : (script.words ?? WORDS)
  const count = words === 'forever' ? 0 : words.length
  const usage = { in: 20, out: count, cached: 0, ...script.usage }
  const dialect = dialectOf(call.path)
  if (call.body.stream !== true) {
    const text = words === 'forever' ? 'word '.repeat(50) : words.join('')
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify(dialect.whole(call.body, text, usage)))
    call.sent = count
    return
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.write(dialect.first(call.body, usage))
  for (let i = 0; words === 'forever' || i < words.length; i++) {
    if (response.destroyed) return
    if (script.breaksAfter === i) return void response.destroy()
    const word = words === 'forever' ? ' word' : words[i]!
    // counted before it is written: what a provider made, it bills
    call.sent += 1
    if (!response.write(dialect.piece(word)))
      await new Promise((resolve) => response.once('drain', resolve).once('close', resolve))
    await pause(script.pauseMs ?? 0)
  }
  response.end(dialect.last(call.body, usage))
}

const LIMITS = ['max_tokens', 'max_completion_tokens', 'max_output_tokens']
const limitOf = (body: Record<string, unknown>) => Math.max(...LIMITS.map((name) => Number(body[name] ?? 0)))

type Used = { in: number; out: number; cached: number }
type DialectWords = {
  whole(body: Record<string, unknown>, text: string, used: Used): object
  first(body: Record<string, unknown>, used: Used): string
  piece(word: string): string
  last(body: Record<string, unknown>, used: Used): string
}

function dialectOf(path: string): DialectWords {
  if (path.startsWith('/v1/messages')) return MESSAGES
  return path.endsWith('/responses') ? RESPONSES : path.endsWith('/embeddings') ? EMBEDDINGS : CHAT
}

const data = (value: object, event?: string) => `${event ? `event: ${event}\n` : ''}data: ${JSON.stringify(value)}\n\n`

const chatUsage = (used: Used) => ({
  ...{ prompt_tokens: used.in, completion_tokens: used.out, total_tokens: used.in + used.out },
  prompt_tokens_details: { cached_tokens: used.cached },
})
const chunk = (body: object) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'scripted',
  ...body,
})
const asksUsage = (body: Record<string, unknown>) =>
  (body.stream_options as { include_usage?: boolean } | undefined)?.include_usage === true

const CHAT: DialectWords = {
  whole: (body, text, used) => ({
    ...{ id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: body.model },
    choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop', logprobs: null }],
    usage: chatUsage(used),
  }),
  first: () => data(chunk({ choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }] })),
  piece: (word) => data(chunk({ choices: [{ index: 0, delta: { content: word }, finish_reason: null }], usage: null })),
  last: (body, used) =>
    data(chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage: null })) +
    (asksUsage(body) ? data(chunk({ choices: [], usage: chatUsage(used) })) : '') +
    'data: [DONE]\n\n',
}

const responsesUsage = (used: Used) => ({
  ...{ input_tokens: used.in, output_tokens: used.out, total_tokens: used.in + used.out },
  ...{ input_tokens_details: { cached_tokens: used.cached }, output_tokens_details: { reasoning_tokens: 0 } },
})
const responseOf = (body: Record<string, unknown>, text: string, used: Used | null) => ({
  ...{ id: 'resp_1', object: 'response', created_at: 1, model: body.model, status: used ? 'completed' : 'in_progress' },
  output: used
    ? [
        {
          id: 'msg_1',
          type: 'message',
          role: 'assistant',
          status: 'completed',
          content: [{ type: 'output_text', text, annotations: [] }],
        },
      ]
    : [],
  ...{ error: null, incomplete_details: null, usage: used ? responsesUsage(used) : null },
})

const RESPONSES: DialectWords = {
  whole: (body, text, used) => responseOf(body, text, used),
  first: (body) =>
    data({ type: 'response.created', sequence_number: 0, response: responseOf(body, '', null) }, 'response.created') +
    data(
      {
        ...{ type: 'response.output_item.added', sequence_number: 1, output_index: 0 },
        item: { id: 'msg_1', type: 'message', role: 'assistant', status: 'in_progress', content: [] },
      },
      'response.output_item.added',
    ) +
    data(
      {
        ...{
          type: 'response.content_part.added',
          sequence_number: 2,
          item_id: 'msg_1',
          output_index: 0,
          content_index: 0,
        },
        part: { type: 'output_text', text: '', annotations: [] },
      },
      'response.content_part.added',
    ),
  piece: (word) =>
    data(
      {
        ...{ type: 'response.output_text.delta', sequence_number: 3, item_id: 'msg_1' },
        ...{ output_index: 0, content_index: 0, delta: word, logprobs: [] },
      },
      'response.output_text.delta',
    ),
  last: (body, used) =>
    data(
      { type: 'response.completed', sequence_number: 9, response: responseOf(body, 'It is done.', used) },
      'response.completed',
    ),
}

const messageUsage = (used: Used) => ({
  ...{ input_tokens: used.in - used.cached, output_tokens: used.out },
  ...{ cache_read_input_tokens: used.cached, cache_creation_input_tokens: 0 },
})
const messageOf = (body: Record<string, unknown>, text: string | null, used: Used) => ({
  ...{
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: body.model,
    stop_reason: text === null ? null : 'end_turn',
  },
  ...{ stop_sequence: null, content: text === null ? [] : [{ type: 'text', text }], usage: messageUsage(used) },
})

const MESSAGES: DialectWords = {
  whole: (body, text, used) => ('max_tokens' in body ? messageOf(body, text, used) : { input_tokens: used.in }),
  first: (body, used) =>
    data({ type: 'message_start', message: messageOf(body, null, { ...used, out: 1 }) }, 'message_start') +
    data({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }, 'content_block_start') +
    data({ type: 'ping' }, 'ping'),
  piece: (word) =>
    data({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: word } }, 'content_block_delta'),
  last: (_body, used) =>
    data({ type: 'content_block_stop', index: 0 }, 'content_block_stop') +
    data(
      {
        type: 'message_delta',
        delta: { stop_reason: 'end_turn', stop_sequence: null },
        usage: { output_tokens: used.out },
      },
      'message_delta',
    ) +
    data({ type: 'message_stop' }, 'message_stop'),
}

const EMBEDDINGS: DialectWords = {
  ...CHAT,
  whole: (body, _text, used) => ({
    ...{ object: 'list', model: body.model, data: [{ object: 'embedding', index: 0, embedding: [0.1, 0.2] }] },
    usage: { prompt_tokens: used.in, total_tokens: used.in },
  }),
}
