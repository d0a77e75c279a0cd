import { expect, it } from 'vitest'
import { startProvider } from '../gateway/model-provider'
import { leaseRun } from '../lease-run'
import { idIn, type RestClient, rowsIn } from '../rest-client'
import type { RunningServer } from '../running-server'

type Setting = { api: RestClient; company: string; root: string; server: RunningServer }

/** Where models are, and what runs asked them. */
export function models(setting: () => Setting): void {
  it('serves model providers, and the calls of a run', async () => {
    const { api, company, server } = setting()
    const provider = await startProvider()
    const path = `/companies/${company}/model-providers`
    const wish = { name: 'routes', dialect: 'anthropic', baseUrl: `${provider.url}/v1`, apiKey: 'key-of-the-routes' }
    const made = await api('POST', path, wish)
    expect(made).toMatchObject({ status: 201, body: { companyId: company, baseUrl: provider.url, enabled: true } })
    const at = `/model-providers/${idIn(made)}`
    expect((await api('PATCH', at, { tokensPerMinute: 1000 })).body).toMatchObject({ tokensPerMinute: 1000 })
    expect(rowsIn(await api('GET', path))).toMatchObject([{ id: idIn(made), secretName: 'models/routes' }])
    expect((await api('POST', `${at}/test`)).body).toMatchObject({ ok: true })

    const adapter = { adapterType: 'process', adapterConfig: { command: 'true' } }
    const agent = idIn(await api('POST', `/companies/${company}/agents`, { name: 'Caller', ...adapter }))
    await api('POST', `/companies/${company}/issues`, { title: 'Ask', assigneeAgentId: agent, status: 'todo' })
    const { runId, runToken } = await leaseRun(server, 'bash', agent)
    await fetch(`${server.url}/api/llm/anthropic/v1/messages`, {
      ...{ method: 'POST', headers: { 'x-api-key': runToken } },
      body: JSON.stringify({
        model: 'claude-sonnet-4-5',
        max_tokens: 9,
        messages: [{ role: 'user', content: 'Hello' }],
      }),
    })
    const calls = rowsIn(await api('GET', `/heartbeat-runs/${runId}/model-calls`))
    expect(calls).toMatchObject([{ runId, provider: 'routes', state: 'answered', inputTokens: 20, outputTokens: 4 }])
    expect((await api('GET', `/model-calls/${calls[0]?.id}/conversation`)).body).toMatchObject({
      answer: expect.stringContaining('It is done.'),
    })
    expect((await api('DELETE', at)).body).toEqual({ ok: true })
    provider.close()
  })
}
