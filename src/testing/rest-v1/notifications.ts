import { Webhook } from 'standardwebhooks'
import { expect, it } from 'vitest'
import { until } from '../company'
import { startReceiver } from '../receivers'
import { idIn } from '../rest-client'
import type { Setting } from './setting'

/** Where a company is told what needs a person, and what was told: by the server itself, from the event to the receiver. */
export function notifications(setting: () => Setting): void {
  it('tells a webhook what needs a person, signed, and keeps a log of it', async () => {
    const { api, company } = setting()
    const receiver = await startReceiver()
    const path = `/companies/${company}/notification-channels`
    const wish = { name: 'Hook', kind: 'webhook', address: `${receiver.url}/hook`, topics: ['approval'] }
    const made = await api('POST', path, wish)
    expect(made).toMatchObject({ status: 201, body: { id: expect.stringMatching(/^nch_/), active: true } })
    const at = `/notification-channels/${idIn(made)}`
    expect((await api('POST', path, wish)).status).toBe(409)
    expect((await api('POST', path, { ...wish, name: 'Meta', address: 'http://169.254.169.254/' })).status).toBe(422)
    const request = { type: 'request_board_approval', payload: { title: 'Rent an office' } }
    const approval = idIn(await api('POST', `/companies/${company}/approvals`, request))
    const [came] = await until('the message', async () => receiver.at('/hook').length > 0 && receiver.at('/hook'))
    expect(new Webhook(String(made.body.signing_secret)).verify(came!.body, came!.headers)).toMatchObject({
      ...{ type: 'approval.waiting', data: { title: expect.stringContaining('Rent an office') } },
    })
    const log = `/companies/${company}/notification-deliveries?channel_id=${idIn(made)}`
    const [told] = await until('the log to say so', async () => {
      const { body } = await api('GET', `${log}&state=sent`)
      const deliveries = body.deliveries as Record<string, unknown>[]
      return deliveries.length > 0 && deliveries
    })
    expect(told).toMatchObject({ type: 'approval.waiting', to: 'Hook', attempts: 1, answer_status: 200 })
    await api('PATCH', `/approvals/${approval}`, { decision: 'rejected' })

    expect((await api('POST', `/notification-deliveries/${told!.id}/resend`)).body).toEqual({ id: told!.id })
    await until('the same again', async () => receiver.at('/hook').length === 2)
    expect(receiver.at('/hook')[1]?.headers['webhook-id']).toBe(came?.headers['webhook-id'])
    expect((await api('POST', `${at}/test`)).status).toBe(201)
    await until('the test', async () => receiver.at('/hook').some(({ body }) => body.includes('"test"')))
    const rotated = await api('POST', `${at}/rotate-secret`)
    expect(rotated.body.signing_secret).not.toBe(made.body.signing_secret)
    expect((await api('PATCH', at, { active: false })).body).toMatchObject({ active: false })
    expect((await api('GET', path)).body).toMatchObject({ channels: [{ name: 'Hook' }], mail_is_set_up: false })
    expect((await api('DELETE', at)).body).toEqual({ id: idIn(made), deleted: true })
    await receiver.stop()
  })

  it('lets a person say what they want by mail of a company', async () => {
    const { api, company } = setting()
    const at = `/companies/${company}/mail-choice`
    const usual = { choice: 'at_once', address: null, mail_is_set_up: false }
    expect(await api('GET', at)).toMatchObject({ status: 200, body: usual })
    expect(await api('PUT', at, { choice: 'daily' })).toMatchObject({
      status: 200,
      body: { ...usual, choice: 'daily' },
    })
    expect((await api('GET', at)).body).toEqual({ ...usual, choice: 'daily' })
    expect((await api('PUT', at, { choice: 'never' })).status).toBe(422)
  })
}
