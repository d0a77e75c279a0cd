import { expect, it } from 'vitest'
import { idIn } from '@/testing/rest-client'
import type { Setting } from './setting'

/** Routines, their triggers and runs. */
export function routines(setting: () => Setting): void {
  it('serves routines', async () => {
    const { api, company, root } = setting()
    const path = `/companies/${company}/routines`
    const made = await api('POST', path, {
      ...{ title: 'Report on {{topic}}', assigned_to: root, priority: 'high', concurrency: 'skip_if_active' },
      variables: [{ name: 'topic', type: 'select', options: ['sales', 'costs'], default_value: 'sales' }],
    })
    expect(made).toMatchObject({
      status: 201,
      body: {
        ...{ id: expect.stringMatching(/^rtn_/), status: 'active', assigned_to: root, last_run: null },
        routine: { variables: [{ name: 'topic', default_value: 'sales', required: true }] },
      },
    })
    const id = idIn(made)
    const run = await api('POST', `/routines/${id}/run`, { variables: { topic: 'costs' } })
    expect(run).toMatchObject({ status: 202, body: { status: 'issue_created', run: { source: 'manual' } } })
    expect((await api('GET', `/tasks/${run.body.task_id}`)).body).toMatchObject({ title: 'Report on costs' })
    const wrong = await api('POST', `/routines/${id}/run`, { variables: { topic: 'rain' } })
    expect(wrong).toMatchObject({ status: 422, body: { details: { fields: [{ field: 'variables.topic' }] } } })
    expect((await api('POST', `/routines/${id}/run`, {})).body).toMatchObject({ status: 'skipped' })
    const runs = await api('GET', `/routines/${id}/runs?limit=1`)
    expect(runs.body).toMatchObject({ runs: [{ status: 'skipped' }], next_cursor: expect.stringMatching(/^rrn_/) })
    const older = await api('GET', `/routines/${id}/runs?cursor=${runs.body.next_cursor}`)
    expect(older.body).toMatchObject({ runs: [{ id: idIn(run), task_id: run.body.task_id }], next_cursor: null })
    const paused = await api('PATCH', `/routines/${id}`, { assigned_to: null })
    expect(paused.body).toMatchObject({ status: 'paused', active_task: { id: run.body.task_id } })
    expect((await api('PATCH', `/routines/${id}`, { status: 'archived' })).body).toMatchObject({ status: 'archived' })
    expect((await api('GET', `/routines/${id}`)).body).toMatchObject({ status: 'archived' })
    expect((await api('GET', path)).body.routines).toEqual([])
    expect((await api('GET', `${path}?include_archived=true`)).body.routines).toMatchObject([{ id }])
  })

  it('serves the triggers of a routine', async () => {
    const { api, company, root } = setting()
    const id = idIn(await api('POST', `/companies/${company}/routines`, { title: 'Fired', assigned_to: root }))
    const path = `/routines/${id}/triggers`
    const daily = { kind: 'schedule', cron: '0 9 * * *', time_zone: 'Asia/Tokyo' }
    const schedule = await api('POST', path, daily)
    expect(schedule).toMatchObject({
      status: 201,
      body: { next_run_at: expect.stringMatching(/T00:00:00/), webhook_url: null, webhook_secret: null },
    })
    const trigger = `/routine-triggers/${idIn(schedule)}`
    expect((await api('PATCH', trigger, { is_enabled: false, label: 'Mornings' })).body).toMatchObject({
      trigger: { is_enabled: false, label: 'Mornings', cron: '0 9 * * *' },
    })
    for (const wrong of [{ ...daily, cron: 'often' }, { kind: 'schedule' }, { kind: 'wish' }]) {
      expect((await api('POST', path, wrong)).status).toBe(422)
    }
    const webhook = await api('POST', path, { kind: 'webhook' })
    expect(webhook.body).toMatchObject({
      ...{ signing: 'hmac_sha256', replay_window_seconds: 300, webhook_secret: expect.stringMatching(/^whsec_/) },
      webhook_url: expect.stringMatching(/\/api\/routine-triggers\/public\/hook_[\w-]+\/fire$/),
    })
    const rotated = await api('POST', `/routine-triggers/${idIn(webhook)}/rotate-secret`)
    expect(rotated.body.webhook_secret).not.toBe(webhook.body.webhook_secret)
    expect((await api('POST', `${trigger}/rotate-secret`)).status).toBe(422)
    const shown = await api('GET', `/routines/${id}`)
    expect(shown.body.triggers).toMatchObject([{ id: idIn(schedule) }, { id: idIn(webhook) }])
    expect(JSON.stringify(shown.body)).not.toContain('whsec_')
    expect((await api('DELETE', trigger)).body).toEqual({ id: idIn(schedule), deleted: true })
    expect((await api('DELETE', trigger)).status).toBe(404)
  })
}
