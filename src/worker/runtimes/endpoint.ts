import http from 'node:http'
import https from 'node:https'
import { AddressRefused, guardedLookup, refusalOfHost } from '@/platform/address-guard'

export type EndpointCall = {
  method: 'POST' | 'PUT' | 'HEAD' | 'GET'
  headers: Record<string, string>
  body: string
  mayCallPrivate: boolean
  signal?: AbortSignal
  /** Who is called, as the beginning of a sentence. Default: The agent. */
  who?: string
}
export type EndpointAnswer = { status: number; headers: http.IncomingHttpHeaders; body: string }

const ANSWER_BYTES = 1_000_000
const REDIRECTS = 3

/** The call did not succeed. `isReached` tells whether the agent can have heard of it. */
export class EndpointError extends Error {
  constructor(
    message: string,
    readonly isReached: boolean,
  ) {
    super(message)
  }
}

/**
 * Calls an agent's endpoint. Follows a few redirects within its host (the request carries a credential); reads at most 1 MB.
 * @throws EndpointError with a sentence
 */
export async function callEndpoint(endpoint: URL, call: EndpointCall): Promise<EndpointAnswer> {
  const who = call.who ?? 'The agent'
  const response = await openEndpoint(endpoint, call)
  try {
    return { status: response.statusCode ?? 0, headers: response.headers, body: await readBody(response, who) }
  } catch (error) {
    if (error instanceof EndpointError) throw error
    throw new EndpointError(`${who} at ${endpoint.origin} broke off its answer: ${reasonOf(error)}.`, true)
  }
}

/**
 * The same, for an answer that is read as it comes: who calls reads it to its end, or destroys it.
 * @throws EndpointError with a sentence
 */
export async function openEndpoint(endpoint: URL, call: EndpointCall): Promise<http.IncomingMessage> {
  const who = call.who ?? 'The agent'
  let url = endpoint
  for (let redirects = 0; ; redirects++) {
    const response = await request(url, call, who)
    const location = response.headers.location
    if (![301, 302, 307, 308].includes(response.statusCode ?? 0) || !location) return response
    response.destroy()
    if (redirects >= REDIRECTS) throw new EndpointError(`${who} redirected more than ${REDIRECTS} times.`, true)
    const next = URL.canParse(location, url) ? new URL(location, url) : null
    if (next?.origin !== endpoint.origin) {
      throw new EndpointError(`${who} redirected to another host (${location}); change its endpoint instead.`, true)
    }
    url = next
  }
}

async function request(url: URL, call: EndpointCall, who: string): Promise<http.IncomingMessage> {
  const refusal = refusalOfHost(url.hostname, call.mayCallPrivate)
  if (refusal) throw new EndpointError(`The endpoint was not called: ${refusal}.`, false)
  let isConnected = false
  try {
    return await send(url, call, () => {
      isConnected = true
    })
  } catch (error) {
    if (error instanceof EndpointError) throw error
    if (error instanceof AddressRefused)
      throw new EndpointError(`The endpoint was not called: ${error.message}.`, false)
    throw new EndpointError(`${who} at ${url.origin} did not answer: ${reasonOf(error)}.`, isConnected)
  }
}

function send(url: URL, call: EndpointCall, onConnected: () => void): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? https : http).request(url, {
      method: call.method,
      headers: { ...call.headers, 'content-length': String(Buffer.byteLength(call.body)) },
      lookup: guardedLookup(call.mayCallPrivate),
      signal: call.signal,
      agent: false,
    })
    request.once('socket', (socket) => socket.once('connect', onConnected))
    request.once('error', reject)
    request.once('response', resolve)
    request.end(call.body)
  })
}

async function readBody(response: http.IncomingMessage, who: string): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of response) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > ANSWER_BYTES) throw new EndpointError(`${who} answered more than ${ANSWER_BYTES} bytes.`, true)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ECONNREFUSED') return 'nothing listens there'
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'its host name is unknown'
  if (code === 'ECONNRESET') return 'it closed the connection'
  return code ?? message
}
