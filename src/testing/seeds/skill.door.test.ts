import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { inflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../company'
import { type RunningServer, startServer } from '../running-server'
import { PaperclipClient } from '../seed-client'

/*
 * What users of `/api/v1` were taught beside the client and the agent loop: the calls of governance, of several companies, of handing
 * on and mentioning, of templates. The calls stand here as they were taught; only the address is the running server's.
 */

process.env.PAPERCLIP_API_KEY = 'master-key-for-the-tests'

let server: RunningServer
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'paperclip-seed-'))
const headers = { Authorization: `Bearer ${process.env.PAPERCLIP_API_KEY}`, 'Content-Type': 'application/json' }

beforeAll(async () => {
  server = await startServer({ env: { PAPERCLIP_API_KEY: String(process.env.PAPERCLIP_API_KEY), BASE_URL: '' } })
})
afterAll(async () => {
  fs.rmSync(folder, { recursive: true, force: true })
  await server?.stop()
})

type Thing = Record<string, unknown> & { id: string }
type Company = Thing & { name: string; mission: string }

const post = <T = Thing>(at: string, body: object): Promise<T> =>
  fetch(`${server.url}/api/v1${at}`, { method: 'POST', headers, body: JSON.stringify(body) }).then((r) => r.json())
const get = <T = Thing>(at: string): Promise<T> => fetch(`${server.url}/api/v1${at}`, { headers }).then((r) => r.json())

const createCompany = async (body: { name: string; mission: string }) =>
  (await post<{ company: Company }>('/companies', body)).company

describe('several companies in one deployment', () => {
  it('are founded at once, and each has its own agents, goals, tasks, budgets and record', async () => {
    const companies = await Promise.all([
      createCompany({ name: 'NoteGenius', mission: 'Best note app' }),
      createCompany({ name: 'ShipFast', mission: 'Fastest deploy tool' }),
    ])
    for (const { id, name } of companies) {
      const agent = await post(`/companies/${id}/agents`, {
        name: `${name} agent`,
        role: 'CEO',
        budget: { monthly_usd: 5 },
      })
      await post(`/companies/${id}/goals`, { title: `${name} goal` })
      await post(`/companies/${id}/tasks`, { title: `${name} task`, assigned_to: agent.id })
    }
    for (const { id, name } of companies) {
      const { budgets } = await get<{ budgets: object[] }>(`/companies/${id}/budgets`)
      expect(budgets).toMatchObject([{ scope_id: id }, { scope: 'agent', monthly_usd: 5 }])
      const other = companies.find((each) => each.id !== id)?.name ?? ''
      for (const what of ['agents', 'goals', 'tasks', 'activity']) {
        const listed = JSON.stringify(await get(`/companies/${id}/${what}`))
        expect([what, listed]).toEqual([what, expect.stringContaining(name)])
        expect([what, listed]).toEqual([what, expect.not.stringContaining(other)])
      }
    }
  })
})

it('teaches agents how to work here, without a key', async () => {
  const answer = await fetch(`${server.url}/SKILL.md`)
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/markdown; charset=utf-8'])
  expect(await answer.text()).toMatch(/^---\nname: paperclip\n[\s\S]*POST \/tasks\/\{id\}\/checkout/)
})

describe('governance', () => {
  it('approves a hire that was asked for', async () => {
    const { id: companyId } = await createCompany({ name: 'Careful', mission: 'Look before we hire' })
    const ceo = await post(`/companies/${companyId}/agents`, { name: 'Eve', role: 'CEO', issue_key: true })
    await fetch(`${server.url}/api/v1/companies/${companyId}`, {
      method: 'PATCH',
      headers,
      body: JSON.stringify({ require_approval_for_hires: true }),
    })
    const asked = await fetch(`${server.url}/api/v1/companies/${companyId}/hires`, {
      method: 'POST',
      headers: { ...headers, Authorization: `Bearer ${ceo.api_key}` },
      body: JSON.stringify({ name: 'Bob', role: 'engineer', runtime: 'claude-code', reports_to: ceo.id }),
    }).then((r) => r.json())
    expect(asked.agent).toMatchObject({ name: 'Bob', status: 'pending_approval' })

    const { approvals } = await fetch(`${server.url}/api/v1/companies/${companyId}/approvals?status=pending`, {
      headers,
    }).then((r) => r.json())
    const decided = await fetch(`${server.url}/api/v1/approvals/${approvals[0].id}`, {
      method: 'PATCH',
      headers,
      body: JSON.stringify({ decision: 'approved', note: 'Looks good.' }),
    })
    expect(decided.status).toBe(200)
    expect(await decided.json()).toMatchObject({ approval: { status: 'approved', decision_note: 'Looks good.' } })
    expect(await get(`/agents/${asked.agent.id}`)).toMatchObject({
      name: 'Bob',
      status: expect.not.stringMatching(/pending/),
    })
    expect(await get(`/companies/${companyId}/approvals?status=pending`)).toMatchObject({ approvals: [] })
  })

  it('rolls a bad change of the settings back to revision 3', async () => {
    const { id: companyId } = await createCompany({ name: 'Rollback', mission: 'Undo' })
    const { id: agentId } = await post(`/companies/${companyId}/agents`, { name: 'Ada', command: 'node first.js' })
    for (const command of ['node second.js', 'node third.js', 'node broken.js']) {
      const body = JSON.stringify({ command })
      await fetch(`${server.url}/api/v1/agents/${agentId}`, { method: 'PATCH', headers, body })
    }
    const rolledBack = await fetch(`${server.url}/api/v1/agents/${agentId}/config/rollback`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ revision: 3 }),
    })
    expect(rolledBack.status).toBe(200)
    expect(await rolledBack.json()).toMatchObject({ revision: 5, agent: { config_revision: 5 } })
    expect(await get(`/agents/${agentId}`)).toMatchObject({ runtime_config: { command: 'node third.js' } })
  })
})

describe('a manager', () => {
  it('hands what is hard on to a report, who gets it with the next heartbeat', async () => {
    const { id: companyId } = await createCompany({ name: 'Managed', mission: 'Hand on' })
    const manager = await post(`/companies/${companyId}/agents`, { name: 'Manager', role: 'CTO' })
    const engineer = await post(`/companies/${companyId}/agents`, { name: 'Engineer', reports_to: manager.id })
    const MANAGER_AGENT_ID = manager.id
    const engineerAgentId = engineer.id
    for (const complexity of ['high', 'low']) {
      await post(`/companies/${companyId}/tasks`, { title: `A ${complexity} one`, assigned_to: manager.id, complexity })
    }
    const client = new PaperclipClient(server.url, process.env.PAPERCLIP_API_KEY)

    const { tasks } = (await client.heartbeat(MANAGER_AGENT_ID)) as { tasks: (Thing & { complexity: string })[] }
    for (const task of tasks) {
      if (task.complexity === 'high') {
        await fetch(`${server.url}/api/v1/tasks/${task.id}/delegate`, {
          method: 'POST',
          headers,
          body: JSON.stringify({ to_agent_id: engineerAgentId }),
        })
      }
    }
    expect((await client.heartbeat(manager.id)).tasks).toMatchObject([{ title: 'A low one' }])
    expect((await client.heartbeat(engineer.id)).tasks).toMatchObject([{ title: 'A high one' }])
  })
})

describe('a mention', () => {
  it('reaches the agent with its next heartbeat, once, also when the task is another agent’s', async () => {
    const { id: companyId } = await createCompany({ name: 'Mentions', mission: 'Talk' })
    const engineer = await post(`/companies/${companyId}/agents`, { name: 'Engineer', role: 'CTO' })
    const { id: designerAgentId } = await post(`/companies/${companyId}/agents`, {
      name: 'Designer',
      reports_to: engineer.id,
    })
    const task = await post(`/companies/${companyId}/tasks`, { title: 'Build the page', assigned_to: engineer.id })
    const taskId = task.id

    await fetch(`${server.url}/api/v1/tasks/${taskId}/messages`, {
      method: 'POST',
      headers,
      body: JSON.stringify({
        role: 'human',
        content: `@${designerAgentId} Can you review the UI for this feature?`,
      }),
    })
    await until('the mention to be in the inbox', async () => {
      const { wakes } = await get<{ wakes: { cause: string }[] }>(`/agents/${designerAgentId}/wakes`)
      return wakes.some((wake) => wake.cause === 'mention')
    })
    const heartbeat = () =>
      post<Thing & { tasks: Thing[]; mentions: Thing[] }>(`/agents/${designerAgentId}/heartbeat`, {})
    const told = await heartbeat()
    expect(told).toMatchObject({ tasks: [], mentions: [{ task_id: taskId, title: 'Build the page' }] })
    expect(told.instructions).toContain('You are mentioned in')
    // the answer may have been lost on its way: it is told again until it is answered
    expect(await heartbeat()).toMatchObject({ mentions: [{ task_id: taskId }] })
  })
})

describe('a company as a template', () => {
  const bundle = path.join(folder, 'my-saas-company.paperclip')

  it('is exported to a file without its secrets, imported, and then the same again', async () => {
    const { id: companyId } = await createCompany({ name: 'My SaaS', mission: 'Sell software' })
    await post(`/companies/${companyId}/secrets`, { name: 'STRIPE_KEY', value: 'hush-hush-1' })
    const ceo = await post(`/companies/${companyId}/agents`, {
      name: 'Eve',
      role: 'CEO',
      command: 'node eve.js',
      runtime_config: { env: { API_KEY: 'hush-hush-2', NODE_ENV: 'production' } },
      heartbeat: { cron: '0 * * * *' },
    })
    await post(`/companies/${companyId}/agents`, { name: 'Bob', role: 'engineer', reports_to: ceo.id })
    // who is at rest takes no work while the two are compared
    await post(`/agents/${ceo.id}/pause`, {})
    const goal = await post(`/companies/${companyId}/goals`, { title: 'Launch', owner_agent_id: ceo.id })
    await post(`/companies/${companyId}/tasks`, { title: 'Write the page', assigned_to: ceo.id, goal_id: goal.id })

    const blob = await fetch(`${server.url}/api/v1/companies/${companyId}/export`, { headers }).then((r) => r.blob())
    // Saves a .paperclip bundle with secrets scrubbed
    fs.writeFileSync(bundle, Buffer.from(await blob.arrayBuffer()))

    const form = new FormData()
    form.append('file', await fs.openAsBlob(bundle), 'my-saas-company.paperclip')
    const imported = await fetch(`${server.url}/api/v1/companies/import`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${process.env.PAPERCLIP_API_KEY}` },
      body: form,
    })
    expect(imported.status).toBe(201)
    const { company, inputs } = await imported.json()
    expect(inputs.map((input: Thing) => input.name)).toEqual(['API_KEY'])
    const agents = await get<{ agents: Thing[] }>(`/companies/${company.id}/agents`)
    expect(agents.agents.map(({ name, status }) => [name, status])).toEqual([
      ['Eve', 'paused'],
      ['Bob', 'paused'],
    ])
    expect(await shownOf(company.id)).toEqual(await shownOf(companyId))
    expect(JSON.stringify(await shownOf(companyId))).toMatch(/Eve.*Launch.*Write the page/)
  })

  it('has no secret in the bytes of its file, packed or not', () => {
    const bytes = fs.readFileSync(bundle)
    const texts = entriesOf(bytes)
    expect(texts.join('\n')).toContain('Write the page')
    for (const text of [bytes.toString('latin1'), ...texts]) expect(text).not.toContain('hush-hush')
  })

  it('is taken as a stream whose length nobody told, as form libraries send it', async () => {
    const boundary = '--------------------------735323031399963166993862'
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="my-saas-company.paperclip"\r\nContent-Type: application/octet-stream\r\n\r\n`
    async function* parts() {
      yield Buffer.from(head)
      yield* fs.createReadStream(bundle, { highWaterMark: 500 })
      yield Buffer.from(`\r\n--${boundary}--\r\n`)
    }
    const streamed: RequestInit & { duplex: 'half' } = {
      body: Readable.toWeb(Readable.from(parts())) as ReadableStream,
      duplex: 'half',
    }
    const imported = await fetch(`${server.url}/api/v1/companies/import`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${process.env.PAPERCLIP_API_KEY}`,
        'Content-Type': `multipart/form-data; boundary=${boundary}`,
      },
      ...streamed,
    })
    expect([imported.status, await imported.json()]).toMatchObject([201, { company: { name: 'My SaaS' } }])
  })

  it('is asked for in a sentence when a client sent the name of its stream in place of the file', async () => {
    const form = new FormData()
    // what a form of the platform makes of a stream, which it does not know
    form.append('file', '[object Object]')
    const refused = await fetch(`${server.url}/api/v1/companies/import`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${process.env.PAPERCLIP_API_KEY}` },
      body: form,
    })
    expect([refused.status, await refused.json()]).toMatchObject([
      422,
      { error: expect.stringMatching(/^file: .*file/) },
    ])
  })
})

/** What people see of a company, without what differs from company to company: ids, times, its name, and that a copy is at rest. */
async function shownOf(companyId: string): Promise<unknown> {
  const { agents } = await get<{ agents: Thing[] }>(`/companies/${companyId}/agents`)
  const { goals } = await get<{ goals: Thing[] }>(`/companies/${companyId}/goals`)
  const { tasks } = await get<{ tasks: Thing[] }>(`/companies/${companyId}/tasks`)
  const nameOf = (id: unknown) => agents.find((agent) => agent.id === id)?.name ?? null
  return {
    agents: agents.map((agent) => [agent.name, agent.role, agent.title, agent.runtime, nameOf(agent.reports_to)]),
    goals: goals.map((goal) => [goal.title, goal.level, goal.status, nameOf(goal.owner_agent_id)]),
    tasks: tasks.map((task) => [task.title, task.state, task.priority, nameOf(task.assigned_to)]),
  }
}

/** The files of a zip archive, read by its local headers. */
function entriesOf(bytes: Buffer): string[] {
  const texts: string[] = []
  for (let at = 0; bytes.readUInt32LE(at) === 0x04034b50; ) {
    const start = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28)
    const end = start + bytes.readUInt32LE(at + 18)
    const packed = bytes.subarray(start, end)
    texts.push((bytes.readUInt16LE(at + 8) === 0 ? packed : inflateRawSync(packed)).toString())
    at = end
  }
  return texts
}
