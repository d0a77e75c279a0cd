import { expect, it } from 'vitest'
import { idIn, type RestClient, rowsIn } from '../rest-client'

type Setting = { api: RestClient; company: string }

/** Where a company is told what needs a person, and what was told. */
export function notifications(setting: () => Setting): void {
  it('serves notification channels and the log of what was told', async () => {
    const { api, company } = setting()
    const path = `/companies/${company}/notification-channels`
    const address = 'http://127.0.0.1:9/services/hush'
    const made = await api('POST', path, { name: 'Slack', kind: 'slack', address })
    expect(made).toMatchObject({ status: 201, body: { address: 'http://127.0.0.1:9', signingSecret: null } })
    const at = `/notification-channels/${idIn(made)}`
    expect((await api('POST', `${at}/rotate-secret`)).status).toBe(422)
    expect((await api('PATCH', at, { topics: ['done'] })).body).toMatchObject({ topics: ['done'], active: true })
    expect(JSON.stringify(rowsIn(await api('GET', path)))).not.toContain('hush')
    const test = idIn(await api('POST', `${at}/test`))
    const told = rowsIn(await api('GET', `/companies/${company}/notification-deliveries?channelId=${idIn(made)}`))
    expect(told).toMatchObject([{ id: test, kind: 'test', to: 'Slack' }])
    expect((await api('POST', `/notification-deliveries/${test}/resend`)).body).toEqual({ ok: true })
    const hook = { name: 'Hook', kind: 'webhook', address: 'http://127.0.0.1:9/hook' }
    const webhook = await api('POST', path, hook)
    const rotated = await api('POST', `/notification-channels/${idIn(webhook)}/rotate-secret`)
    expect(rotated.body.signingSecret).toMatch(/^whsec_/)
    for (const each of [made, webhook]) {
      expect((await api('DELETE', `/notification-channels/${idIn(each)}`)).body).toEqual({ ok: true })
    }
  })

  it('lets a person say what they want by mail of a company', async () => {
    const { api, company } = setting()
    const at = `/companies/${company}/mail-choice`
    expect((await api('PUT', at, { choice: 'none' })).body).toMatchObject({ choice: 'none', mailIsSetUp: false })
    expect((await api('GET', at)).body).toMatchObject({ choice: 'none', address: null })
  })
}
