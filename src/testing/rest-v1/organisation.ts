import { expect, it } from 'vitest'
import { idIn } from '@/testing/rest-client'
import type { Setting } from './setting'

/** People, the org chart, teams, agents with all their fields, their revisions, projects. */
export function organisation(setting: () => Setting): void {
  it('serves the settings of a company', async () => {
    const { api, company } = setting()
    const changed = await api('PATCH', `/companies/${company}`, {
      approvals: { config_rollback: 'none', config_change: 'owner' },
      failure_policy: 'escalate_to_manager',
      queue_order: 'fifo',
      max_request_depth: 7,
    })
    expect(changed.body).toMatchObject({
      approvals: { hire_agent: 'none', config_rollback: 'none', config_change: 'owner' },
      ...{ failure_policy: 'escalate_to_manager', queue_order: 'fifo', max_request_depth: 7 },
    })
    const wrong = await api('PATCH', `/companies/${company}`, { approvals: { hire_agent: 'everybody' } })
    expect(wrong).toMatchObject({ status: 422, body: { details: { fields: [{ field: 'approvals.hire_agent' }] } } })
  })

  it('serves the org chart, its people and its health', async () => {
    const { api, raw, company, root } = setting()
    const members = await api('GET', `/companies/${company}/members`)
    const [owner] = members.body.members as { id: string; role: string }[]
    expect(owner).toMatchObject({ id: expect.stringMatching(/^per_/), role: 'owner' })
    const titled = await api('PATCH', `/companies/${company}/members/${owner?.id}`, { title: 'Founder' })
    expect(titled.body).toMatchObject({ id: owner?.id, title: 'Founder' })
    const dev = idIn(
      await api('POST', `/companies/${company}/agents`, {
        name: 'Orla',
        command: 'true',
        capabilities: 'Browser tests',
      }),
    )
    const chart = await api('GET', `/companies/${company}/org`)
    expect(chart.body.people).toMatchObject([{ title: 'Founder' }])
    expect(chart.body.agents).toContainEqual(expect.objectContaining({ id: dev, depth: 1, reports_to: root }))
    const picture = await raw('GET', `/companies/${company}/org.svg`)
    expect(picture.headers.get('content-type')).toBe('image/svg+xml')
    expect(await picture.text()).toMatch(/^<svg /)
    expect((await api('GET', `/companies/${company}/org/health`)).body.lints).toEqual(expect.any(Array))
    expect((await api('GET', `/agents/${root}/reports`)).body.agents).toContainEqual(
      expect.objectContaining({ id: dev, depth: 1 }),
    )
    const fitting = await api('GET', `/companies/${company}/agents/suggest?text=flaky%20browser%20tests`)
    expect(fitting.body.agents).toContainEqual(expect.objectContaining({ id: dev }))
  })

  it('serves teams', async () => {
    const { api, company } = setting()
    const agent = idIn(await api('POST', `/companies/${company}/agents`, { name: 'Tess' }))
    const team = idIn(await api('POST', `/companies/${company}/teams`, { name: 'Growth' }))
    expect((await api('PATCH', `/teams/${team}`, { description: 'Grows' })).body).toMatchObject({
      description: 'Grows',
    })
    const filled = await api('PUT', `/teams/${team}/members`, { agent_ids: [agent] })
    expect(filled.body).toMatchObject({ agents_count: 1, team: { agents: [{ id: agent }] } })
    expect((await api('GET', `/teams/${team}`)).body).toMatchObject({ agents: [{ id: agent, name: 'Tess' }] })
    expect((await api('GET', `/companies/${company}/teams`)).body.teams).toMatchObject([{ id: team }])
    expect((await api('GET', `/companies/${company}/agents?team_id=${team}&q=tes`)).body.agents).toMatchObject([
      { id: agent },
    ])
    expect((await api('DELETE', `/teams/${team}`)).body).toEqual({ id: team, deleted: true })
    expect((await api('GET', `/teams/${team}`)).status).toBe(404)
  })

  it('serves the settings of an agent, revision by revision', async () => {
    const { api, company } = setting()
    const hired = await api('POST', `/companies/${company}/agents`, {
      ...{ name: 'Rev', icon: 'cog', metadata: { cost_center: 7 }, queue_order: 'fifo' },
      permissions: { may_hire: true },
    })
    expect(hired.body).toMatchObject({
      ...{ icon: 'cog', metadata: { cost_center: 7 }, queue_order: 'fifo', permissions: { may_hire: true } },
    })
    const agent = idIn(hired)
    await api('PATCH', `/agents/${agent}`, { title: 'Second', expected_revision: 1 })
    expect((await api('PATCH', `/agents/${agent}`, { title: 'Late', expected_revision: 1 })).status).toBe(412)
    const listed = await api('GET', `/agents/${agent}/config/revisions`)
    expect(listed.body.revisions).toMatchObject([{ revision: 2, changed_keys: ['title'] }, { revision: 1 }])
    const page = await api('GET', `/agents/${agent}/config/revisions?limit=1`)
    expect(page.body.next_cursor).toBe(2)
    const second = await api('GET', `/agents/${agent}/config/revisions/2`)
    expect(second.body).toMatchObject({ against: 1, settings: { title: 'Second' }, diff: [expect.any(Object)] })
    expect((await api('GET', `/agents/${agent}/config/revisions/99`)).status).toBe(404)
    const back = await api('POST', `/agents/${agent}/config/rollback`, { revision: 1 })
    expect(back.body).toMatchObject({ revision: 3, agent: { config_revision: 3 } })
    expect((await api('POST', `/agents/${agent}/config/rollback`, { revision: 99 })).status).toBe(404)
  })

  it('ends an agent by a plan', async () => {
    const { api, company, root } = setting()
    const going = idIn(await api('POST', `/companies/${company}/agents`, { name: 'Going' }))
    const task = idIn(await api('POST', `/companies/${company}/tasks`, { title: 'Left', assigned_to: going }))
    const impact = await api('GET', `/agents/${going}/impact`)
    expect(impact.body).toMatchObject({ open_tasks: { count: 1, tasks: [{ id: task }] }, reports: [] })
    const ended = await api('POST', `/agents/${going}/terminate`, { reassign_tasks_to: root })
    expect(ended.body).toMatchObject({ status: 'terminated', reassigned_tasks: 1 })
    expect((await api('GET', `/tasks/${task}`)).body.assigned_to).toBe(root)
    expect((await api('GET', `/companies/${company}/org/orphans`)).body.tasks).toEqual([])
  })

  it('serves projects, and moves and deletes goals', async () => {
    const { api, company, root } = setting()
    const goal = idIn(await api('POST', `/companies/${company}/goals`, { title: 'Above' }))
    const below = idIn(await api('POST', `/companies/${company}/goals`, { title: 'Below' }))
    const moved = await api('PATCH', `/goals/${below}`, { parent_goal_id: goal, level: 'agent' })
    expect(moved.body).toMatchObject({ parent_goal_id: goal, level: 'agent' })
    expect((moved.body.ancestry as { id: string }[]).at(-1)).toMatchObject({ id: below })
    expect((await api('PATCH', `/goals/${goal}`, { parent_goal_id: below })).status).toBe(422)
    expect((await api('DELETE', `/goals/${goal}`)).status).toBe(422)
    expect((await api('DELETE', `/goals/${below}`)).body).toEqual({ id: below, deleted: true })
    const made = await api('POST', `/companies/${company}/projects`, {
      name: 'Apollo',
      goal_id: goal,
      lead_agent_id: root,
    })
    expect(made).toMatchObject({
      status: 201,
      body: { key: 'apollo', goal_title: 'Above', project: { lead_agent_id: root } },
    })
    const paused = await api('PATCH', `/projects/${idIn(made)}`, { paused: true, pause_reason: 'money' })
    expect(paused.body).toMatchObject({ paused_at: expect.any(String), pause_reason: 'money' })
    expect((await api('GET', `/projects/${idIn(made)}`)).body).toMatchObject({ name: 'Apollo' })
    expect((await api('GET', `/companies/${company}/projects?goal_id=${goal}`)).body.projects).toHaveLength(1)
  })
}
