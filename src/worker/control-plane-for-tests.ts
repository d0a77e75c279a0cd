import { randomUUID } from 'node:crypto'
import http from 'node:http'
import type net from 'node:net'
import { z } from 'zod'
import type { BeatAnswer, FinishRequest, LeasedRun, RunEventIn } from './protocol'

export const KEY = 'worker-key-for-tests'

const Events = z.object({ fence: z.number(), events: z.array(z.custom<RunEventIn>()) })
const Lease = z.object({ slots: z.number() })
const Over = z.object({ tasks: z.array(z.object({ companyId: z.string(), identifier: z.string() })) })
const Beat = z.object({ runs: z.array(z.object({ runId: z.string() })) })

/** The other side of the protocol, over real HTTP and in memory: keeps what a worker says, and says what a test wants. */
export type TestControlPlane = {
  url: string
  /** Runs that wait for a worker. */
  queue: LeasedRun[]
  /** Everything received, in the order of its numbers, without what was sent twice. */
  events: Map<string, RunEventIn[]>
  finished: Map<string, FinishRequest>
  orders: Map<string, BeatAnswer['orders'][number]['order']>
  /** Runs whose task is over when they end. */
  over: Set<string>
  /** Identifiers of tasks that people ended. */
  overTasks: Set<string>
  registrations: number
  /** Workers that wait for a run. */
  polling: number
  /** Answers in place of it, as what stands before a control plane does; null when nothing does. */
  inFront: { status: number; body: string } | null
  /** Results that it does not take: by a part of their text. */
  refusedResults: Map<string, string>
  /** Runs that the last beat named. */
  beating: string[]
  goAway(): Promise<void>
  comeBack(): Promise<void>
  close(): Promise<void>
}

/** Starts it on a free port of this machine. Beats are due every 0.2 s. */
export async function startControlPlane(): Promise<TestControlPlane> {
  const server = http.createServer((request, response) => void serve(request, response))
  let port = 0

  async function serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    let text = ''
    for await (const chunk of request) text += chunk
    const answer = (status: number, body: unknown) => response.writeHead(status).end(JSON.stringify(body))
    if (self.inFront) return void response.writeHead(self.inFront.status).end(self.inFront.body)
    if (request.headers.authorization !== `Bearer ${KEY}`) {
      return void answer(401, { error: 'the key is not valid', code: 'unauthenticated' })
    }
    const [, , , first, runId, verb] = request.url?.split('/') ?? []
    const body: unknown = JSON.parse(text)
    if (first === 'register') answer(200, register())
    else if (first === 'lease') answer(200, { runs: await lease(Lease.parse(body).slots, request) })
    else if (first === 'beat') answer(200, beat(Beat.parse(body).runs))
    else if (runId && verb === 'events') answer(200, take(runId, Events.parse(body).events))
    else if (runId && verb === 'finish' && isRefused(runId, body)) answer(400, { error: 'no', code: 'invalid_input' })
    else if (runId && verb === 'finish') answer(200, finish(runId, body as FinishRequest))
    else if (first === 'tasks')
      answer(200, { over: Over.parse(body).tasks.filter((t) => self.overTasks.has(t.identifier)) })
    else answer(404, { error: 'no such call', code: 'not_found' })
  }

  function isRefused(runId: string, body: unknown): boolean {
    const word = self.refusedResults.get(runId)
    return word !== undefined && JSON.stringify(body).includes(word)
  }

  function register() {
    self.registrations++
    return { workerId: randomUUID(), leaseSeconds: 30, beatSeconds: 0.2 }
  }

  async function lease(slots: number, request: http.IncomingMessage): Promise<LeasedRun[]> {
    const deadline = Date.now() + 20_000
    self.polling++
    while (self.queue.length === 0 && Date.now() < deadline && !request.socket.destroyed) {
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    self.polling--
    return request.socket.destroyed ? [] : self.queue.splice(0, slots)
  }

  function beat(runs: { runId: string }[]): BeatAnswer {
    self.beating = runs.map((run) => run.runId)
    return { orders: self.beating.map((runId) => ({ runId, order: self.orders.get(runId) ?? 'go_on' })) }
  }

  function take(runId: string, batch: RunEventIn[]) {
    const had = self.events.get(runId) ?? []
    const last = had.at(-1)?.seq ?? 0
    const all = [...had, ...batch.filter((event) => event.seq > last)]
    self.events.set(runId, all)
    return { lastSeq: all.at(-1)?.seq ?? 0, order: self.orders.get(runId) ?? 'go_on' }
  }

  function finish(runId: string, body: FinishRequest) {
    take(runId, body.events ?? [])
    self.finished.set(runId, body)
    return { state: body.outcome, isTaskOver: self.over.has(runId) }
  }

  const listen = () => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const close = () => {
    server.closeAllConnections()
    return new Promise<void>((resolve) => server.close(() => resolve()))
  }

  await listen()
  port = (server.address() as net.AddressInfo).port
  const self: TestControlPlane = {
    url: `http://127.0.0.1:${port}`,
    queue: [],
    events: new Map(),
    finished: new Map(),
    orders: new Map(),
    over: new Set(),
    overTasks: new Set(),
    inFront: null,
    refusedResults: new Map(),
    registrations: 0,
    polling: 0,
    beating: [],
    goAway: close,
    comeBack: listen,
    close,
  }
  return self
}

/** A run of the bash runtime, with what a test wants to be different. */
export function leasedRun(command: string, own: Partial<LeasedRun> = {}): LeasedRun {
  return {
    runId: randomUUID(),
    companyId: randomUUID(),
    agentId: randomUUID(),
    agentName: 'Tester',
    fence: 1,
    attempt: 1,
    runToken: `token-${randomUUID()}`,
    apiUrl: 'http://127.0.0.1:3190',
    runtime: 'bash',
    runtimeConfig: { command },
    wake: { cause: 'manual', payload: { note: 'hello' } },
    task: null,
    instructions: '',
    timeoutSeconds: 0,
    graceSeconds: 0.3,
    env: {},
    ...own,
  }
}

/** Waits until something is so; the limit only ends what would hang. */
export async function until(isSo: () => boolean, what: string, limitMs = 90_000): Promise<void> {
  const deadline = Date.now() + limitMs
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error(`It never happened: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
