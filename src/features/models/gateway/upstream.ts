import http from 'node:http'
import https from 'node:https'
import { AddressRefused, guardedLookup, refusalOfHost } from '@/platform/address-guard'
import { env, mayCallPrivately } from '@/platform/env'

export type UpstreamCall = {
  method: 'GET' | 'POST'
  url: URL
  headers: Record<string, string>
  body: string
  signal: AbortSignal
}

/** The provider gave no answer. The message is a sentence without its key. */
export class UpstreamError extends Error {
  constructor(
    readonly reason: 'unreachable' | 'timeout' | 'failed',
    message: string,
  ) {
    super(message)
  }
}

const KEPT_OPEN = { keepAlive: true, maxFreeSockets: 32 }
const agents = {
  'http:': new http.Agent(KEPT_OPEN),
  'https:': new https.Agent(KEPT_OPEN),
}

/**
 * Asks a provider. Redirects are not followed: the request has its key in it.
 * @returns once the head of the answer is there; who calls reads the rest, or destroys it
 * @throws UpstreamError
 */
export async function askUpstream(call: UpstreamCall): Promise<http.IncomingMessage> {
  const isPrivate = mayCallPrivately(env())
  const refusal = refusalOfHost(call.url.hostname, isPrivate)
  if (refusal) throw new UpstreamError('unreachable', `The provider was not called: ${refusal}.`)
  try {
    return await send(call, isPrivate)
  } catch (error) {
    if (error instanceof AddressRefused) {
      throw new UpstreamError('unreachable', `The provider was not called: ${error.message}.`)
    }
    const { code, message } = error as NodeJS.ErrnoException
    throw new UpstreamError('unreachable', `The provider at ${call.url.origin} did not answer: ${code ?? message}.`)
  }
}

function send(call: UpstreamCall, isPrivate: boolean, isRepeat = false): Promise<http.IncomingMessage> {
  const { url, method, headers, body, signal } = call
  return new Promise((resolve, reject) => {
    const isTls = url.protocol === 'https:'
    const request = (isTls ? https : http).request(url, {
      method,
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
      agent: isTls ? agents['https:'] : agents['http:'],
      lookup: guardedLookup(isPrivate),
      signal,
    })
    request.once('error', (error: NodeJS.ErrnoException) => {
      // a connection that the provider closed while it was idle has heard nothing of this request
      const wasIdle = request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE')
      if (wasIdle && !isRepeat && !signal.aborted) resolve(send(call, isPrivate, true))
      else reject(error)
    })
    request.once('response', resolve)
    request.end(body)
  })
}

/**
 * Reads an answer to its end.
 * @throws UpstreamError when it breaks off, or is longer than `mostBytes`
 */
export async function readAll(response: http.IncomingMessage, mostBytes: number): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes > mostBytes) throw new UpstreamError('failed', `The provider answered more than ${mostBytes} bytes.`)
    }
  } catch (error) {
    if (error instanceof UpstreamError) throw error
    throw new UpstreamError('failed', 'The provider broke off its answer.')
  }
  return Buffer.concat(chunks).toString('utf8')
}
