import { randomUUID } from 'node:crypto'
import WebSocket from 'ws'
import { z } from 'zod'
import { AddressRefused, guardedLookup, refusalOfHost } from '@/platform/address-guard'
import type { Outcome } from '../runtime'
import { type Device, proofOf } from './device'
import type { Config } from './settings'

/** Versions of the gateway's protocol that are spoken; the frames that are used here are the same in both. */
const PROTOCOLS = { minProtocol: 3, maxProtocol: 4 }
const CLIENT = { id: 'gateway-client', mode: 'backend', version: '1' }
const ROLE = 'operator'
const SCOPES = ['operator.read', 'operator.write']
const CONNECT_MS = 15_000
const MOST_BYTES = 25 * 1024 * 1024

const ErrorShape = z.object({
  code: z.string().catch(''),
  message: z.string().catch('no explanation'),
  retryAfterMs: z.number().nullish(),
  details: z.object({ code: z.string().nullish() }).nullish().catch(null),
})

const Frame = z.discriminatedUnion('type', [
  z.object({ type: z.literal('event'), event: z.string(), payload: z.unknown().optional() }),
  z.object({
    type: z.literal('res'),
    id: z.string(),
    ok: z.boolean(),
    payload: z.unknown().optional(),
    error: ErrorShape.nullish(),
  }),
])
type Answer = Extract<z.output<typeof Frame>, { type: 'res' }>

/** Why a gateway did not do what was asked, as one of the words of the worker protocol. */
export class GatewayError extends Error {
  constructor(
    readonly kind: 'auth' | 'unreachable' | 'crashed' | 'rate_limited' | 'not_started' | 'invalid_response',
    message: string,
    readonly retryAfterSeconds?: number,
  ) {
    super(message)
  }

  outcome(): Outcome {
    const { kind: errorCode, message: error, retryAfterSeconds } = this
    return { outcome: 'failed', errorCode, error, retryAfterSeconds }
  }
}

/** An open connection. Whatever breaks it rejects what waits. */
export type Gateway = {
  /** Sends a request; `isLast` passes over answers that only say that the work was accepted. @throws GatewayError */
  ask(method: string, params: object, isLast?: (payload: unknown) => boolean): Promise<unknown>
  close(): void
}

type Options = {
  config: Config
  device: Device
  mayCallPrivate: boolean
  signal: AbortSignal
  onEvent(event: string, payload: unknown): void
}

/**
 * Connects, proves who it is by the gateway's challenge, and says hello.
 * @throws GatewayError
 */
export async function connectGateway(options: Options): Promise<Gateway> {
  const { config, mayCallPrivate, signal } = options
  const refusal = refusalOfHost(new URL(config.endpoint).hostname, mayCallPrivate)
  if (refusal) throw new GatewayError('not_started', `The gateway was not called: ${refusal}.`)
  const socket = new WebSocket(config.endpoint, {
    ...{ headers: config.headers, lookup: guardedLookup(mayCallPrivate), maxPayload: MOST_BYTES },
    handshakeTimeout: CONNECT_MS,
  })
  const stop = () => socket.terminate()
  signal.addEventListener('abort', stop, { once: true })
  socket.once('close', () => signal.removeEventListener('abort', stop))
  if (signal.aborted) stop()
  const { gateway, challenge } = listen(socket, options)
  const timer = setTimeout(stop, CONNECT_MS)
  try {
    const nonce = await challenge
    await gateway.ask('connect', hello(options, nonce))
    return gateway
  } catch (error) {
    gateway.close()
    throw error
  } finally {
    clearTimeout(timer)
  }
}

function hello({ config, device }: Options, nonce: string): object {
  const { platform } = process
  const token = config.authToken ?? ''
  const claim = { clientId: CLIENT.id, clientMode: CLIENT.mode, role: ROLE, scopes: SCOPES, platform, token, nonce }
  return {
    ...PROTOCOLS,
    client: { ...CLIENT, platform },
    ...{ role: ROLE, scopes: SCOPES, caps: [], commands: [], permissions: {} },
    auth: {
      ...(config.authToken && { token: config.authToken }),
      ...(config.password && { password: config.password }),
    },
    device: proofOf(device, claim, Date.now()),
  }
}

type Waiting = { resolve(payload: unknown): void; reject(error: Error): void; isLast(payload: unknown): boolean }

function listen(socket: WebSocket, { config, onEvent }: Options) {
  const waiting = new Map<string, Waiting>()
  let broken: GatewayError | null = null
  let isOpen = false
  let challenged = (_nonce: string) => {}
  let failed = (_error: Error) => {}
  const challenge = new Promise<string>((resolve, reject) => {
    challenged = resolve
    failed = reject
  })

  function breakOff(error: GatewayError): void {
    broken ??= error
    failed(broken)
    for (const each of waiting.values()) each.reject(broken)
    waiting.clear()
  }

  socket.once('open', () => {
    isOpen = true
  })
  socket.on('error', (error: NodeJS.ErrnoException) => {
    const isRefused = error instanceof AddressRefused
    const why = error.code === 'ECONNREFUSED' ? 'nothing listens there' : error.message
    const message = `The gateway at ${config.endpoint} did not answer: ${why}.`
    breakOff(new GatewayError(isRefused ? 'not_started' : isOpen ? 'crashed' : 'unreachable', message))
  })
  socket.on('close', (code, reason) => {
    const said = reason.length > 0 ? `: ${reason}` : ''
    breakOff(new GatewayError('crashed', `The gateway closed the connection (${code}${said}).`))
  })
  socket.on('message', (data) => {
    const frame = readFrame(String(data))
    if (frame?.type === 'res') settle(waiting, frame)
    else if (frame?.event === 'connect.challenge') challenged(Nonce.safeParse(frame.payload).data?.nonce ?? '')
    else if (frame) onEvent(frame.event, frame.payload)
  })

  const gateway: Gateway = {
    ask: (method, params, isLast = () => true) =>
      new Promise((resolve, reject) => {
        if (broken) return reject(broken)
        const id = randomUUID()
        waiting.set(id, { resolve, reject, isLast })
        socket.send(JSON.stringify({ type: 'req', id, method, params }))
      }),
    close: () => socket.close(),
  }
  return { gateway, challenge }
}

const Nonce = z.object({ nonce: z.string() })

/** Null for what is no frame: the gateway may learn new ones. */
function readFrame(text: string): z.output<typeof Frame> | null {
  try {
    return Frame.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}

function settle(waiting: Map<string, Waiting>, { id, ok, payload, error }: Answer): void {
  const asked = waiting.get(id)
  if (!asked || (ok && !asked.isLast(payload))) return
  waiting.delete(id)
  if (ok) asked.resolve(payload)
  else asked.reject(refusalOf(error ?? { code: '', message: 'no explanation' }))
}

function refusalOf({ code, message, details, retryAfterMs }: z.output<typeof ErrorShape>): GatewayError {
  const words = `${code} ${details?.code ?? ''}`
  if (/PAIR/i.test(words)) {
    return new GatewayError(
      'auth',
      `The gateway does not know this worker yet; approve its device there (openclaw devices list): ${message}`,
    )
  }
  if (/AUTH|TOKEN|UNAUTHORIZED|FORBIDDEN/i.test(words)) {
    return new GatewayError('auth', `The gateway refused the worker: ${message}`)
  }
  if (/RATE_LIMIT/i.test(words)) {
    const seconds = retryAfterMs ? Math.ceil(retryAfterMs / 1000) : undefined
    return new GatewayError('rate_limited', `The gateway is asked too often: ${message}`, seconds)
  }
  if (code === 'UNAVAILABLE') return new GatewayError('unreachable', `The gateway is not ready: ${message}`)
  return new GatewayError('invalid_response', `The gateway refused (${code}): ${message}`)
}
