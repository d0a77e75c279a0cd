import { expect, it } from 'vitest'
import { startProvider } from '../gateway/model-provider'
import { leaseRun } from '../lease-run'
import { idIn } from '../rest-client'
import type { RunningServer } from '../running-server'
import type { Setting } from './setting'

/** Where models are, and what runs asked them. */
export function models(setting: () => Setting & { server: RunningServer }): void {
  it('serves model providers, and the calls of a run', async () => {
    const { api, company, server } = setting()
    const provider = await startProvider()
    const path = `/companies/${company}/model-providers`
    const made = await api('POST', path, {
      ...{ name: 'routes', dialect: 'openai', base_url: `${provider.url}/v1/`, api_key: 'key-of-the-routes' },
    })
    expect(made).toMatchObject({
      status: 201,
      body: {
        ...{ id: expect.stringMatching(/^mpr_/), base_url: `${provider.url}/v1`, secret_name: 'models/routes' },
        provider: { enabled: true, requests_per_minute: null },
      },
    })
    expect(JSON.stringify(made.body)).not.toContain('key-of-the-routes')
    const at = `/model-providers/${idIn(made)}`
    expect((await api('PATCH', at, { requests_per_minute: 100 })).body).toMatchObject({ requests_per_minute: 100 })
    expect((await api('GET', path)).body).toMatchObject({ providers: [{ id: idIn(made), name: 'routes' }] })
    expect((await api('POST', `${at}/test`)).body).toMatchObject({ ok: true, models: ['gpt-4o', 'claude-sonnet-4-5'] })
    expect((await api('GET', `/secrets/${made.body.secret_id}/uses?limit=1`)).body).toMatchObject({
      uses: [{ version: 1, provider: 'routes', run_id: null }],
      next_cursor: null,
    })
    const used = await api('DELETE', `/secrets/${made.body.secret_id}`)
    expect(used).toMatchObject({ status: 422, body: { error: expect.stringContaining('routes') } })

    const agent = idIn(await api('POST', `/companies/${company}/agents`, { name: 'Caller', command: 'true' }))
    await api('POST', `/companies/${company}/tasks`, { title: 'Ask', assigned_to: agent })
    const { runId, runToken } = await leaseRun(server, 'bash', uuidOf(agent))
    await fetch(`${server.url}/api/llm/openai/v1/chat/completions`, {
      ...{ method: 'POST', headers: { authorization: `Bearer ${runToken}` } },
      body: JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hello' }] }),
    })
    const { body } = await api('GET', `/runs/${runId}/model-calls`)
    expect(body).toMatchObject({ calls: [{ model: 'gpt-4o', state: 'answered', cost_micros: 90 }], next_cursor: null })
    const [call] = body.calls as { id: string }[]
    expect((await api('GET', `/model-calls/${call?.id}/conversation`)).body).toMatchObject({
      request: expect.stringContaining('Hello'),
      answer: expect.stringContaining('It is done.'),
    })
    expect((await api('DELETE', at)).body).toEqual({ id: idIn(made), deleted: true })
    provider.close()
  })
}

const uuidOf = (id: string) => id.slice(4).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
