import { expect, it } from 'vitest'
import { idIn } from '@/testing/rest-client'
import type { Setting } from './setting'

/** Trees of tasks on hold and cancelled, what a person has read, and work products. */
export function taskExtras(setting: () => Setting): void {
  it('holds a tree: its run ends, and the work goes on when it is resumed', async () => {
    const { api, company, root } = setting()
    const hired = { name: 'Sleeper', command: 'sleep 60', reports_to: root }
    const agent = idIn(await api('POST', `/companies/${company}/agents`, hired))
    const top = idIn(await api('POST', `/companies/${company}/tasks`, { title: 'Top' }))
    const part = { title: 'Part', parent_task_id: top, assigned_to: agent }
    const task = idIn(await api('POST', `/companies/${company}/tasks`, part))
    const statuses = async () => {
      const { runs } = (await api('GET', `/companies/${company}/runs?agent_id=${agent}`)).body as {
        runs: { status: string }[]
      }
      return runs.map(({ status }) => status)
    }
    await expect.poll(statuses, { timeout: 30_000 }).toEqual(['queued'])
    expect((await api('POST', `/tasks/${top}/hold`, { reason: 'Wait' })).body).toMatchObject({ held: { task_id: top } })
    expect((await api('GET', `/tasks/${task}`)).body).toMatchObject({ lease: null, held: { reason: 'Wait' } })
    await expect.poll(statuses, { timeout: 30_000 }).toEqual(['cancelled'])
    expect(await api('POST', `/tasks/${task}/checkout`, { agent_id: agent })).toMatchObject({
      status: 422,
      body: { code: 'task_held', details: { held_by_task_id: top } },
    })
    expect((await api('POST', `/tasks/${task}/unhold`)).status).toBe(422)
    expect((await api('GET', `/agents/${agent}/status`)).body.reason).toContain('on hold')
    expect((await api('POST', `/tasks/${top}/unhold`)).body).toMatchObject({ held: null })
    await expect.poll(statuses, { timeout: 30_000 }).toEqual(['queued', 'cancelled'])
    const cancelled = await api('POST', `/tasks/${top}/cancel-tree`, { reason: 'Not at all' })
    expect(cancelled.body).toMatchObject({ status: 'cancelled', task: { id: top } })
    await expect.poll(statuses, { timeout: 30_000 }).toEqual(['cancelled', 'cancelled'])
    expect((await api('GET', `/tasks/${task}`)).body.status).toBe('cancelled')
    expect((await api('POST', `/tasks/${top}/restore-tree`)).body).toMatchObject({ status: 'open' })
    expect((await api('GET', `/tasks/${task}`)).body.status).not.toBe('cancelled')
    expect((await api('POST', `/tasks/${top}/restore-tree`)).status).toBe(422)
    await api('POST', `/agents/${agent}/terminate`)
  })

  it('knows what is read', async () => {
    const { api, company } = setting()
    const task = idIn(await api('POST', `/companies/${company}/tasks`, { title: 'News' }))
    const unread = async () => {
      const { tasks } = (await api('GET', `/companies/${company}/tasks?unread=true`)).body as {
        tasks: { id: string }[]
      }
      return tasks.some(({ id }) => id === task)
    }
    expect(await unread()).toBe(false)
    expect((await api('DELETE', `/tasks/${task}/read`)).body).toMatchObject({ task_id: task, unread: true })
    expect(await unread()).toBe(true)
    expect((await api('POST', `/tasks/${task}/read`)).body).toMatchObject({ unread: false })
    expect(await unread()).toBe(false)
  })

  it('notes what a task has brought forth', async () => {
    const { api, company } = setting()
    const task = idIn(await api('POST', `/companies/${company}/tasks`, { title: 'Ship' }))
    const path = `/tasks/${task}/work-products`
    const url = 'https://code.test/pulls/7'
    const made = await api('POST', path, {
      type: 'pull_request',
      title: 'Sync',
      url,
      external_id: '7',
      is_primary: true,
    })
    expect(made).toMatchObject({ status: 201, body: { work_product: { external_id: '7', is_primary: true } } })
    const id = idIn(made)
    expect((await api('PATCH', `/work-products/${id}`, { status: 'merged' })).body).toMatchObject({
      status: 'merged',
      url,
    })
    expect((await api('GET', path)).body).toMatchObject({ work_products: [{ id }], next_cursor: null })
    expect((await api('GET', `/tasks/${task}`)).body.work_products).toMatchObject([
      { id, created_by: { kind: 'person' } },
    ])
    expect((await api('POST', path, { type: 'url', title: 'x', url: 'javascript:alert(1)' })).status).toBe(422)
    expect((await api('DELETE', `/work-products/${id}`)).body).toEqual({ id, deleted: true })
  })
}
