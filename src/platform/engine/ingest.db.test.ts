import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { openEngine } from './engine-for-tests'
import type { EngineEvent } from './index'
import { sweep } from './retention'

// Never started: it only takes events in, as a standby does.
const { engine, pool, close } = openEngine((client) => [
  ...['a', 'b', 'c'].map((name) =>
    client.createFunction(
      { id: name, triggers: [{ event: `e/${name}` }], cancelOn: [{ event: 'e/stop', match: 'data.id' }] },
      async () => {},
    ),
  ),
  client.createFunction({ id: 'once', idempotency: 'event.data.key', triggers: [{ event: 'e/once' }] }, async () => {}),
])
afterAll(close)

const number = async (query: string, values: unknown[] = []): Promise<number> =>
  Number((await pool.query<{ n: string }>(query, values)).rows[0]?.n)
const runsOf = (id: string, status = 'running') =>
  number(`select count(*) as n from engine.runs where event->'data'->>'id' = $1 and status = $2`, [id, status])
const jobs = () => number('select count(*) as n from graphile_worker.jobs')

beforeAll(async () => {
  await engine.send([{ name: 'e/warm-up' }])
})

it("commits and rolls back with the caller's transaction", async () => {
  const before = await jobs()
  const tx = await pool.connect()
  await tx.query('begin')
  await engine.ingest(tx, [{ id: 'rolled-back', name: 'e/a', data: { id: 'rolled-back' } }])
  await tx.query('rollback')
  expect([await runsOf('rolled-back'), await jobs()]).toEqual([0, before])

  await tx.query('begin')
  const ids = await engine.ingest(tx, [{ id: 'rolled-back', name: 'e/a', data: { id: 'committed' } }])
  await tx.query('commit')
  tx.release()
  expect(ids).toEqual(['rolled-back'])
  expect([await runsOf('committed'), await jobs()]).toEqual([1, before + 1])
})

it('needs as many statements for three hundred events as for a few', async () => {
  const tx = await pool.connect()
  const query = vi.spyOn(tx, 'query')
  const statementsFor = async (events: EngineEvent[]) => {
    query.mockClear()
    await tx.query('begin')
    await engine.ingest(tx, events)
    await tx.query('commit')
    return query.mock.calls.length
  }
  const batch = (round: string, size: number): EngineEvent[] =>
    Array.from({ length: size }, (_, n) =>
      ['a', 'b', 'c'].map((name) => ({
        id: `${round}-${name}-${n}`,
        name: `e/${name}`,
        data: { id: `${round}-${n}` },
      })),
    ).flat()
  const few = await statementsFor(batch('few', 1))
  const many = await statementsFor(batch('many', 100))
  expect(many).toBe(few)
  expect(await number(`select count(*) as n from engine.runs where event->>'id' like 'many-%'`)).toBe(300)
  const stops = (round: string, size: number) =>
    Array.from({ length: size }, (_, n) => ({ name: 'e/stop', data: { id: `${round}-${n}` } }))
  expect(await statementsFor(stops('many', 99))).toBe(await statementsFor(stops('few', 1)))
  expect([await runsOf('many-98', 'cancelled'), await runsOf('many-99')]).toEqual([3, 3])
  tx.release()
})

it('starts one run when the same event arrives many times at once', async () => {
  const event = { id: 'same', name: 'e/a', data: { id: 'same' } }
  await Promise.all(Array.from({ length: 10 }, () => engine.send([event, event])))
  expect(await runsOf('same')).toBe(1)
})

it('forgets event ids, idempotency keys and finished runs after a day, and not before', async () => {
  const events = [
    { id: 'aged', name: 'e/a', data: { id: 'aged' } },
    { name: 'e/once', data: { id: 'keyed', key: 'k' } },
  ]
  await engine.send(events)
  await engine.send(events)
  expect([await runsOf('aged'), await runsOf('keyed')]).toEqual([1, 1])

  await pool.query(`update engine.event_ids set received_at = now() - interval '25 hours' where event_id = 'aged'`)
  await pool.query(`update engine.idempotency_keys set received_at = now() - interval '25 hours' where key = 'k'`)
  await engine.send(events)
  expect([await runsOf('aged'), await runsOf('keyed')]).toEqual([2, 2])

  await pool.query(`update engine.event_ids set received_at = now() - interval '25 hours' where event_id = 'aged'`)
  await pool.query(
    `update engine.runs set status = 'completed', ended_at = now() - interval '25 hours' where event->'data'->>'id' = 'aged'`,
  )
  await pool.query(
    `update engine.runs set status = 'completed', ended_at = now() - interval '23 hours' where event->'data'->>'id' = 'keyed'`,
  )
  expect(await sweep(pool)).toBe(3)
  expect([await runsOf('aged', 'completed'), await runsOf('keyed', 'completed')]).toEqual([0, 2])
  expect(await number(`select count(*) as n from engine.event_ids where event_id = 'aged'`)).toBe(0)
  expect(await sweep(pool)).toBe(0)
})

it('refuses an event without a name', async () => {
  await expect(engine.send([{ name: '' }])).rejects.toThrow('An event needs a name')
})
