import pg from 'pg'
import { afterAll, afterEach, expect, it, vi } from 'vitest'
import { closePools } from '../database'
import { type CompanyId, newId } from '../ids'
import { meetNeighbours, type Neighbours } from './neighbours'
import { committed, type News } from './pulse'

const PATIENCE = { timeout: 50_000, interval: 20 }
const met: Neighbours[] = []
const admin = new pg.Client({ connectionString: process.env.DATABASE_URL })

/** As another process would: it has an ear and a voice of its own. Commits of this process are told by each. */
function meet(): { heard: News[]; neighbours: Neighbours } {
  const heard: News[] = []
  const neighbours = meetNeighbours((commits) => void heard.push(...(commits ?? [null])))
  met.push(neighbours)
  return { heard, neighbours }
}

const until = (check: () => void | Promise<void>) => vi.waitFor(check, PATIENCE)
const names = (heard: News[], companyId: string) =>
  heard.flatMap((news) => (news?.companyId === companyId ? news.names : []))

/** Two processes that know of each other: what is committed here is told by both. */
async function acquainted() {
  const [first, second] = [meet(), meet()]
  const probe = newId() as CompanyId
  await until(() => {
    committed(probe, [{ name: 'run/queued' }])
    expect([first, second].every(({ heard }) => names(heard, probe).length > 0)).toBe(true)
  })
  return [first, second] as const
}

afterEach(() => Promise.all(met.splice(0).map((neighbours) => neighbours.stop())))
afterAll(async () => {
  await admin.end()
  await closePools()
})

it('tells others what was committed, gathered, and says nothing while it is alone', async () => {
  await admin.connect()
  const notified: string[] = []
  admin.on('notification', ({ payload = '' }) => notified.push(payload))
  await admin.query('LISTEN paperclip_commit')
  const alone = newId() as CompanyId
  const first = meet()
  await until(() => expect(first.neighbours.hears()).toBe(true))
  committed(alone, [{ name: 'run/queued' }])

  await first.neighbours.stop()

  const [one, other] = await acquainted()
  const companyId = newId() as CompanyId
  for (let n = 0; n < 100; n++) committed(companyId, [{ name: `task/made.${n % 3}` }])
  const expected = ['task/made.0', 'task/made.1', 'task/made.2']
  await until(() => expect(names(one.heard, companyId)).toEqual(expected))
  await until(() => expect(names(other.heard, companyId)).toEqual(expected))
  await until(async () => {
    await admin.query('SELECT 1')
    expect(notified.filter((payload) => payload.includes(companyId))).toHaveLength(2)
  })
  expect(notified.filter((payload) => payload.includes(alone))).toEqual([])
})

it('knows when it hears nothing any more, asks everybody to look, and hears again', async () => {
  const [first, second] = await acquainted()
  first.heard.length = 0
  await admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE application_name = 'paperclip_neighbours' AND datname = current_database()`)
  await until(() => expect(first.neighbours.hears()).toBe(false))
  expect(first.heard).toContain(null)
  await until(() => expect([first.neighbours.hears(), second.neighbours.hears()]).toEqual([true, true]))
  const companyId = newId() as CompanyId
  committed(companyId, [{ name: 'run/queued' }])
  await until(() => expect(names(second.heard, companyId)).toEqual(['run/queued']))
})

it('says "look" when there is more to tell than a notification holds', async () => {
  const [first] = await acquainted()
  first.heard.length = 0
  for (let n = 0; n < 300; n++) committed(newId() as CompanyId, [{ name: 'task/created' }])
  await until(() => expect(first.heard).toContain(null))
})
