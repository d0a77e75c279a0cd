import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { until } from './company'
import { type RunningServer, startServer } from './running-server'

let server: RunningServer
let companyId: string
beforeAll(async () => {
  server = await startServer({ worker: true, env: { BASE_URL: '' } })
  companyId = (await call<{ id: string }>('POST', '/companies', { name: 'Restarts', mission: 'Survive' })).id
})
afterAll(() => server?.stop())

async function call<T>(method: string, path: string, body?: object): Promise<T> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${server.url}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) })
  const answer = await response.json()
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`)
  return answer
}

async function hire(name: string, command: string): Promise<string> {
  const wish = { name, role: 'engineer', runtime: 'bash', command }
  return (await call<{ id: string }>('POST', `/companies/${companyId}/agents`, wish)).id
}

type Run = { id: string; status: string; attempt: number }
/** Undefined until the wake was admitted. */
const runOf = async (runId: string) =>
  (await call<{ runs: Run[] }>('GET', `/companies/${companyId}/runs`)).runs.find((run) => run.id === runId)
const wake = async (agentId: string) => (await call<{ run_id: string }>('POST', `/agents/${agentId}/wake`)).run_id

it('pain 8: a server that is restarted again and again during a run neither ends nor repeats it', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'paperclip-test-restart-'))
  const signal = path.join(folder, 'go')
  const runId = await wake(await hire('Patient', `until [ -e ${signal} ]; do sleep 0.2; done`))
  await until('the run to start', async () => (await runOf(runId))?.status === 'running')
  for (let restart = 0; restart < 3; restart++) {
    await server.restart('web')
    expect((await runOf(runId))?.status).toBe('running')
  }
  fs.writeFileSync(signal, '')
  const run = await until('the run to end', async () => {
    const now = await runOf(runId)
    return now?.status !== 'running' && now
  })
  expect([run.status, run.attempt]).toEqual(['succeeded', 1])
  fs.rmSync(folder, { recursive: true })
})

it('pain 5: a server listens although nothing of what it has to catch up on can be done', {
  timeout: 90_000,
}, async () => {
  const agentId = await hire('Late', 'true')
  await server.kill9('web')
  const blocker = new pg.Client({ connectionString: server.databaseUrl })
  await blocker.connect()
  await blocker.query('BEGIN')
  await blocker.query(`LOCK TABLE "Run", "Wake", "Lease", engine.runs, engine.steps, engine.listeners, engine.cron, engine.event_ids,
    graphile_worker._private_jobs IN ACCESS EXCLUSIVE MODE`)
  // resolves when it answers
  await server.start('web')
  const companies = await call<{ companies: { id: string }[] }>('GET', '/companies')
  expect(companies.companies.map((company) => company.id)).toContain(companyId)
  await blocker.query('ROLLBACK')
  await blocker.end()
  const runId = await wake(agentId)
  await until('the run to end', async () => (await runOf(runId))?.status === 'succeeded')
})
