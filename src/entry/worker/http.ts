import { getRequestListener } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { companyOf, proveWorker, systemCaller } from '@/features/access'
import {
  appendRunEvents,
  beatRuns,
  bookUsage,
  FinishRun,
  findOverTasks,
  findWorker,
  finishRun,
  LEASE_SECONDS,
  ModelUsage,
  noteRefusedWorker,
  type Order,
  RunEventIn,
  registerWorker,
} from '@/features/runs'
import { env } from '@/platform/env'
import { CATALOGUE, invalidInput, notFound, Refusal } from '@/platform/errors'
import { log } from '@/platform/log'
import {
  type BeatAnswer,
  type EventsAnswer,
  type FinishAnswer,
  type LeaseAnswer,
  type OverAnswer,
  PROTOCOL_VERSION,
  type RegisterAnswer,
} from '@/worker/protocol'
import { settleTest, takeTests } from './agent-tests'
import { leaseFor } from './lease'
import { logRun } from './run-log'

/** How often a worker says that its runs are alive, and hears what they should do. */
const BEAT_SECONDS = 3
const MAX_WAIT_SECONDS = 25

const Register = z.object({
  version: z.int(),
  name: z.string().min(1).max(200),
  capacity: z.int().min(1).max(1000),
  labels: z.array(z.string().max(100)).max(50),
  runtimes: z.array(z.string().max(50)).max(50),
})
const Lease = z.object({ workerId: z.uuid(), slots: z.int().min(1).max(200), waitSeconds: z.number().min(0) })
const Beat = z.object({
  workerId: z.uuid(),
  isDraining: z.boolean().default(false),
  runs: z.array(z.object({ runId: z.uuid(), fence: z.int(), usage: z.array(ModelUsage).max(50).optional() })).max(1000),
})
const TestReport = z.object({ ok: z.boolean(), message: z.string().max(2000) })
const Over = z.object({
  workerId: z.uuid(),
  tasks: z.array(z.object({ companyId: z.uuid(), identifier: z.string().max(100) })).max(1000),
})
const Events = z.object({ workerId: z.uuid(), fence: z.int(), events: z.array(RunEventIn).max(5000) })

/** The worker protocol of `src/worker/protocol.ts`: the door of the execution plane. */
export const workerApi = new Hono().basePath('/api/worker')

workerApi.use(async (c, next) => {
  await proveWorker(/^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1])
  await next()
})

workerApi.post('/register', async (c) => {
  const intro = await read(c, Register)
  if (intro.version !== PROTOCOL_VERSION) {
    await noteRefusedWorker(intro)
    return turnAway(c, intro.version)
  }
  const { workerId } = await registerWorker(intro)
  log.info({ workerId, name: intro.name, capacity: intro.capacity }, 'worker registered')
  return c.json<RegisterAnswer>({ workerId, leaseSeconds: LEASE_SECONDS, beatSeconds: BEAT_SECONDS })
})

workerApi.post('/lease', async (c) => {
  const { workerId, slots, waitSeconds } = await read(c, Lease)
  const worker = await findWorker(workerId)
  if (!worker) throw notFound('worker')
  // it registered before the control plane was updated
  if (worker.version !== PROTOCOL_VERSION) return turnAway(c, worker.version)
  const waitMs = Math.min(waitSeconds, MAX_WAIT_SECONDS) * 1000
  const runs = await leaseFor(worker, slots, waitMs, addressOf(c), c.req.raw.signal)
  return c.json<LeaseAnswer>({ runs })
})

workerApi.post('/beat', async (c) => {
  const { workerId, runs, isDraining } = await read(c, Beat)
  const orders = await beatRuns(workerId, runs, isDraining)
  await bookAll(runs, orders)
  const tests = isDraining ? [] : await takeTests(workerId)
  return c.json<BeatAnswer>({ orders, tests })
})

workerApi.post('/tasks/over', async (c) => {
  const { tasks } = await read(c, Over)
  return c.json<OverAnswer>({ over: await findOverTasks(tasks) })
})

workerApi.post('/runs/:id/events', async (c) => {
  const { fence, events } = await read(c, Events)
  const runId = c.req.param('id')
  const { lastSeq, stopReason } = await appendRunEvents(await callerOf(runId), { runId, fence, events })
  return c.json<EventsAnswer>({ lastSeq, order: stopReason ? 'stop' : 'go_on' })
})

workerApi.post('/runs/:id/finish', async (c) => {
  const runId = c.req.param('id')
  const body = await read(c, FinishRun.omit({ runId: true }))
  const caller = await callerOf(runId)
  const answer = await finishRun(caller, { ...body, runId })
  await logRun(caller, runId)
  return c.json<FinishAnswer>(answer)
})

workerApi.post('/tests/:id', async (c) => {
  const testId = z.uuid().safeParse(c.req.param('id'))
  if (!testId.success) throw notFound('test of settings')
  await settleTest(testId.data, await read(c, TestReport))
  return c.json({})
})

workerApi.notFound((c) => c.json({ error: 'The worker protocol has no such call.', code: 'not_found' }, 404))

workerApi.onError((error, c) => {
  if (!(error instanceof Refusal)) {
    log.error({ err: error, path: c.req.path }, 'a call of the worker protocol failed')
    return c.json({ error: 'Something went wrong. Try again.', code: 'internal' }, 500)
  }
  // Protocol word for "the run is not yours any more".
  const isStale = error.code === 'stale_version'
  const status = isStale ? 409 : CATALOGUE[error.code].http
  return c.json({ error: error.message, code: isStale ? 'stale_fence' : error.code }, status as 400)
})

/** The same, for node:http. */
export const handleWorker = getRequestListener(workerApi.fetch, { overrideGlobalObjects: false })

async function read<S extends z.ZodType>(c: Context, schema: S): Promise<z.output<S>> {
  const parsed = schema.safeParse(await c.req.json().catch(() => null))
  if (!parsed.success) throw invalidInput(parsed.error)
  return parsed.data
}

/** What cannot be booked now is told again with a later beat, and at the end. */
async function bookAll(runs: z.output<typeof Beat>['runs'], orders: readonly Order[]): Promise<void> {
  const lost = new Set(orders.flatMap(({ runId, order }) => (order === 'gone' ? [runId] : [])))
  for (const { runId, fence, usage } of runs) {
    if (!usage || lost.has(runId)) continue
    await callerOf(runId)
      .then((caller) => bookUsage(caller, { runId, fence, usage }))
      .catch((error: Error) => log.warn({ err: error, runId }, 'what a run used so far could not be booked'))
  }
}

function turnAway(c: Context, version: number) {
  const isOld = version < PROTOCOL_VERSION
  const error = `This worker speaks protocol ${version}, and the control plane ${PROTOCOL_VERSION}. Update the ${isOld ? 'worker' : 'control plane'}.`
  return c.json({ error, code: isOld ? 'worker_too_old' : 'worker_too_new' }, 426)
}

async function callerOf(runId: string) {
  const companyId = await companyOf('run', runId)
  if (!companyId) throw notFound('run')
  return systemCaller(companyId, 'worker')
}

/** How the worker reached us is how its agents will. BASE_URL is for people, and may not be reachable from there. */
function addressOf(c: Context): string {
  const protocol = c.req.header('x-forwarded-proto') ?? 'http'
  return `${protocol}://${c.req.header('host') ?? `127.0.0.1:${env().PORT}`}`
}
