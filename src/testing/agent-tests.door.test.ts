import { afterAll, beforeAll, expect, it } from 'vitest'
import { type BeatAnswer, PROTOCOL_VERSION, type RegisterAnswer } from '@/worker/protocol'
import { until } from './company'
import { type RunningServer, startServer, type Web } from './running-server'

let server: RunningServer
beforeAll(async () => {
  server = await startServer({ isBalanced: true, env: { BASE_URL: '' } })
  await server.start('web-2')
})
afterAll(() => server?.stop())

async function post<T>(web: Web, path: string, body: object): Promise<T> {
  const headers = new Headers({ 'content-type': 'application/json' })
  if (path.startsWith('/api/worker')) headers.set('authorization', `Bearer ${server.workerKey}`)
  const init = { method: 'POST', headers, body: JSON.stringify(body) }
  const response = await fetch(`${server.urlOf(web)}${path}`, init)
  expect(response.status, path).toBeLessThan(300)
  return (await response.json()) as T
}

it('lets a worker that speaks to one server answer who asked at the other', async () => {
  const { id } = await post<{ id: string }>('web', '/api/v1/companies', { name: 'Two doors', mission: 'Try' })
  const wish = { name: 'Ada', role: 'engineer', runtime: 'bash', command: 'true' }
  const agent = await post<{ id: string }>('web', `/api/v1/companies/${id}/agents`, wish)
  const intro = { version: PROTOCOL_VERSION, name: 'test', capacity: 1, labels: [], runtimes: ['bash'] }
  const { workerId } = await post<RegisterAnswer>('web-2', '/api/worker/register', intro)
  const beat = (web: Web) => post<BeatAnswer>(web, '/api/worker/beat', { workerId, runs: [] })

  for (const [asked, worked] of [
    ['web', 'web-2'],
    ['web-2', 'web'],
  ] as const) {
    const answer = post(asked, `/api/v1/agents/${agent.id}/test`, {})
    const [test] = await until('the test', async () => {
      const { tests = [] } = await beat(worked)
      return tests.length > 0 && tests
    })
    expect(test).toMatchObject({ runtime: 'bash', runtimeConfig: { command: 'true' } })
    expect((await beat(asked)).tests).toEqual([])
    const message = `Heard at ${worked}.`
    await post(worked, `/api/worker/tests/${test!.testId}`, { ok: true, message })
    expect(await answer).toEqual({ ok: true, message })
  }
})
