import { type Inngest, type InngestFunction, NonRetriableError } from 'inngest'
import pg from 'pg'
import { afterAll, afterEach, expect, it, vi } from 'vitest'
import { openEngine } from './engine-for-tests'

const PATIENCE = { timeout: 50_000, interval: 20 }
const opened: ReturnType<typeof openEngine>[] = []
const admin = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 1, application_name: 'observer' })
afterAll(() => admin.end())
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()))
  await admin.query('truncate engine.runs, engine.cron cascade')
  await admin.query('select graphile_worker.complete_jobs(array(select id from graphile_worker.jobs))')
})

function open(define: (client: Inngest) => InngestFunction.Any[]) {
  const one = openEngine(define)
  opened.push(one)
  return one.engine
}
const until = (check: () => void | Promise<void>) => vi.waitFor(check, PATIENCE)
const query = async <Row extends pg.QueryResultRow>(text: string) => (await admin.query<Row>(text)).rows
const statuses = async () =>
  (await query<{ f: string; status: string }>('select function_id as f, status from engine.runs order by run_id')).map(
    (row) => `${row.f} ${row.status}`,
  )
const steps = (client: Inngest) => [
  client.createFunction({ id: 'steps', triggers: [{ event: 'e/steps' }] }, async ({ event, step }) => {
    await step.run('one', () => event.data.n)
    await step.sleep('nap', '1s')
    return step.run('two', () => event.data.n)
  }),
]

it('elects one engine, and a standby takes over when the elected one loses its connection', async () => {
  const engines = [open(steps), open(steps)]
  await Promise.all(engines.map((engine) => engine.start()))
  const active = () => engines.filter((engine) => engine.isActive()).length
  await until(() => expect(active()).toBe(1))
  const sent = Array.from({ length: 20 }, (_, n) => ({ id: `e-${n}`, name: 'e/steps', data: { n } }))
  await Promise.all(engines.map((engine) => engine.send(sent)))
  // Every connection of every engine is cut, also the one that holds the election.
  await query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
    and application_name <> 'observer'`)
  await until(async () => expect(await statuses()).toEqual(Array(20).fill('test-steps completed')))
  await until(() => expect(active()).toBe(1))
})

it('hands over at once when it is stopped', async () => {
  const [first, second] = [open(steps), open(steps)]
  await first.start()
  await until(() => expect(first.isActive()).toBe(true))
  await second.start()
  await first.stop()
  expect(first.isActive()).toBe(false)
  await until(() => expect(second.isActive()).toBe(true))
  await first.send([{ name: 'e/steps', data: { n: 1 } }])
  await until(async () => expect(await statuses()).toEqual(['test-steps completed']))
})

it('catches up on missed cron slots with one tick, fired by one engine', async () => {
  const define = (client: Inngest) => [
    client.createFunction({ id: 'tick', triggers: [{ cron: '0 0 1 1 *' }] }, async ({ event }) => event.data),
  ]
  await query(`insert into engine.cron values ('test-tick', '0 0 1 1 *', now() - interval '5 years')`)
  const engines = [open(define), open(define)]
  await Promise.all(engines.map((engine) => engine.start()))
  await until(async () => expect(await statuses()).toEqual(['test-tick completed']))
  const [run] = await query<{ slot: Date; year: string }>(
    `select (output->>'scheduledAt')::timestamptz as slot, event->>'name' as year from engine.runs`,
  )
  expect(run?.slot.toISOString()).toBe(`${new Date().getUTCFullYear()}-01-01T00:00:00.000Z`)
  // Whoever becomes active next finds the slot taken.
  await Promise.all(engines.map((engine) => engine.stop()))
  const third = open(define)
  await third.start()
  await until(() => expect(third.isActive()).toBe(true))
  await third.stop()
  expect(await statuses()).toEqual(['test-tick completed'])
})

it('fires a cron function again and again', async () => {
  const engine = open((client) => [
    client.createFunction({ id: 'tick', triggers: [{ cron: '* * * * * *' }] }, async () => {}),
  ])
  await engine.start()
  await until(async () => expect((await statuses()).length).toBeGreaterThanOrEqual(3))
  const [slots] = await query<{ all: string; distinct: string }>(
    `select count(*) as all, count(distinct event->>'ts') as distinct from engine.runs`,
  )
  expect(slots?.distinct).toBe(slots?.all)
})

it('is not misled by a job that the queue delivers several times at once', async () => {
  const bodies: string[] = []
  const slowly = async (name: string) => {
    bodies.push(name)
    await new Promise((resolve) => setTimeout(resolve, 300))
    return name
  }
  const engine = open((client) => [
    client.createFunction({ id: 'twice', triggers: [{ event: 'e/twice' }] }, async ({ step }) => {
      const first = await step.run('first', () => slowly('first'))
      const parallel = await Promise.all(['left', 'right'].map((name) => step.run(name, () => slowly(name))))
      return [first, ...parallel, await step.run('last', () => slowly('last'))]
    }),
  ])
  await engine.send([{ name: 'e/twice' }])
  await query(`select graphile_worker.add_job('engine', json_build_object(
    'kind', 'call', 'runId', run_id, 'stepId', 'step', 'fence', 0, 'attempt', 0)) from engine.runs, generate_series(1, 4)`)
  await engine.start()
  await until(async () => expect(await statuses()).toEqual(['test-twice completed']))
  // All five deliveries ran the first body; only the call that came last was let go on.
  expect(bodies.filter((name) => name !== 'first').sort()).toEqual(['last', 'left', 'right'])
  expect(await query('select output, cardinality(stack) as steps from engine.runs')).toEqual([
    { output: ['first', 'left', 'right', 'last'], steps: 4 },
  ])
})

it('does not start with a function that only a server can run', async () => {
  const engine = open((client) => [
    client.createFunction({ id: 'slow', debounce: { period: '1m' }, triggers: [{ event: 'e/slow' }] }, async () => {}),
  ])
  await expect(engine.start()).rejects.toThrow('Function "test-slow" uses "debounce"')
  expect(engine.isActive()).toBe(false)
})

it('fails runs of a function that is gone, stores text that Postgres cannot, and keeps limits when a parked run is cancelled', async () => {
  const done: string[] = []
  let letGo = () => {}
  const gate = new Promise<void>((resolve) => {
    letGo = resolve
  })
  const before = open((client) => [...steps(client)])
  await before.send([{ name: 'e/steps', data: {} }])
  const engine = open((client) => [
    client.createFunction({ id: 'nul', triggers: [{ event: 'e/nul' }] }, async ({ step }) =>
      step.run('print', () => 'a\u0000b'),
    ),
    client.createFunction(
      {
        id: 'one-by-one',
        concurrency: { limit: 1 },
        cancelOn: [{ event: 'e/stop', match: 'data.n' }],
        triggers: [{ event: 'e/one' }],
      },
      async ({ event, step }) => {
        await step.run('work', async () => {
          await gate
          done.push(event.data.n)
        })
      },
    ),
  ])
  await engine.start()
  await engine.send([{ name: 'e/nul' }, ...['1', '2', '3'].map((n) => ({ name: 'e/one', data: { n } }))])
  await until(async () => expect(await query('select 1 from engine.parked')).toHaveLength(2))
  const [parked] = await query<{ n: string }>(
    `select r.event->'data'->>'n' as n from engine.parked p join engine.runs r using (run_id) order by parked_id limit 1`,
  )
  await engine.send([{ name: 'e/stop', data: { n: parked?.n } }])
  letGo()
  await until(async () => expect((await statuses()).filter((status) => status.endsWith('running'))).toEqual([]))
  expect((await statuses()).sort()).toEqual([
    'test-nul completed',
    'test-one-by-one cancelled',
    'test-one-by-one completed',
    'test-one-by-one completed',
    'test-steps failed',
  ])
  expect(done).not.toContain(parked?.n)
  expect(await query(`select output from engine.runs where function_id = 'test-nul'`)).toEqual([{ output: 'ab' }])
  await until(async () =>
    expect(await query('select 1 from engine.leases union all select 1 from engine.parked')).toEqual([]),
  )
})

it('keeps half a character out of what it stores, so that no step is done again for ever', async () => {
  let times = 0
  const engine = open((client) => [
    client.createFunction({ id: 'cut', triggers: [{ event: 'e/cut' }] }, async ({ step }) => {
      await step.run('cut', () => {
        times++
        return { text: '\u{1f600}'.slice(0, 1), 'a\u0000b': 'c\u0000d' }
      })
      throw new NonRetriableError(`ends with ${'\u{1f600}'.slice(0, 1)}`)
    }),
  ])
  await engine.start()
  await engine.send([{ name: 'e/cut' }])
  await until(async () => expect(await statuses()).toEqual(['test-cut failed']))
  expect(times).toBe(1)
})
