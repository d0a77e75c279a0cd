import pg from 'pg'
import { afterAll, expect, it, vi } from 'vitest'
import { closePools } from '../database'
import { type CompanyId, newId } from '../ids'
import { type FeedEvent, feedHead, follow, readFeed } from './feed'

const PATIENCE = { timeout: 50_000 }
const clients: pg.Client[] = []

async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL })
  await client.connect()
  clients.push(client)
  return client
}

afterAll(async () => {
  await Promise.all(clients.map((client) => client.end()))
  await closePools()
})

async function foundCompany(owner: pg.Client): Promise<CompanyId> {
  const id = newId() as CompanyId
  await owner.query(`INSERT INTO "Company" (id, name, slug, "taskPrefix") VALUES ($1, 'A', $2, $3)`, [
    id,
    id.slice(-12),
    id.slice(-6),
  ])
  return id
}

function announce(client: pg.Client, companyId: string, name: string): Promise<unknown> {
  return client.query(`INSERT INTO "OutboxEvent" (id, "companyId", name, data) VALUES ($1, $2, $3, '{}')`, [
    newId(),
    companyId,
    name,
  ])
}

it('skips nothing that commits late, and keeps one order', async () => {
  const [slow, quick] = [await connect(), await connect()]
  const companyId = await foundCompany(slow)
  const heard: FeedEvent[] = []
  const onReady = vi.fn()
  const stop = follow(companyId, null, { onEvents: (events) => void heard.push(...events), onReady })
  await vi.waitFor(() => expect(onReady).toHaveBeenCalledOnce(), PATIENCE)

  await slow.query('BEGIN')
  await announce(slow, companyId, 'begun/first')
  await announce(quick, companyId, 'begun/second')
  const late = { onEvents: vi.fn(), onReady: vi.fn() }
  const stopLate = follow(companyId, null, late)
  await vi.waitFor(() => expect(late.onReady).toHaveBeenCalledOnce(), PATIENCE)
  expect(heard).toEqual([])

  await slow.query('COMMIT')
  await vi.waitFor(() => expect(heard.map((event) => event.name)).toEqual(['begun/first', 'begun/second']), PATIENCE)
  stop()
  stopLate()
})

it('tells nothing of another company', async () => {
  const owner = await connect()
  const [own, other] = [await foundCompany(owner), await foundCompany(owner)]
  const heard: FeedEvent[] = []
  const onReady = vi.fn()
  const stop = follow(own, null, { onEvents: (events) => void heard.push(...events), onReady })
  await vi.waitFor(() => expect(onReady).toHaveBeenCalledOnce(), PATIENCE)
  await announce(owner, other, 'theirs')
  await announce(owner, own, 'ours')
  await vi.waitFor(() => expect(heard.map((event) => event.name)).toEqual(['ours']), PATIENCE)
  stop()
})

it('tells nothing twice to who comes from further ahead, and says so to who comes from nowhere', async () => {
  const owner = await connect()
  const companyId = await foundCompany(owner)
  const first = { onEvents: vi.fn(), onReady: vi.fn() }
  const stopFirst = follow(companyId, null, first)
  await vi.waitFor(() => expect(first.onReady).toHaveBeenCalledOnce(), PATIENCE)

  // the reader has not looked since, another process has
  await announce(owner, companyId, 'seen/elsewhere')
  // readable once no older transaction of the whole cluster is open
  const place = await vi.waitFor(async () => {
    const [event] = await readFeed(companyId, { txid: 0, seq: 0 }, 10)
    return { txid: event!.txid, seq: event!.seq }
  }, PATIENCE)
  const ahead = { onEvents: vi.fn(), onReady: vi.fn() }
  const stopAhead = follow(companyId, place, ahead)
  await vi.waitFor(() => expect(ahead.onReady).toHaveBeenCalledOnce(), PATIENCE)
  await vi.waitFor(() => expect(first.onEvents).toHaveBeenCalledOnce(), PATIENCE)
  expect(ahead.onReady.mock.calls).toEqual([[place, true]])
  await announce(owner, companyId, 'seen/by.all')
  await vi.waitFor(() => expect(ahead.onEvents).toHaveBeenCalledOnce(), PATIENCE)
  expect(ahead.onEvents.mock.calls[0]?.[0].map((each: FeedEvent) => each.name)).toEqual(['seen/by.all'])

  const { nextTxid } = await feedHead(companyId)
  const lost = { onEvents: vi.fn(), onReady: vi.fn() }
  const stopLost = follow(companyId, { txid: nextTxid + 1_000_000, seq: 0 }, lost)
  await vi.waitFor(() => expect(lost.onReady).toHaveBeenCalledOnce(), PATIENCE)
  expect(lost.onReady.mock.calls[0]?.[1]).toBe(false)
  for (const stop of [stopFirst, stopAhead, stopLost]) stop()
})
