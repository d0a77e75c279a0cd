import http from 'node:http'
import type net from 'node:net'

/** What the model says next: an answer in the stream, or a status with a body. */
export type Reply =
  | { text?: string; calls?: { name: string; input: unknown }[]; usage?: [tokensIn: number, tokensOut: number] }
  | { status: number; body?: unknown; headers?: Record<string, string> }
  /** The connection breaks in the middle of the answer. */
  | { breaksAfter: string }

type Asked = {
  headers: http.IncomingHttpHeaders
  body: {
    model: string
    messages: { role: string; content: string | null }[]
    tools?: { function: { name: string } }[]
    max_tokens?: number
  }
}

/** A peer that speaks chat completions over real HTTP, from a script: the last reply is repeated. */
export type TestModel = { url: string; asked: Asked[]; script: Reply[]; close(): void }

/** Starts it on a free port of this machine, as the model `tiny`. */
export async function startModel(script: Reply[]): Promise<TestModel> {
  const server = http.createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    if (request.url === '/v1/models') {
      response.writeHead(200).end(JSON.stringify({ data: [{ id: 'tiny' }] }))
      return
    }
    self.asked.push({ headers: request.headers, body: JSON.parse(text) })
    const reply = self.script.length > 1 ? self.script.shift()! : self.script[0]!
    if ('status' in reply) {
      response.writeHead(reply.status, reply.headers).end(JSON.stringify(reply.body ?? {}))
    } else if ('breaksAfter' in reply) {
      response.writeHead(200).write(event({ choices: [{ delta: { content: reply.breaksAfter } }] }))
      setTimeout(() => response.destroy(), 50)
    } else {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end(streamOf(reply))
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const self: TestModel = {
    url: `http://127.0.0.1:${(server.address() as net.AddressInfo).port}/v1`,
    asked: [],
    script,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
  return self
}

const event = (data: unknown) => `data: ${JSON.stringify({ model: 'tiny-2026', ...(data as object) })}\n\n`

/** In small pieces, as a real stream is: half a word, half a call. */
function streamOf({ text = '', calls = [], usage = [100, 10] }: Extract<Reply, { text?: string }>): string {
  const half = Math.ceil(text.length / 2)
  const pieces = text ? [text.slice(0, half), text.slice(half)] : []
  const spoken = pieces.map((content) => event({ choices: [{ delta: { content } }] }))
  const called = calls.flatMap(({ name, input }, index) => {
    const json = JSON.stringify(input)
    const part = (call: object) => event({ choices: [{ delta: { tool_calls: [{ index, ...call }] } }] })
    return [
      part({ id: `call_${name}_${index}`, type: 'function', function: { name, arguments: json.slice(0, 3) } }),
      part({ function: { arguments: json.slice(3) } }),
    ]
  })
  const end = event({ choices: [{ delta: {}, finish_reason: calls.length > 0 ? 'tool_calls' : 'stop' }] })
  const used = event({ choices: [], usage: { prompt_tokens: usage[0], completion_tokens: usage[1] } })
  return `: keep-alive\n\n${[...spoken, ...called, end, used].join('')}data: [DONE]\n\n`
}
