import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Change, type Heard, openChanges, openLive, untilAllIsPast } from './live-client'
import { type RunningServer, startServer, type Web } from './running-server'

const AGENTS = 8
const TASKS = 24

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'paperclip-test-fleet-'))
/** While it is there, no agent goes on from the beginning of its work. */
const closed = path.join(folder, 'closed')

let server: RunningServer
let database: pg.Pool
/** The one that will be killed. */
let workerId: string
beforeAll(async () => {
  server = await startServer({ isBalanced: true, env: { BASE_URL: '', PAPERCLIP_WORKER_CAPACITY: '3' } })
  database = new pg.Pool({ connectionString: server.databaseUrl, max: 2 })
  await server.start('worker')
  const known = () => rows<{ id: string }>('SELECT id FROM "Worker"')
  await until('the first worker', async () => (await known()).length === 1)
  workerId = (await known())[0]!.id
  await Promise.all([server.start('worker-2'), server.start('worker-3')])
})
afterAll(async () => {
  await database?.end()
  await server?.stop()
  fs.rmSync(folder, { recursive: true, force: true })
})

async function post(path: string, body: object): Promise<string> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${server.url}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  const answer = await response.json()
  if (!response.ok) throw new Error(`${path}: ${response.status} ${JSON.stringify(answer)}`)
  return answer.id
}

const rows = async <Row extends pg.QueryResultRow>(text: string) => (await database.query<Row>(text)).rows

async function until(what: string, check: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 90_000; !(await check()); await sleep(100)) {
    if (Date.now() > deadline) throw new Error(`waited 90 s for ${what}:\n${server.output().slice(-6000)}`)
  }
}

const WORK = `
  api() { curl -sS -f -m 10 -X "$1" -H "Authorization: Bearer $PAPERCLIP_API_KEY" -H 'Content-Type: application/json' --retry 40 --retry-delay 1 --retry-all-errors -H "Idempotency-Key: $3-$PAPERCLIP_TASK_ID" "$PAPERCLIP_BASE_URL/api/v1$2" -d "$4" >/dev/null; }
  api POST "/tasks/$PAPERCLIP_TASK_ID/messages" begun '{"content":"begun"}'
  sleep 1
  while [ -e ${closed} ]; do sleep 0.2; done
  api PATCH "/tasks/$PAPERCLIP_TASK_ID" done '{"status":"done","completion_summary":"finished"}'
`

type RunRow = {
  id: string
  taskNumber: number
  state: string
  attempt: number
  workerId: string
  errorCode: string | null
  lastEventSeq: number
}
const runs = () =>
  rows<RunRow>(
    `SELECT r.id, t.number AS "taskNumber", r.state, attempt, "workerId", "errorCode", "lastEventSeq"
     FROM "Run" r JOIN "Task" t ON t.id = r."taskId" ORDER BY r.id`,
  )
const running = async () => (await runs()).filter((run) => run.state === 'running')

/** Follows a company over both kinds of streams, from one web server or the other. */
async function follow(web: Web, companyId: string, after: { change?: string; message?: number }) {
  const at = server.urlOf(web)
  const changes = await openChanges(`${at}/api/live?companyId=${companyId}`, after.change)
  const from = after.message === undefined ? '' : `?after=${after.message}`
  const messages = await openLive(`${at.replace('http', 'ws')}/api/companies/${companyId}/events/ws${from}`)
  return { changes, messages }
}

const changesIn = (told: Change[]) => told.filter((each) => each.event === 'change')
const messagesIn = (heard: Heard[]) => heard.filter((each) => each.type !== 'stream.ready')

it('A4, pain 8: two web servers and three workers share a database; one of each is killed, and neither work nor live news are lost', {
  timeout: 400_000,
}, async () => {
  const companyId = await post('/companies', { name: 'Fleet', mission: 'Survive' })
  await untilAllIsPast(server.databaseUrl)
  const first = await follow('web', companyId, {})
  await first.changes.until((told) => told.some((each) => each.event === 'ready'))
  await first.messages.ready()
  const [head] = await rows<{ txid: string; seq: string }>(
    'SELECT txid, seq FROM "OutboxEvent" ORDER BY txid DESC, seq DESC LIMIT 1',
  )

  const agents: string[] = []
  for (let n = 0; n < AGENTS; n++) {
    const wish = { name: `Agent ${n}`, role: 'engineer', runtime: 'bash', command: WORK }
    agents.push(await post(`/companies/${companyId}/agents`, wish))
  }
  const assign = async () => {
    for (let n = 0; n < TASKS / 2; n++) {
      await post(`/companies/${companyId}/tasks`, { title: `Task ${n}`, assigned_to: agents[n % AGENTS] })
    }
  }
  await assign()
  await until('three workers to have a run', async () => {
    return new Set((await running()).map((run) => run.workerId)).size === 3
  })

  // a second server that starts leaves the first one's runs alone
  const before = await running()
  await server.start('web-2')
  await sleep(1000)
  const after = new Map((await runs()).map((run) => [run.id, run.state]))
  expect(before.length).toBeGreaterThan(0)
  for (const run of before) expect(['running', 'succeeded']).toContain(after.get(run.id))

  // what was heard so far; then the first server dies, and a worker with it
  await first.changes.until((told) => changesIn(told).length > 20)
  fs.writeFileSync(closed, '')
  await assign()
  await until('the worker to have a run that cannot end yet', async () =>
    (await running()).some((run) => run.workerId === workerId && run.taskNumber > TASKS / 2),
  )
  await Promise.all([server.kill9('web'), server.kill9('worker')])
  fs.rmSync(closed)
  const early = { changes: changesIn(first.changes.told), messages: messagesIn(first.messages.heard) }
  const second = await follow('web-2', companyId, {
    change: early.changes.at(-1)!.id,
    message: early.messages.at(-1)!.id,
  })

  await until('all tasks to be done, and nothing to run', async () => {
    const [left] = await rows<{ n: number }>(`SELECT (SELECT count(*) FROM "Task" WHERE state <> 'done')::int
      + (SELECT count(*) FROM "Run" WHERE state IN ('queued', 'running'))::int + (SELECT count(*) FROM "Wake" WHERE state = 'pending')::int AS n`)
    return left?.n === 0
  })
  const said = await rows<{ said: string[] }>(
    `SELECT array_agg(content ORDER BY id) AS said FROM "Message" WHERE role = 'agent' GROUP BY "taskId"`,
  )
  expect(said).toEqual(Array(TASKS).fill({ said: ['begun', 'finished'] }))

  // only the killed worker's runs were lost, and what the killed server was just handing over; the others went on through the other one
  const ended = await runs()
  const lost = ended.filter((run) => run.state !== 'succeeded')
  expect(lost.map((run) => run.errorCode)).toEqual(lost.map(() => 'lost'))
  expect(lost.some((run) => run.workerId === workerId)).toBe(true)
  expect(lost.filter((run) => run.workerId !== workerId && run.lastEventSeq > 0)).toEqual([])

  // both streams told everything, in one order, each thing once
  const events = await rows<{ id: string }>(
    `SELECT id FROM "OutboxEvent" WHERE (txid, seq) > (${head!.txid}, ${head!.seq}) ORDER BY txid, seq`,
  )
  const late = await second.changes.until((told) => early.changes.length + changesIn(told).length >= events.length)
  const told = [...early.changes, ...changesIn(late)].map((each) => each.data.id)
  expect(told).toEqual(events.map((event) => event.id))
  await second.messages.until((heard) => early.messages.length + messagesIn(heard).length >= events.length)
  const ids = [...early.messages, ...messagesIn(second.messages.heard)].map((each) => each.id)
  expect(ids).toHaveLength(events.length)
  expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b))
  second.changes.close()
  second.messages.close()
})
