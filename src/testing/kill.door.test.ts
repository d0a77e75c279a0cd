import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from './company'
import { type RunningServer, startServer } from './running-server'

let server: RunningServer
beforeAll(async () => {
  server = await startServer({ worker: true })
})
afterAll(() => server.stop())

type Json = Record<string, unknown> & { id: string }

async function call<T = Json>(method: string, path: string, body?: object): Promise<T> {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const answer = await response.json()
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`)
  return answer as T
}

const company = (name: string) => call('POST', '/companies', { name, mission: 'Survive' })
const hire = (companyId: string, name: string, command: string) =>
  call('POST', `/companies/${companyId}/agents`, { name, role: 'engineer', runtime: 'bash', command })

type RunJson = { id: string; status: string; attempt: number; error_code: string | null; stop_reason: string | null }
const runsOf = async (companyId: string) =>
  (await call<{ runs: RunJson[] }>('GET', `/companies/${companyId}/runs?limit=200`)).runs
type Thread = { messages: { content: string; role: string }[] }
const threadOf = async (taskId: string) => (await call<Thread>('GET', `/tasks/${taskId}/messages`)).messages

/** What an agent's command does to work on its task: says so, waits, says that it is done, and completes it. */
const work = (seconds: number) => `
  api() { curl -sS -f -X "$1" -H "Authorization: Bearer $PAPERCLIP_API_KEY" -H 'Content-Type: application/json' --retry 60 --retry-delay 1 --retry-all-errors -H "Idempotency-Key: $3" "$PAPERCLIP_BASE_URL/api/v1$2" -d "$4"; }
  api POST "/tasks/$PAPERCLIP_TASK_ID/messages" "begun-$PAPERCLIP_TASK_ID" '{"content":"begun"}' >/dev/null
  sleep ${seconds}
  api PATCH "/tasks/$PAPERCLIP_TASK_ID" "done-$PAPERCLIP_TASK_ID" '{"status":"done","completion_summary":"finished"}' >/dev/null
`

describe('fifty agents woken at once', () => {
  it('make fifty runs, one each, and all of them end', async () => {
    const { id } = await company('Fifty')
    const agents = await Promise.all(Array.from({ length: 50 }, (_, i) => hire(id, `Agent ${i}`, 'true')))
    await Promise.all(agents.map((agent) => call('POST', `/agents/${agent.id}/wake`)))
    const runs = await until('fifty runs to succeed', async () => {
      const all = await runsOf(id)
      return all.length >= 50 && all.every((run) => run.status === 'succeeded') ? all : null
    })
    expect(runs).toHaveLength(50)
  }, 90_000)
})

describe('kill -9 of the web server during a run', () => {
  it('pain 8: leaves the run alone, and its result arrives afterwards', async () => {
    const { id } = await company('Web dies')
    const agent = await hire(id, 'Ada', work(30))
    const task = await call('POST', `/companies/${id}/tasks`, { title: 'Long work', assigned_to: agent.id })
    await until('the first message', async () => (await threadOf(task.id)).length === 1)
    await server.kill9('web')
    // longer than a lease: nobody could beat, and the run must not count as lost
    await new Promise((resolve) => setTimeout(resolve, 22_000))
    await server.start('web')
    await until('the task to be done', async () => (await call('GET', `/tasks/${task.id}`)).state === 'done')
    const runs = await until('the run to end', async () => {
      const all = await runsOf(id)
      return all.every((run) => run.status === 'succeeded') ? all : null
    })
    expect(runs.map((run) => run.attempt)).toEqual([1])
    expect((await threadOf(task.id)).map((message) => message.content)).toEqual(['begun', 'finished'])
  }, 120_000)
})

describe('kill -9 of the worker during a run', () => {
  it('pains 4, 9 and 10: frees the task within the lease, and the work is done by a second run in the same workspace, with no message twice', async () => {
    const { id } = await company('Worker dies')
    const agent = await hire(id, 'Ada', `echo "found $(cat note 2>/dev/null)"; echo "a note" > note; ${work(3)}`)
    const task = await call('POST', `/companies/${id}/tasks`, { title: 'Long work', assigned_to: agent.id })
    await until('the first message', async () => (await threadOf(task.id)).length === 1)
    await server.kill9('worker')
    await server.start('worker')
    await waitLong('the task to be done', async () => (await call('GET', `/tasks/${task.id}`)).state === 'done')
    const runs = await until('the second run to end', async () => {
      const all = await runsOf(id)
      return all.every((run) => run.status !== 'running' && run.status !== 'queued') ? all : null
    })
    expect(runs.map((run) => [run.attempt, run.status, run.error_code]).sort()).toEqual([
      [1, 'failed', 'lost'],
      [2, 'succeeded', null],
    ])
    expect((await threadOf(task.id)).map((message) => message.content)).toEqual(['begun', 'finished'])
    const second = runs.find((run) => run.attempt === 2)
    const { events } = await call<{ events: { text: string }[] }>('GET', `/runs/${second?.id}/events`)
    expect(events.map((event) => event.text)).toContain('found a note')
  }, 180_000)
})

describe('a start with much to recover', () => {
  it('pain 5: answers at once, and the runs that were lost meanwhile are ended afterwards', async () => {
    const { id } = await company('Recovery')
    await hire(id, 'Boss', 'true')
    const owner = new pg.Client({ connectionString: server.databaseUrl })
    await owner.connect()
    const companyId = (await owner.query(`SELECT id FROM "Company" WHERE name = 'Recovery'`)).rows[0].id
    await server.kill9('web')
    await owner.query(
      `WITH agents AS (INSERT INTO "Agent" (id, "companyId", name, runtime, "managerId")
         SELECT gen_random_uuid(), $1, 'Lost ' || n, 'http', boss.id FROM generate_series(1, 300) n, "Agent" boss
         WHERE boss."companyId" = $1 RETURNING id)
       INSERT INTO "Run" (id, "companyId", "agentId", cause, runtime, state, fence, attempt, "startedAt", "leaseExpiresAt")
       SELECT gen_random_uuid(), $1, id, 'manual', 'http', 'running', 1, 9, now(), now() - interval '1 hour' FROM agents`,
      [companyId],
    )
    const startedAt = Date.now()
    await server.start('web')
    const live = async () =>
      (
        await owner.query(`SELECT count(*)::int AS n FROM "Run" WHERE "companyId" = $1 AND state = 'running'`, [
          companyId,
        ])
      ).rows[0].n
    expect(await live()).toBe(300)
    expect((await call('GET', `/companies/${id}`)).id).toBe(id)
    expect(Date.now() - startedAt).toBeLessThan(15_000)
    await waitLong('the lost runs to be ended', async () => (await live()) === 0)
    await owner.end()
  }, 180_000)
})

describe('stopping a run', () => {
  it('pain 6: may be asked for more than once, reaches the process tree and is confirmed within seconds', async () => {
    const { id } = await company('Stop')
    const agent = await hire(id, 'Sleeper', 'sleep 300 & sleep 300')
    const { run_id } = await call<{ run_id: string }>('POST', `/agents/${agent.id}/wake`)
    await until(
      'the run to start',
      async () => (await runsOf(id)).find((run) => run.id === run_id)?.status === 'running',
    )
    await Promise.all([1, 2, 3].map(() => call('POST', `/runs/${run_id}/stop`, { reason: 'test' })))
    const run = await until('the run to end', async () => {
      const now = await call('GET', `/runs/${run_id}`)
      return now.status === 'cancelled' ? now : null
    })
    expect(run).toMatchObject({ status: 'cancelled', error_code: 'stopped' })
  })
})

describe('a budget that is used up during a run', () => {
  it('halts the agent and stops the run', async () => {
    const { id } = await company('Halt')
    const report = `curl -sS -X POST -H "Authorization: Bearer $PAPERCLIP_API_KEY" -H 'Content-Type: application/json' "$PAPERCLIP_BASE_URL/api/v1/agents/$PAPERCLIP_AGENT_ID/cost" -d '{"tokens_in":1000000,"tokens_out":0,"model":"claude-opus-4-5"}'`
    const agent = await call('POST', `/companies/${id}/agents`, {
      name: 'Spender',
      runtime: 'bash',
      command: `${report}; sleep 300`,
      budget: { monthly_usd: 2 },
    })
    const { run_id } = await call<{ run_id: string }>('POST', `/agents/${agent.id}/wake`)
    const run = await until('the run to be stopped', async () => {
      const now = (await runsOf(id)).find((each) => each.id === run_id)
      return now?.status === 'cancelled' ? now : null
    })
    expect(run.stop_reason).toBe('budget')
    const status = await call<{ status: string; reason: string; budget: object }>('GET', `/agents/${agent.id}/status`)
    expect(status).toMatchObject({ budget: { monthly_usd: 2, spent_usd: 5, status: 'exceeded' } })
    expect(status.reason).toMatch(/^Halted: \$5.00 of \$2.00/)
  })
})

/** The lease of a lost run lasts 20 s, and its retry waits a little: longer than `until` is for. */
async function waitLong(what: string, check: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 150_000
  while (!(await check())) {
    if (Date.now() > deadline) throw new Error(`waited 150 s for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}
