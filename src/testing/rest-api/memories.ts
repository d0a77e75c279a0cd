import { expect, it } from 'vitest'
import { idIn, type RestClient, rowsIn } from '@/testing/rest-client'

type Setting = { api: RestClient; company: string; root: string }

/** What is remembered: kept, searched, recalled, changed, forgotten. */
export function memories(setting: () => Setting): void {
  it('serves memories', async () => {
    const { api, company, root } = setting()
    const path = `/companies/${company}/memories`
    const made = await api('POST', path, { key: 'style', text: 'Write in the present tense.', agentId: root })
    expect(made).toMatchObject({
      status: 201,
      body: { scope: 'agent', agentId: root, teamId: null, version: 1, authorAgentId: null, issueId: null },
    })
    const id = idIn(made)
    const team = idIn(await api('POST', `/companies/${company}/teams`, { name: 'Knowing' }))
    const ofTeam = await api('POST', path, { key: 'tapir', text: 'The tapir sleeps.', teamId: team })
    expect(ofTeam.body).toMatchObject({ scope: 'team', teamId: team, scopeName: 'Knowing' })
    expect(rowsIn(await api('GET', `${path}?q=tapir`))).toMatchObject([{ id: idIn(ofTeam) }])
    expect(rowsIn(await api('GET', `${path}?agentId=${root}`))).toMatchObject([{ id }])
    const page = await api('GET', `${path}?limit=1`)
    const next = await api('GET', `${path}?limit=1&cursor=${page.headers.get('x-next-cursor')}`)
    expect(rowsIn(next)).toMatchObject([{ id }])
    const issue = idIn(await api('POST', `/companies/${company}/issues`, { title: 'Style guide' }))
    expect(rowsIn(await api('GET', `/agents/${root}/memories?issueId=${issue}`))).toMatchObject([{ id, key: 'style' }])
    expect((await api('PATCH', `/memories/${id}`, { tags: ['Prose'], version: 1 })).body).toMatchObject({
      ...{ tags: ['prose'], version: 2, text: 'Write in the present tense.' },
    })
    expect((await api('PATCH', `/memories/${id}`, { text: 'x', version: 1 })).status).toBe(409)
    expect((await api('GET', `/memories/${id}`)).body).toMatchObject({ id, version: 2 })
    expect((await api('DELETE', `/memories/${id}`)).body).toMatchObject({ id, key: 'style' })
    expect((await api('DELETE', `/memories/${id}`)).status).toBe(404)
  })
}
