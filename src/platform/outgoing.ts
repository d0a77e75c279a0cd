import http from 'node:http'
import https from 'node:https'
import { AddressRefused, guardedLookup, refusalOfHost } from './address-guard'

export type Outgoing = {
  url: URL
  headers: Record<string, string>
  body: string
  /** Whether loopback and private addresses may be called. */
  mayBePrivate: boolean
  timeoutMs: number
}

/** Nothing was answered, or nothing was asked. The message is a sentence without what the address may hold. */
export class OutgoingError extends Error {}

/**
 * Posts something to an address that somebody gave. Redirects are not followed, and of the answer only the status is looked at.
 * @throws OutgoingError when the address must not be called, or does not answer in time
 */
export async function post(call: Outgoing): Promise<{ status: number }> {
  const refusal = refusalOfHost(call.url.hostname, call.mayBePrivate)
  if (refusal) throw new OutgoingError(`It was not called: ${refusal}.`)
  try {
    return await send(call)
  } catch (error) {
    if (error instanceof AddressRefused) throw new OutgoingError(`It was not called: ${error.message}.`)
    const { name, code } = error as NodeJS.ErrnoException
    if (name === 'TimeoutError' || name === 'AbortError') {
      throw new OutgoingError(`${call.url.host} did not answer within ${call.timeoutMs / 1000} s.`)
    }
    throw new OutgoingError(`${call.url.host} did not answer: ${code ?? 'the connection broke off'}.`)
  }
}

function send({ url, headers, body, mayBePrivate, timeoutMs }: Outgoing): Promise<{ status: number }> {
  const signal = AbortSignal.timeout(timeoutMs)
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? https : http).request(url, {
      method: 'POST',
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
      agent: false,
      lookup: guardedLookup(mayBePrivate),
      signal,
    })
    request.once('error', (error) => reject(signal.aborted ? signal.reason : error))
    request.once('response', (response) => {
      // what else is said is of no interest, however long it is
      response.on('error', () => {}).destroy()
      resolve({ status: response.statusCode ?? 0 })
    })
    request.end(body)
  })
}
