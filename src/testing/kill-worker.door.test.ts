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

describe('kill -9 of the worker during a run', () => {
  it('pains 4, 9 and 10: frees the task within the lease, and the work is done by a second run in the same workspace, with no message twice', async () => {
    const { id } = await company('Worker dies')
    const agent = await hire(id, 'Ada', `echo "found $(cat note 2>/dev/null)"; echo "a note" > note; ${work(12)}`)
    const task = await call('POST', `/companies/${id}/tasks`, { title: 'Long work', assigned_to: agent.id })
    await until('the first message', async () => (await threadOf(task.id)).length === 1)
    await server.kill9('worker')
    await server.start('worker')
    await untilLong('the task to be done', async () => (await call('GET', `/tasks/${task.id}`)).state === 'done')
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
  }, 400_000)
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
