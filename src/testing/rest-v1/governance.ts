import { expect, it } from 'vitest'
import { idIn } from '@/testing/rest-client'
import type { Setting } from './setting'

/** Approvals, secrets, the record. */
export function governance(setting: () => Setting): void {
  it('decides an approval once', async () => {
    const { api, company } = setting()
    const task = idIn(await api('POST', `/companies/${company}/tasks`, { title: 'Waits' }))
    const made = await api('POST', `/companies/${company}/approvals`, {
      ...{ type: 'request_board_approval', payload: { title: 'Buy a domain', recommended_action: 'Buy' } },
      ...{ task_ids: [task], resume_token: 'later' },
    })
    expect(made).toMatchObject({ status: 201, body: { status: 'pending', payload: { recommended_action: 'Buy' } } })
    const at = `/approvals/${idIn(made)}`
    const listed = await api('GET', `/companies/${company}/approvals?status=pending`)
    expect(listed.body.approvals).toMatchObject([{ id: idIn(made), task_ids: [task] }])
    expect((await api('DELETE', `${at}/tasks/${task}`)).body.tasks).toEqual([])
    expect((await api('PUT', `${at}/tasks/${task}`)).body.tasks).toMatchObject([{ id: task }])
    expect((await api('POST', `${at}/comments`, { content: 'Why?' })).body.comment).toMatchObject({ content: 'Why?' })
    expect((await api('GET', `${at}/comments`)).body.comments).toHaveLength(1)
    const returned = await api('PATCH', at, { decision: 'revision_requested', note: 'Say the price' })
    expect(returned.body).toMatchObject({ status: 'revision_requested', decision_note: 'Say the price' })
    const payload = { title: 'Buy a domain for $12' }
    expect((await api('POST', `${at}/resubmit`, { payload })).body).toMatchObject({ status: 'pending', payload })
    const decided = await api('PATCH', at, { decision: 'approved', note: 'Fine' })
    expect(decided.body).toMatchObject({ status: 'approved', approval: { decided_by: { kind: 'person' } } })
    const twice = await api('PATCH', at, { decision: 'rejected' })
    expect(twice).toMatchObject({ status: 409, body: { details: { current_status: 'approved' } } })
    expect((await api('GET', at)).body).toMatchObject({ status: 'approved' })
  })

  it('asks for hires and budgets in its own words', async () => {
    const { api, company, root } = setting()
    const hired = await api('POST', `/companies/${company}/hires`, { name: 'Hal', command: 'true', reports_to: root })
    expect(hired).toMatchObject({ status: 201, body: { agent: { name: 'Hal', status: 'idle' }, approval: null } })
    await api('PATCH', `/companies/${company}`, { approvals: { hire_agent: 'admin' } })
    const key = await api('POST', `/companies/${company}/keys`, { name: 'Root', agent_id: root })
    const asRoot = { authorization: `Bearer ${key.body.token}` }
    const asked = await api('POST', `/companies/${company}/hires`, { name: 'Draft', command: 'true' }, asRoot)
    expect(asked.body).toMatchObject({ agent: { status: 'pending_approval' }, approval: { type: 'hire_agent' } })
    const draft = (asked.body.agent as { id: string }).id
    expect((await api('POST', `/agents/${draft}/activate`)).body).toMatchObject({ id: draft, status: 'idle' })
    const budget = await api('POST', `/companies/${company}/approvals`, {
      type: 'budget_override_required',
      payload: { scope: 'agent', scope_id: root, monthly_usd: 20 },
    })
    expect(budget.body).toMatchObject({ payload: { cap_usd: 20 } })
    const ofRuns = await api('POST', `/companies/${company}/approvals`, {
      type: 'budget_override_required',
      payload: { scope: 'subtree', scope_id: root, metric: 'runs', window: 'lifetime', cap: 20 },
    })
    expect(ofRuns.body).toMatchObject({ title: expect.stringContaining('to 20 runs in all'), payload: { cap: 20 } })
    expect((await api('POST', `/approvals/${idIn(budget)}/cancel`)).body).toMatchObject({ status: 'cancelled' })
    const wrong = await api('POST', `/companies/${company}/approvals`, { type: 'config_rollback', payload: {} })
    expect(wrong).toMatchObject({ status: 422, body: { details: { fields: [{ field: 'payload.agent_id' }, {}] } } })
  })

  it('keeps secrets and never tells them', async () => {
    const { api, company } = setting()
    const made = await api('POST', `/companies/${company}/secrets`, { name: 'TOKEN', value: 'hunter2' })
    const at = `/secrets/${idIn(made)}`
    expect((await api('PATCH', at, { description: 'For pushing' })).body).toMatchObject({ description: 'For pushing' })
    expect((await api('POST', `${at}/rotate`, { value: 'hunter3' })).body).toMatchObject({ latest_version: 2 })
    const all = [await api('GET', at), await api('GET', `/companies/${company}/secrets`), made]
    expect(JSON.stringify(all)).not.toContain('hunter')
    expect((await api('DELETE', at)).body).toEqual({ id: idIn(made), deleted: true })
    expect((await api('GET', at)).status).toBe(404)
  })

  it('finds words, and filters and saves the record', async () => {
    const { api, company, raw, root } = setting()
    const task = idIn(await api('POST', `/companies/${company}/tasks`, { title: 'Calibrate the xylophone' }))
    await expect
      .poll(async () => (await api('GET', `/companies/${company}/search?q=xylophone&kinds=task`)).body.results, {
        timeout: 30_000,
      })
      .toMatchObject([{ kind: 'task', id: task, task_id: task }])
    const about = await api('GET', `/companies/${company}/activity?subject_kind=task&subject_id=${task}`)
    expect(about.body.events).toMatchObject([{ action: 'task.created', subject: { id: task } }])
    const hires = await api('GET', `/companies/${company}/activity?agent_id=${root}&action=agent.`)
    expect((hires.body.events as unknown[]).length).toBeGreaterThan(0)
    const day = 86_400_000
    const period = `from=${new Date(Date.now() - day).toISOString()}&to=${new Date(Date.now() + day).toISOString()}`
    const saved = await raw('GET', `/companies/${company}/compliance?${period}&format=csv`)
    expect(saved.headers.get('content-disposition')).toMatch(/compliance-.*\.csv/)
    expect(await saved.text()).toContain('task.created')
    expect((await raw('GET', `/companies/${company}/compliance`)).status).toBe(400)
  })
}
