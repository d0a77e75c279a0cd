import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from './company'
import { sceneOf, untilLong, work } from './kill-scene'
import { type RunningServer, startServer } from './running-server'

let server: RunningServer
beforeAll(async () => {
  server = await startServer({ worker: true })
})
afterAll(() => server.stop())

const { company, call, hire, runsOf, threadOf } = sceneOf(() => server)

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
  }, 240_000)
})

describe('a start with much to recover', () => {
  it('pain 5: answers at once, and the runs that were lost meanwhile are ended afterwards', async () => {
    const { id } = await company('Recovery')
    await hire(id, 'Root', 'true')
    const owner = new pg.Client({ connectionString: server.databaseUrl })
    await owner.connect()
    const companyId = (await owner.query(`SELECT id FROM "Company" WHERE name = 'Recovery'`)).rows[0].id
    await server.kill9('web')
    await owner.query(
      `WITH agents AS (INSERT INTO "Agent" (id, "companyId", name, runtime, "managerId")
         SELECT gen_random_uuid(), $1, 'Lost ' || n, 'http', root.id FROM generate_series(1, 300) n, "Agent" root
           WHERE root."companyId" = $1 RETURNING id)
       INSERT INTO "Run" (id, "companyId", "agentId", cause, runtime, state, fence, "startedAt", "leaseExpiresAt")
       SELECT gen_random_uuid(), $1, id, 'manual', 'http', 'running', 1, now(), now() - interval '1 hour' FROM agents`,
      [companyId],
    )
    await server.start('web')
    const live = async () =>
      (
        await owner.query(`SELECT count(*)::int AS n FROM "Run" WHERE "companyId" = $1 AND state = 'running'`, [
          companyId,
        ])
      ).rows[0].n
    expect(await live()).toBe(300)
    expect((await call('GET', `/companies/${id}`)).id).toBe(id)
    await untilLong('the lost runs to be ended', async () => (await live()) === 0)
    await owner.end()
  }, 400_000)
})
