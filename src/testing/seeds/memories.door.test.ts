import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { until } from '../company'
import { idIn, type RestClient, restClient } from '../rest-client'
import { type RunningServer, startServer } from '../running-server'

const KEY = 'master-key-for-the-tests'

type Work = {
  task: { title: string } | null
  context: {
    company_id: string
    api_base: string
    api_key: string
    memories: { scope: string; key: string; text: string }[]
  }
}

let server: RunningServer
let api: RestClient
let company: string
const received: Work[] = []

/** An agent that keeps what it learnt while it works, as any program could. */
const agent = http.createServer(async (request, response) => {
  let body = ''
  for await (const chunk of request) body += chunk
  const work = JSON.parse(body) as Work
  received.push(work)
  const { api_base, api_key, company_id } = work.context
  const learnt = await fetch(`${api_base}/companies/${company_id}/memories`, {
    method: 'POST',
    headers: { authorization: `Bearer ${api_key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ key: 'invoice-folder', text: 'Invoices are in the folder of their year.' }),
  })
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ status: 'done', summary: `Remembered: ${learnt.status}` }))
})

beforeAll(async () => {
  await new Promise<void>((resolve) => agent.listen(0, '127.0.0.1', resolve))
  const env = { PAPERCLIP_API_KEY: KEY, BASE_URL: '', PAPERCLIP_ALLOW_PRIVATE_ENDPOINTS: '1' }
  server = await startServer({ worker: true, env })
  api = restClient(server.url, KEY)
  company = idIn(await api('POST', '/companies', { name: 'Knowing' }))
})
afterAll(async () => {
  agent.close()
  await server?.stop()
})

it('gives an HTTP agent in a later run what it learnt in an earlier one, best first', async () => {
  const endpoint = `http://127.0.0.1:${(agent.address() as AddressInfo).port}`
  const id = idIn(await api('POST', `/companies/${company}/agents`, { name: 'Clerk', runtime: 'http', endpoint }))
  await api('POST', `/companies/${company}/memories`, { key: 'tone', text: 'We are polite.' })
  const assign = (title: string) => api('POST', `/companies/${company}/tasks`, { title, assigned_to: id })
  const workOn = (title: string) =>
    until(`the agent to be given ${title}`, async () => received.find((work) => work.task?.title === title))
  const first = idIn(await assign('Say hello'))
  expect((await workOn('Say hello')).context.memories).toEqual([
    { scope: 'company', key: 'tone', text: 'We are polite.' },
  ])
  await until('the first task to be done', async () => (await api('GET', `/tasks/${first}`)).body.state === 'done')
  const kept = await api('GET', `/companies/${company}/memories?agent_id=${id}`)
  expect(kept.body.memories).toMatchObject([
    { author: { kind: 'agent', id }, run_id: expect.stringMatching(/^run_/), task_id: first, last_used_at: null },
  ])
  await assign('Pay the invoices')
  expect((await workOn('Pay the invoices')).context.memories).toEqual([
    { scope: 'agent', key: 'invoice-folder', text: 'Invoices are in the folder of their year.' },
    { scope: 'company', key: 'tone', text: 'We are polite.' },
  ])
  const used = await api('GET', `/companies/${company}/memories?agent_id=${id}`)
  expect(used.body.memories).toMatchObject([{ last_used_at: expect.any(String) }])
  const pulled = await api('POST', `/agents/${id}/heartbeat`)
  expect(pulled.body.memories).toMatchObject([{ scope: expect.any(String) }, { scope: expect.any(String) }])
})
