import type { Caller } from '@/platform/command'
import type { Opened, Option } from '../commands/open-model-call'
import type { Attempt } from '../schema'
import type { Answering, Request } from './attempt'
import type { Watch } from './watch'

/** What the client gets. */
export type GatewayAnswer = {
  status: number
  headers: Record<string, string>
  body: string | ReadableStream<Uint8Array>
}

/** A call of a client, proven to be of a live run. */
export type ModelRequest = Request & {
  runId: string
  /** As it came: kept for replay. */
  text: string
  /** Credentials that must not be kept with it. */
  secrets: string[]
}

/** What is known of a call while it is under way. */
export type Underway = {
  caller: Caller
  watch: Watch
  request: ModelRequest
  opened: Opened
  attempts: Attempt[]
  likelyTokensIn: number
  /** The model that is being asked and has not answered yet, and since when, by `performance.now()`. */
  asking: { option: Option; sinceMs: number } | null
}

/** What the client is told of the provider: the kind of the answer, its number there, and which model it was. */
export function headersOf(answer: Answering, { provider, model }: Option): Record<string, string> {
  const id = answer.headers['request-id'] ?? answer.headers['x-request-id']
  return {
    'content-type': answer.headers['content-type'] ?? 'application/json',
    ...(typeof id === 'string' ? { 'request-id': id } : {}),
    'x-paperclip-model': encodeURI(`${provider.name}/${model}`),
  }
}
