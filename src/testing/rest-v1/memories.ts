import { expect, it } from 'vitest'
import { idIn } from '@/testing/rest-client'
import type { Setting } from './setting'

/** What is remembered: kept, searched, recalled, changed, forgotten. */
export function memories(setting: () => Setting): void {
  it('serves memories', async () => {
    const { api, company, root } = setting()
    const path = `/companies/${company}/memories`
    const made = await api('POST', path, { key: 'style', text: 'Write in the present tense.', tags: ['prose'] })
    expect(made).toMatchObject({
      status: 201,
      body: {
        ...{ id: expect.stringMatching(/^mem_/), scope: 'company', agent_id: null, version: 1, tags: ['prose'] },
        memory: { key: 'style', author: { kind: 'person' }, run_id: null },
      },
    })
    const own = await api('POST', path, { agent_id: root, key: 'okapi', text: 'The okapi is called Stefan.' })
    expect(own.body).toMatchObject({ scope: 'agent', agent_id: root, scope_name: 'Root' })
    const hits = await api('GET', `${path}?q=okapi`)
    expect(hits.body).toMatchObject({ memories: [{ id: idIn(own) }], next_cursor: null })
    expect((await api('GET', `${path}?scope=company`)).body).toMatchObject({ memories: [{ id: idIn(made) }] })
    const first = await api('GET', `${path}?limit=1`)
    expect(first.body).toMatchObject({ memories: [{ id: idIn(own) }], next_cursor: idIn(own) })
    expect((await api('GET', `${path}?cursor=${first.body.next_cursor}`)).body).toMatchObject({
      memories: [{ id: idIn(made) }],
    })
    const task = idIn(await api('POST', `/companies/${company}/tasks`, { title: 'Feed the okapi' }))
    const recalled = await api('GET', `/agents/${root}/memories?task_id=${task}`)
    expect(recalled.body.memories).toMatchObject([
      { id: idIn(own), scope: 'agent', key: 'okapi' },
      { id: idIn(made), scope: 'company' },
    ])
    const memory = `/memories/${idIn(made)}`
    const change = { text: 'Write in the past tense.', version: 1 }
    expect((await api('PATCH', memory, change)).body).toMatchObject({ version: 2, text: change.text })
    expect(await api('PATCH', memory, { text: 'Again', version: 1 })).toMatchObject({
      body: { code: 'stale_version', details: { current_version: 2 } },
    })
    expect((await api('GET', memory)).body).toMatchObject({ memory: { version: 2 } })
    const wrong = await api('POST', path, { key: '  ', text: '' })
    expect(wrong).toMatchObject({ status: 422, body: { details: { fields: [{ field: 'key' }, { field: 'text' }] } } })
    expect((await api('DELETE', memory)).body).toEqual({ id: idIn(made), deleted: true })
    expect((await api('GET', memory)).status).toBe(404)
  })
}
