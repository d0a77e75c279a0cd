import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../company'
import { type Answer, idIn, type RestClient, restClient, rowsIn } from '../rest-client'
import { type RunningServer, startServer } from '../running-server'

const KEY = 'master-key-for-the-tests'
const ROUNDS = 100

let server: RunningServer
let api: RestClient
let company: string

type Worker = { id: string; name: string; key: string; as: RestClient }

async function hire(name: string): Promise<Worker> {
  const config = { adapterType: 'process', adapterConfig: { command: 'true' } }
  const id = idIn(await api('POST', `/companies/${company}/agents`, { name, ...config }))
  const key = String((await api('POST', `/agents/${id}/keys`, { name })).body.token)
  return { id, name, key, as: restClient(server.url, key, { base: '/api' }) }
}

const newIssue = async (title: string) =>
  idIn(await api('POST', `/companies/${company}/issues`, { title, status: 'todo' }))

/** A run that waits for a worker: alive, and it stays so. */
async function newRun(agent: Worker): Promise<string> {
  const before = await runsOf(agent)
  await api('POST', `/agents/${agent.id}/wakeup`, {})
  const run = await until('a run', async () => (await runsOf(agent)).find((id) => !before.includes(id)))
  return run
}
async function runsOf(agent: Worker): Promise<string[]> {
  const rows = rowsIn(await api('GET', `/companies/${company}/heartbeat-runs?agentId=${agent.id}`))
  return rows.map((row) => String(row.id))
}

const take = (agent: Worker, issue: string, run?: string): Promise<Answer> =>
  agent.as(
    'POST',
    `/issues/${issue}/checkout`,
    { agentId: agent.id, expectedStatuses: ['todo', 'in_progress'] },
    run ? { 'x-paperclip-run-id': run } : {},
  )

beforeAll(async () => {
  server = await startServer({ env: { PAPERCLIP_API_KEY: KEY, BASE_URL: '' } })
  api = restClient(server.url, KEY, { base: '/api' })
  company = idIn(await api('POST', '/companies', { name: 'Checkouts' }))
})
afterAll(() => server?.stop())

describe('a checkout', () => {
  it(`that two agents race for is one’s, and the other is told whose, ${ROUNDS} times`, async () => {
    const [ada, bob] = [await hire('Ada'), await hire('Bob')]
    const bobInV1 = restClient(server.url, bob.key)
    const wins = { ada: 0, bob: 0 }
    for (let round = 0; round < ROUNDS; round++) {
      const issue = await newIssue(`Round ${round}`)
      // every other round, one of them speaks the other dialect
      const isMixed = round % 2 === 1
      const asBob = () => (isMixed ? bobInV1('POST', `/tasks/${issue}/checkout`) : take(bob, issue))
      const [first, second] = round % 4 < 2 ? [take(ada, issue), asBob()] : [asBob(), take(ada, issue)].reverse()
      const [ofAda, ofBob] = await Promise.all([first!, second!])
      expect([round, [ofAda.status, ofBob.status].sort()]).toEqual([round, [200, 409]])
      const winner = ofAda.status === 200 ? ada : bob
      wins[winner === ada ? 'ada' : 'bob']++
      const lost = winner === ada ? ofBob : ofAda
      const { details } = lost.body as { details: Record<string, unknown> }
      const told = 'holder_name' in details ? [details.holder_name] : [details.assigneeAgentId, details.isAlive]
      expect(told).toEqual('holder_name' in details ? [winner.name] : [winner.id, true])
      expect(lost.body.error).toContain(winner.name)
      const { body } = await api('GET', `/issues/${issue}`)
      expect(body).toMatchObject({ status: 'in_progress', assigneeAgentId: winner.id })
    }
    expect(wins.ada + wins.bob).toBe(ROUNDS)
  })

  it('by the same run again is 200, and changes nobody’s hold', async () => {
    const [cid, dora] = [await hire('Cid'), await hire('Dora')]
    const issue = await newIssue('Again')
    const run = await newRun(cid)
    const first = await take(cid, issue, run)
    expect(first).toMatchObject({ status: 200, body: { assigneeAgentId: cid.id, checkoutRunId: run } })
    const again = await Promise.all([1, 2, 3].map(() => take(cid, issue, run)))
    for (const answer of again) expect(answer).toMatchObject({ status: 200, body: { checkoutRunId: run } })
    expect((await take(dora, issue)).status).toBe(409)
  })

  it('is adopted by the same agent when its run was killed, and by nobody else', async () => {
    const [eve, fay] = [await hire('Eve'), await hire('Fay')]
    const issue = await newIssue('Killed')
    const run = await newRun(eve)
    expect((await take(eve, issue, run)).status).toBe(200)
    await api('POST', `/heartbeat-runs/${run}/cancel`, { reason: 'killed' })
    await until('the run to end', async () => (await api('GET', `/heartbeat-runs/${run}`)).body.status === 'cancelled')
    const stranger = await take(fay, issue)
    expect(stranger).toMatchObject({ status: 409, body: { details: { assigneeAgentId: eve.id } } })
    const next = await newRun(eve)
    const adopted = await take(eve, issue, next)
    expect(adopted).toMatchObject({ status: 200, body: { assigneeAgentId: eve.id, checkoutRunId: next } })
    expect((await take(fay, issue)).status).toBe(409)
  })
})
