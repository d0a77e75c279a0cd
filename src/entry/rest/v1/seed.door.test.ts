import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { idIn, type RestClient, restClient } from '@/testing/rest-client'
import { type RunningServer, startServer } from '@/testing/running-server'
import { PaperclipClient, runHeartbeat } from '@/testing/seed-client'

const KEY = 'master-key-for-the-tests'

let server: RunningServer
let api: RestClient
beforeAll(async () => {
  server = await startServer({ env: { PAPERCLIP_API_KEY: KEY, BASE_URL: '' } })
  api = restClient(server.url, KEY)
})
afterAll(() => server?.stop())

describe('a client written for this dialect elsewhere', () => {
  it('founds, hires, plans, works and reports, all with the calls that it knows', async () => {
    const { body } = await api('POST', '/companies', {
      name: 'NoteGenius Inc.',
      mission: 'Build the #1 AI note-taking app to $1M MRR.',
      slug: 'notegenius',
    })
    const { company } = body as { company: { id: string } }
    expect(company.id).toMatch(/^cmp_[0-9a-f]{32}$/)
    const ceo = idIn(
      await api('POST', `/companies/${company.id}/agents`, { name: 'Eve', role: 'CEO', command: 'true' }),
    )
    const alice = await api('POST', `/companies/${company.id}/agents`, {
      name: 'Alice',
      role: 'CTO',
      runtime: 'claude-code',
      endpoint: 'https://alice.example.com',
      budget: { monthly_usd: 200 },
      heartbeat: { cron: '0 * * * *', enabled: true },
      reports_to: ceo,
    })
    expect(alice.status).toBe(201)
    expect(alice.body).toMatchObject({
      ...{ name: 'Alice', role: 'cto', runtime: 'claude-code', reports_to: ceo, status: 'idle' },
      budget: { monthly_usd: 200, monthly_cents: 20_000, spent_usd: 0, remaining_usd: 200 },
      heartbeat: { cron: '0 * * * *', enabled: true },
    })
    const agentId = idIn(alice)
    const goal = await api('POST', `/companies/${company.id}/goals`, {
      title: 'Launch v1 to Product Hunt',
      description: 'Ship the MVP and generate 500 upvotes on launch day.',
      parent_goal_id: null,
      owner_agent_id: agentId,
      due_date: '2026-06-01',
    })
    expect(goal).toMatchObject({ status: 201, body: { due_date: '2026-06-01', owner_agent_id: agentId } })
    const task = await api('POST', `/companies/${company.id}/tasks`, {
      title: 'Implement offline sync for notes',
      description: 'Use CRDTs to merge note edits made offline. See ADR-004.',
      assigned_to: agentId,
      goal_id: idIn(goal),
      priority: 'high',
    })
    expect(task).toMatchObject({ status: 201, body: { status: 'open', state: 'todo', priority: 'high' } })
    const listed = await api('GET', `/agents/${agentId}/tasks?status=open`)
    expect(listed.body.tasks).toMatchObject([{ id: idIn(task), status: 'open' }])

    const client = new PaperclipClient(server.url, KEY)
    const turn = await runHeartbeat(client, agentId, async (work, instructions) => {
      expect(instructions).toContain('Launch v1 to Product Hunt')
      await api('POST', `/tasks/${work.id}/messages`, {
        role: 'agent',
        content: 'Implemented CRDT merge logic. Tests passing. Ready for review.',
        tool_calls: [{ tool: 'bash', input: 'pnpm test --filter=sync', output: '42 tests passed in 3.1s' }],
      })
      return { summary: 'Merged.', tokensIn: 12_400, tokensOut: 3800, model: 'claude-opus-4-5' }
    })
    expect(turn).toEqual({ done: ['Implement offline sync for notes'], failed: [] })
    expect((await client.heartbeat(agentId)).tasks).toEqual([])
    const done = await api('GET', `/tasks/${idIn(task)}`)
    expect(done.body).toMatchObject({ status: 'done', completion_summary: 'Merged.', messages_count: 2 })
    expect(done.body.cost_usd).toBeGreaterThan(0)
    expect((done.body.goal_ancestry as string[]).at(-1)).toBe('Launch v1 to Product Hunt')
  })

  it('stops getting work when its budget is used up, without an error that would end its loop', async () => {
    const company = idIn(await api('POST', '/companies', { name: 'ShipFast', mission: 'Fastest deploy tool' }))
    const hired = { name: 'Bob', command: 'true', budget: { monthly_usd: 1 } }
    const bob = idIn(await api('POST', `/companies/${company}/agents`, hired))
    await api('POST', `/companies/${company}/tasks`, { title: 'Deploy', assigned_to: bob })
    const report = await api('POST', `/agents/${bob}/cost`, { model: 'claude-opus-4-5', cost_usd: 1.5 })
    expect(report).toMatchObject({
      status: 201,
      body: { budget: { status: 'exceeded', spent_usd: 1.5, remaining_usd: -0.5 } },
    })
    const pulled = await api('POST', `/agents/${bob}/heartbeat`)
    expect(pulled).toMatchObject({ status: 200, body: { tasks: [], paused: true } })
    expect(pulled.body.instructions).toMatch(/budget/)
    expect((await api('PUT', `/agents/${bob}/budget`, { monthly_usd: '10.00' })).body).toMatchObject({ status: 'ok' })
    expect((await api('POST', `/agents/${bob}/heartbeat`)).body.tasks).toHaveLength(1)
  })

  it('delegates down the org chart and mentions colleagues', async () => {
    const company = idIn(await api('POST', '/companies', { name: 'Handover' }))
    const boss = idIn(await api('POST', `/companies/${company}/agents`, { name: 'Boss', command: 'true' }))
    const dev = idIn(
      await api('POST', `/companies/${company}/agents`, { name: 'Dev', command: 'true', reports_to: boss }),
    )
    const task = idIn(
      await api('POST', `/companies/${company}/tasks`, { title: 'Hard', assigned_to: boss, complexity: 'high' }),
    )
    const { tasks } = await new PaperclipClient(server.url, KEY).heartbeat(boss)
    expect(tasks).toMatchObject([{ id: task, complexity: 'high' }])
    const handed = await api('POST', `/tasks/${task}/delegate`, { to_agent_id: dev })
    expect(handed.body.task).toMatchObject({ assigned_to: dev, request_depth: 1 })
    const posted = await api('POST', `/tasks/${task}/messages`, {
      role: 'human',
      content: `@${boss} Can you review the UI for this feature?`,
    })
    expect(posted).toMatchObject({ status: 201, body: { role: 'human', author: { kind: 'person' } } })
    const { body } = await api('GET', `/companies/${company}/activity?action=message.posted`)
    const [event] = body.events as { details: { mentioned: string[] } }[]
    expect(event?.details.mentioned.map((id) => `agt_${id.replaceAll('-', '')}`)).toContain(boss)
  })
})
