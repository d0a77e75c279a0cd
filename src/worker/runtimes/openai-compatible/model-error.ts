import type http from 'node:http'
import { z } from 'zod'
import type { Outcome } from '../runtime'
import { retryAfterSeconds } from '../work-contract'

const Refusal = z.object({
  error: z.union([
    z.string().transform((message) => ({ message, code: '', type: '' })),
    z.object({
      message: z.string().catch(''),
      code: z.coerce.string().catch(''),
      type: z.string().catch(''),
    }),
  ]),
})

type Kind = 'auth' | 'quota' | 'rate_limited' | 'unreachable' | 'crashed' | 'not_started' | 'invalid_response'

/** Why the model gave no answer, as one of the words of the worker protocol. */
export class ModelError extends Error {
  constructor(
    readonly kind: Kind,
    message: string,
    readonly more: { retryAfterSeconds?: number; isTooLong?: boolean } = {},
  ) {
    super(message)
  }

  /** The end of a run that this ends. */
  outcome(): Outcome {
    const { retryAfterSeconds: seconds } = this.more
    return { outcome: 'failed', errorCode: this.kind, error: this.message, retryAfterSeconds: seconds }
  }
}

const READ_LIMIT = 20_000

/** What a status other than 200 means. */
export async function refusalOf(response: http.IncomingMessage, model: string): Promise<ModelError> {
  const { message, code, type } = await readRefusal(response)
  const status = response.statusCode ?? 0
  const said = `HTTP ${status}${message ? `: ${message}` : ''}`
  if (status === 401 || status === 403)
    return new ModelError('auth', `The endpoint of the model refused the key (${said}).`)
  const isQuota = [code, type].some((word) => word === 'insufficient_quota' || word === 'billing_hard_limit_reached')
  if (status === 402 || isQuota) return new ModelError('quota', `The quota of the model is used up (${said}).`)
  if (status === 429) {
    const seconds = secondsOf(response.headers)
    return new ModelError('rate_limited', `The model is asked too often (${said}).`, { retryAfterSeconds: seconds })
  }
  if (
    status === 413 ||
    code === 'context_length_exceeded' ||
    (status === 400 && /context (length|window|size)/i.test(message))
  ) {
    return new ModelError('invalid_response', `The conversation is too long for the model (${said}).`, {
      isTooLong: true,
    })
  }
  if (status === 404) {
    return new ModelError(
      'not_started',
      `The endpoint does not know the model ${model}, or speaks another protocol (${said}).`,
    )
  }
  if (status >= 500 || status === 408) return new ModelError('crashed', `The endpoint of the model failed (${said}).`)
  return new ModelError('invalid_response', `The endpoint of the model refused the request (${said}).`)
}

function secondsOf(headers: http.IncomingHttpHeaders): number | undefined {
  const ms = Number(headers['retry-after-ms'])
  if (headers['retry-after-ms'] && Number.isFinite(ms) && ms >= 0) return Math.ceil(ms / 1000)
  return retryAfterSeconds(headers['retry-after'], Date.now())
}

async function readRefusal(response: http.IncomingMessage): Promise<{ message: string; code: string; type: string }> {
  let text = ''
  try {
    response.setEncoding('utf8')
    for await (const chunk of response) {
      text += chunk
      if (text.length > READ_LIMIT) break
    }
    return Refusal.parse(JSON.parse(text)).error
  } catch {
    return { message: text.replace(/\s+/g, ' ').trim().slice(0, 300), code: '', type: '' }
  } finally {
    response.destroy()
  }
}
