import { createHash, createPublicKey, randomUUID, verify } from 'node:crypto'
import type net from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

type Request = { type: 'req'; id: string; method: string; params: Record<string, unknown> }

/** What one run at the gateway does: pieces of an answer, tools, and how it ends. */
export type Script = {
  says?: string[]
  tool?: string
  /** `never`: it goes on until it is aborted. */
  ends?: 'ok' | 'error' | 'never'
  /** Whether the first request is answered a second time, as some gateways do, or only `agent.wait` is. */
  answersTwice?: boolean
}

export type TestGateway = {
  url: string
  script: Script
  token: string | null
  /** Whether every device is known. */
  isPaired: boolean
  asked: Request[]
  drop(): void
  close(): void
}

const RAW_TO_SPKI = Buffer.from('302a300506032b6570032100', 'hex')

/**
 * A peer that speaks the gateway's protocol as its documentation describes it: challenge, signed hello, `agent` with its two answers,
 * `agent.wait`, events, `sessions.abort`. It checks the signature of the device.
 */
export async function startGateway(): Promise<TestGateway> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await new Promise<void>((resolve) => server.once('listening', () => resolve()))
  const ends = new Map<string, Promise<object>>()
  const aborts = new Map<string, () => void>()

  server.on('connection', (socket) => {
    const nonce = randomUUID()
    let isIn = false
    send(socket, { type: 'event', event: 'connect.challenge', payload: { nonce, ts: Date.now() } })
    socket.on('message', async (data) => {
      const request: Request = JSON.parse(String(data))
      self.asked.push(request)
      const answer = (payload: object) => send(socket, { type: 'res', id: request.id, ok: true, payload })
      const refuse = (code: string, message: string, details?: object) =>
        send(socket, { type: 'res', id: request.id, ok: false, error: { code, message, details } })
      if (request.method === 'connect') {
        const problem = problemOf(self, request.params, nonce)
        if (problem) return refuse(problem, 'not let in', { code: problem })
        isIn = true
        return answer({ type: 'hello-ok', protocol: 4 })
      }
      if (!isIn) return socket.close(1008, 'connect first')
      if (request.method === 'agent') return startRun(socket, request, answer)
      if (request.method === 'agent.wait') {
        const late = new Promise<object>((resolve) => setTimeout(() => resolve({ status: 'timeout' }), 300))
        return answer(await Promise.race([ends.get(String(request.params.runId)) ?? late, late]))
      }
      if (request.method === 'sessions.abort') {
        aborts.get(String(request.params.runId))?.()
        return answer({ ok: true })
      }
      refuse('INVALID_REQUEST', `unknown method ${request.method}`)
    })
  })

  async function startRun(socket: WebSocket, request: Request, answer: (payload: object) => void): Promise<void> {
    const { says = [], tool, ends: how = 'ok', answersTwice = true } = self.script
    const runId = String(request.params.idempotencyKey)
    const event = (stream: string, data: object, of = runId) =>
      send(socket, { type: 'event', event: 'agent', payload: { runId: of, seq: 0, stream, ts: Date.now(), data } })
    let end = (_payload: object) => {}
    const over = new Promise<object>((resolve) => {
      end = resolve
    })
    ends.set(runId, over)
    aborts.set(runId, () => end({ runId, status: 'error', error: 'aborted' }))
    answer({ runId, status: 'accepted', acceptedAt: Date.now() })
    event('lifecycle', { phase: 'start' })
    event('assistant', { text: 'of somebody else' }, 'another-run')
    if (tool) event('tool', { phase: 'start', name: tool })
    let text = ''
    for (const delta of says) {
      text += delta
      event('assistant', { text, delta })
    }
    if (how === 'never') return
    event('lifecycle', { phase: 'end' })
    const agentMeta = { model: 'claude-test', usage: { input: 100, output: 20, cacheRead: 50 } }
    const short = { runId, status: how, ...(how === 'error' && { error: 'the model failed' }) }
    end(short)
    if (answersTwice) answer({ ...short, result: { payloads: [{ text }], meta: { agentMeta } } })
  }

  const self: TestGateway = {
    ...{ url: `ws://127.0.0.1:${(server.address() as net.AddressInfo).port}`, script: {}, token: null, isPaired: true },
    asked: [],
    drop: () => {
      for (const socket of server.clients) socket.terminate()
    },
    close() {
      self.drop()
      server.close()
    },
  }
  return self
}

function send(socket: WebSocket, frame: object): void {
  socket.send(JSON.stringify(frame))
}

/** What is wrong with a hello, as the gateway's word; null when it is let in. */
function problemOf({ token, isPaired }: TestGateway, params: Record<string, unknown>, nonce: string): string | null {
  const { client, role, scopes, auth, device } = params as {
    client: { id: string; mode: string; platform: string }
    role: string
    scopes: string[]
    auth: { token?: string }
    device: { id: string; publicKey: string; signature: string; signedAt: number; nonce: string }
  }
  if (token !== null && auth.token !== token) return 'AUTH_TOKEN_MISMATCH'
  const raw = Buffer.from(device.publicKey, 'base64url')
  if (createHash('sha256').update(raw).digest('hex') !== device.id) return 'DEVICE_AUTH_DEVICE_ID_MISMATCH'
  if (device.nonce !== nonce) return 'DEVICE_AUTH_NONCE_MISMATCH'
  const key = createPublicKey({ key: Buffer.concat([RAW_TO_SPKI, raw]), format: 'der', type: 'spki' })
  const said = [
    'v3',
    device.id,
    client.id,
    client.mode,
    role,
    scopes.join(','),
    device.signedAt,
    auth.token ?? '',
    nonce,
    client.platform,
    '',
  ]
  const isSigned = verify(null, Buffer.from(said.join('|')), key, Buffer.from(device.signature, 'base64url'))
  if (!isSigned) return 'DEVICE_AUTH_SIGNATURE_INVALID'
  return isPaired ? null : 'NOT_PAIRED'
}
