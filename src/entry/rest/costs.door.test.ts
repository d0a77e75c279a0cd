import { afterAll, beforeAll, expect, it } from 'vitest'
import { idIn, type RestClient, restClient, rowsIn } from '@/testing/rest-client'
import { type RunningServer, startServer } from '@/testing/running-server'

const KEY = 'a-key-for-reports-of-costs-at-once'
let server: RunningServer
let api: RestClient
let company: string

beforeAll(async () => {
  server = await startServer({ env: { PAPERCLIP_API_KEY: KEY, BASE_URL: '' } })
  api = restClient(server.url, KEY, { base: '/api' })
  company = idIn(await api('POST', '/companies', { name: 'At once', budgetMonthlyCents: 100_000 }))
})
afterAll(() => server?.stop())

const inCompany = (path: string) => `/companies/${company}${path}`
const halts = async () =>
  rowsIn(await api('GET', inCompany('/activity?limit=200'))).filter((row) => row.action === 'agent.halted')

it('stores twenty reports at once against one small cap over HTTP, answers none with an error, and halts once', async () => {
  const idle = { adapterType: 'process', adapterConfig: { command: 'true' } }
  const hired = await api('POST', inCompany('/agents'), { name: 'Pull', ...idle, budgetMonthlyCents: 100 })
  const agent = idIn(hired)
  const key = await api('POST', `/agents/${agent}/keys`, { name: 'pull' })
  const asAgent = restClient(server.url, String(key.body.token), { base: '' })
  const report = { model: 'm', tokens_in: 10, tokens_out: 1, cost_usd: '0.10' }
  const told = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      n % 2
        ? asAgent('POST', `/api/v1/agents/${agent}/cost`, report)
        : asAgent('POST', `/api${inCompany('/cost-events')}`, { agentId: agent, model: 'm', costCents: 10 }),
    ),
  )
  expect(told.map((answer) => answer.status)).toEqual(Array.from({ length: 20 }, () => 201))
  expect((await api('GET', `/agents/${agent}`)).body).toMatchObject({
    ...{ status: 'paused', pauseReason: 'budget', spentMonthlyCents: 200 },
  })
  expect(await halts()).toHaveLength(1)
  const rows = rowsIn(await api('GET', inCompany('/costs/by-agent')))
  expect(rows).toMatchObject([{ agentId: agent, costCents: 200, inputTokens: 100 }])
  // past the cap, and paused: it is true all the same
  const late = await asAgent('POST', `/api/v1/agents/${agent}/cost`, report)
  expect(late).toMatchObject({ status: 201, body: { budget: { status: 'exceeded', remaining_usd: -1.1 } } })
  expect(await halts()).toHaveLength(1)
})
