import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { callerFor, inviteMember } from '@/features/access'
import { decideApproval, requestApproval } from '@/features/approvals'
import { listAudit } from '@/features/audit'
import { createTask, updateTask } from '@/features/tasks'
import { createSecret, deleteSecret, listSecrets } from '@/features/vault'
import { setClock } from '@/platform/clock'
import { closePools, systemSql } from '@/platform/database'
import { addMember, asDatabaseOwner, codeOf, foundCompany, refusalOf, type TestCompany } from '@/testing/company'
import { startMailServer, startReceiver } from '@/testing/receivers'
import {
  addChannel,
  listChannels,
  listDeliveries,
  mailInvitation,
  noticeWaiting,
  resendDelivery,
  rotateChannelSecret,
  sendDue,
  setMailChoice,
  takeDue,
  testChannel,
  testMail,
  updateChannel,
} from '.'
import { removeChannel } from './commands/remove-channel'

const BASE = 'https://paperclip.example'
const HOUR_MS = 3_600_000

let receiver: Awaited<ReturnType<typeof startReceiver>>
let mail: Awaited<ReturnType<typeof startMailServer>>

beforeAll(async () => {
  ;[receiver, mail] = await Promise.all([startReceiver(), startMailServer()])
  process.env.SMTP_URL = mail.url
  process.env.SMTP_FROM = 'Paperclip <paperclip@example.com>'
})
afterAll(async () => {
  await Promise.all([receiver.stop(), mail.stop()])
  await closePools()
})

const webhook = (company: TestCompany, path: string, more = {}) =>
  addChannel(company.board, { name: path, kind: 'webhook', address: `${receiver.url}${path}`, ...more })
const look = (company: TestCompany) => noticeWaiting(company.system, {})
const ask = (company: TestCompany, title: string) =>
  requestApproval(company.board, { type: 'request_board_approval', payload: { title } })
const sendNow = async (company: TestCompany) => {
  await asDatabaseOwner(
    `UPDATE "Delivery" SET "nextTryAt" = now() - interval '1 minute' WHERE "companyId" = $1 AND state = 'waiting'`,
    [company.id],
  )
  await sendDue(BASE)
}
const bodyOf = ({ body }: { body: string }) => JSON.parse(body)
const asPerson = (company: TestCompany, personId: string) =>
  callerFor({ kind: 'person', personId, isInstanceAdmin: false, via: 'local' }, company.id)
const mailOf = async (personId: string) => {
  const [person] = await systemSql<{ email: string }>(`SELECT email FROM "Person" WHERE id = $1`, [personId])
  return mail.to(person?.email ?? '')
}

it('tells a webhook once, signed, whoever notices it, and again until it is taken', async () => {
  const company = await foundCompany()
  const { id: channelId, signingSecret } = await webhook(company, '/hook')
  const approval = await ask(company, 'Rent an office')
  await Promise.all([1, 2, 3, 4].map(() => look(company)))
  await look(company)
  const [delivery, ...others] = await listDeliveries(company.board, { channelId })
  expect(others).toEqual([])
  expect(delivery).toMatchObject({ kind: 'notice', state: 'waiting', attempts: 0, to: '/hook' })

  receiver.answers.set('/hook', [500, 500])
  for (let n = 0; n < 4; n++) await sendNow(company)
  const came = receiver.at('/hook')
  expect(came).toHaveLength(3)
  expect(new Set(came.map(({ headers, body }) => `${headers['webhook-id']} ${body}`)).size).toBe(1)
  expect(came[0]?.headers['webhook-id']).toBe(delivery?.id)
  for (const { body, headers } of came) {
    expect(new Webhook(signingSecret ?? '').verify(body, headers)).toMatchObject({
      type: 'approval.waiting',
      data: {
        subject: { kind: 'approval', id: approval.id },
        url: expect.stringMatching(`^${BASE}/c/${company.slug}/inbox`),
      },
    })
  }
  expect(bodyOf(came[0]!).data.title).toContain('Rent an office')
  expect(await listDeliveries(company.board, {})).toMatchObject([
    { state: 'sent', attempts: 3, answerStatus: 200, problem: null, nextTryAt: null },
  ])
})

it('gives up after a day of tries, and sends again by hand with the same id', async () => {
  const company = await foundCompany()
  const { id: channelId } = await webhook(company, '/down')
  receiver.answers.set('/down', Array(8).fill(503))
  const { deliveryId } = await testChannel(company.board, { channelId })
  for (let n = 0; n < 9; n++) await sendNow(company)
  expect(receiver.at('/down')).toHaveLength(8)
  expect(await listDeliveries(company.board, { state: 'failed' })).toMatchObject([
    { id: deliveryId, attempts: 8, answerStatus: 503, problem: 'It answered 503.' },
  ])
  await resendDelivery(company.board, { deliveryId })
  await sendNow(company)
  expect(receiver.at('/down').at(-1)?.headers['webhook-id']).toBe(deliveryId)
  expect(await listDeliveries(company.board, {})).toMatchObject([{ state: 'sent', attempts: 1 }])
})

it('sends what a sender that died had taken, once more, with the same id', async () => {
  const company = await foundCompany()
  const { id: channelId } = await webhook(company, '/killed')
  const { deliveryId } = await testChannel(company.board, { channelId })
  expect((await takeDue(500)).map(({ id }) => id)).toContain(deliveryId)
  // it may have been sent; nobody noted it
  await sendDue(BASE)
  expect(receiver.at('/killed')).toEqual([])
  const stop = setClock(() => new Date(Date.now() + 181_000))
  await sendDue(BASE)
  stop()
  expect(receiver.at('/killed')).toMatchObject([{ headers: { 'webhook-id': deliveryId } }])
  expect(await listDeliveries(company.board, {})).toMatchObject([{ state: 'sent', attempts: 2 }])
})

it('two senders never take the same message at once', async () => {
  const company = await foundCompany()
  const { id: channelId } = await webhook(company, '/two')
  for (let n = 0; n < 6; n++) await testChannel(company.board, { channelId })
  await Promise.all([1, 2, 3].map(() => sendDue(BASE)))
  const ids = receiver.at('/two').map(({ headers }) => headers['webhook-id'])
  expect(ids).toHaveLength(6)
  expect(new Set(ids).size).toBe(6)
})

it('switches off a channel whose receiver is gone, and follows no redirect', async () => {
  const company = await foundCompany()
  const [gone, moved] = [await webhook(company, '/gone'), await webhook(company, '/moved')]
  receiver.answers.set('/gone', [410])
  receiver.answers.set('/moved', [302])
  await ask(company, 'One')
  await look(company)
  await sendNow(company)
  expect(receiver.at('/elsewhere')).toEqual([])
  const deliveries = await listDeliveries(company.board, {})
  expect(deliveries.find(({ channelId }) => channelId === moved.id)).toMatchObject({
    state: 'waiting',
    answerStatus: 302,
  })
  expect(deliveries.find(({ channelId }) => channelId === gone.id)).toMatchObject({
    state: 'failed',
    answerStatus: 410,
  })
  const { channels } = await listChannels(company.board, {})
  expect(channels.find(({ id }) => id === gone.id)).toMatchObject({
    isActive: false,
    offReason: expect.stringContaining('410'),
  })
  expect((await listAudit(company.board, {})).some(({ action }) => action === 'channel.switchedOff')).toBe(true)
  await ask(company, 'Two')
  await look(company)
  expect(await listDeliveries(company.board, { channelId: gone.id })).toHaveLength(1)
  await updateChannel(company.board, { channelId: gone.id, isActive: true })
  expect((await listChannels(company.board, {})).channels.find(({ id }) => id === gone.id)).toMatchObject({
    offReason: null,
  })
})

it('speaks to Slack, keeps its address, and says no secret', async () => {
  const company = await foundCompany()
  await createSecret(company.board, { name: 'KEY', value: 'swordfish-1234' })
  const made = await addChannel(company.board, {
    name: 'Slack',
    kind: 'slack',
    address: `${receiver.url}/services/T0/B0/hush`,
  })
  expect(made).toMatchObject({ address: receiver.url, signingSecret: null })
  await ask(company, 'Use <swordfish-1234> & go')
  await look(company)
  await sendNow(company)
  const [came] = receiver.at('/services/T0/B0/hush')
  const said = bodyOf(came!)
  expect(said.text).toContain('Use &lt;***&gt; &amp; go')
  expect(said.blocks).toMatchObject([
    { type: 'section', text: { type: 'mrkdwn', text: expect.stringContaining('Use &lt;') } },
    { type: 'section' },
    { type: 'context', elements: [{ text: expect.stringContaining(`<${BASE}/c/${company.slug}/inbox`) }] },
  ])
  const shown = JSON.stringify([
    await listChannels(company.board, {}),
    await listDeliveries(company.board, {}),
    await listSecrets(company.board, {}),
  ])
  expect(shown).not.toContain('hush')
  expect(shown).not.toContain('swordfish')
})

it('reminds of what waits at doubling ages, once a step, until it is decided', async () => {
  const company = await foundCompany()
  const { id: channelId } = await webhook(company, '/remind')
  const approval = await ask(company, 'Slow one')
  const start = Date.now()
  const ages: (string | null)[] = []
  for (const hours of [0, 23, 24.1, 25, 47, 48.1, 50, 96.1, 191, 192.1]) {
    const stop = setClock(() => new Date(start + hours * HOUR_MS))
    await Promise.all([look(company), look(company)])
    stop()
    const [newest] = await listDeliveries(company.board, { channelId, limit: 1 })
    ages.push(newest?.message.age ?? null)
  }
  expect(ages).toEqual([
    null,
    null,
    '24 hours',
    '24 hours',
    '24 hours',
    '2 days',
    '2 days',
    '4 days',
    '4 days',
    '8 days',
  ])
  expect(await listDeliveries(company.board, { channelId })).toHaveLength(5)
  await decideApproval(company.board, { approvalId: approval.id, decision: 'approved' })
  const stop = setClock(() => new Date(start + 1000 * HOUR_MS))
  await look(company)
  stop()
  expect(await listDeliveries(company.board, { channelId })).toHaveLength(5)
})

it('tells a channel what it wants, from when it was made on', async () => {
  const company = await foundCompany()
  await ask(company, 'Before')
  const { id: channelId } = await webhook(company, '/done', { topics: ['done', 'approval'] })
  const task = await createTask(company.board, { title: 'Ship it' })
  await updateTask(company.board, { taskId: task.id, state: 'done' })
  await createTask(company.board, { title: 'Look at it', state: 'in_review' })
  await look(company)
  await look(company)
  const told = await listDeliveries(company.board, { channelId })
  expect(told.map(({ message }) => message)).toMatchObject([
    { type: 'task.done', title: `${task.identifier} is done: Ship it` },
  ])
})

it('signs with both secrets after a rotation, and lets go of a removed channel', async () => {
  const company = await foundCompany()
  const made = await webhook(company, '/rotate')
  const rotated = await rotateChannelSecret(company.board, { channelId: made.id })
  expect(rotated.signingSecret).not.toBe(made.signingSecret)
  await testChannel(company.board, { channelId: made.id })
  await sendNow(company)
  const [came] = receiver.at('/rotate')
  for (const { signingSecret } of [made, rotated]) {
    expect(new Webhook(signingSecret ?? '').verify(came!.body, came!.headers)).toMatchObject({ type: 'test' })
  }
  expect(() => new Webhook('whsec_c29tZXRoaW5nIGVsc2U=').verify(came!.body, came!.headers)).toThrow()
  const [secret] = await listSecrets(company.board, {})
  expect(await codeOf(deleteSecret(company.board, { secretId: secret!.id }))).toBe('broken_rule')
  await removeChannel(company.board, { channelId: made.id })
  expect(await listSecrets(company.board, {})).toEqual([])
  expect(await listDeliveries(company.board, {})).toEqual([])
})

it('is for administrators, and never for addresses that hold credentials', async () => {
  const company = await foundCompany()
  const operator = await asPerson(company, await addMember(company.id, 'operator'))
  const agent = await company.asAgent((await company.hire()).id)
  for (const caller of [operator, agent]) {
    expect(await codeOf(listChannels(caller, {}))).toBe('forbidden')
    expect(await codeOf(addChannel(caller, { name: 'A', kind: 'slack', address: receiver.url }))).toBe('forbidden')
    expect(await codeOf(listDeliveries(caller, {}))).toBe('forbidden')
  }
  const wrong = [
    'http://169.254.169.254/latest',
    'http://[fe80::1]/',
    'ftp://example.com/',
    'https://me:pw@example.com/',
  ]
  for (const address of wrong) {
    const { code } = await refusalOf(addChannel(company.board, { name: 'A', kind: 'webhook', address }))
    expect([address, code]).toEqual([address, 'invalid_input'])
  }
})

it('mails at once who may decide and wants it, and once a day who waits for the digest', async () => {
  const company = await foundCompany({ timeZone: 'Pacific/Auckland' })
  const people = await Promise.all(
    ['admin', 'admin', 'admin', 'operator', 'viewer'].map((role) => addMember(company.id, role)),
  )
  const [admin, daily, silent, operator, viewer] = people as [string, string, string, string, string]
  await setMailChoice(await asPerson(company, daily), { choice: 'daily' })
  await setMailChoice(await asPerson(company, silent), { choice: 'none' })
  // 07:00 there
  const morning = Date.UTC(2027, 5, 1, 19)
  let stop = setClock(() => new Date(morning))
  const approval = await ask(company, 'Hire a lawyer')
  await createTask(company.board, { title: 'Read the contract', state: 'in_review' })
  await look(company)
  stop()
  await sendNow(company)
  const counts = async () => Promise.all(people.map(async (id) => (await mailOf(id)).length))
  expect(await counts()).toEqual([1, 0, 0, 0, 0])
  const [first] = await mailOf(admin)
  expect(first).toMatchObject({
    subject: expect.stringContaining('Hire a lawyer'),
    from: { address: 'paperclip@example.com' },
  })
  expect(first?.text).toContain(`${BASE}/c/${company.slug}/inbox?item=approval-${approval.id}`)
  expect(first?.html).toContain(`${BASE}/account`)

  for (const hours of [1.1, 1.2, 10]) {
    stop = setClock(() => new Date(morning + hours * HOUR_MS))
    await Promise.all([look(company), look(company)])
    stop()
  }
  await sendNow(company)
  // the administrator of both, the operator of the review only
  expect(await counts()).toEqual([2, 1, 0, 1, 0])
  const [digest] = await mailOf(daily)
  expect(digest?.subject).toContain('2 things wait for you')
  expect(digest?.text).toContain('Hire a lawyer')
  expect((await mailOf(operator))[0]?.text).toContain('Read the contract')
  expect((await mailOf(operator))[0]?.text).not.toContain('Hire a lawyer')
  expect(await mailOf(viewer)).toEqual([])

  const { deliveryId } = await testMail(await asPerson(company, viewer), {})
  await sendNow(company)
  expect((await mailOf(viewer))[0]?.messageId).toBe(`<${deliveryId}@example.com>`)
})

it('mails an invitation to its address, with a link that is kept nowhere else', async () => {
  const company = await foundCompany()
  const email = `invited-${company.slug}@example.test`
  const { id, token, isMailed } = await inviteMember(company.board, { role: 'operator', email })
  expect(isMailed).toBe(true)
  await Promise.all([1, 2].map(() => mailInvitation(company.system, { invitationId: id })))
  await sendNow(company)
  await sendNow(company)
  const [came, ...others] = mail.to(email)
  expect(others).toEqual([])
  expect(came?.text).toContain(`${BASE}/join#${token}`)
  const [stored] = await asDatabaseOwner(`SELECT "linkCiphertext" FROM "Invitation" WHERE id = $1`, [id])
  expect(stored).toEqual({ linkCiphertext: null })
  const deliveries = await listDeliveries(company.board, {})
  expect(deliveries).toMatchObject([{ kind: 'invitation', state: 'sent', to: email }])
  expect(JSON.stringify(deliveries)).not.toContain(token)
  expect(await codeOf(resendDelivery(company.board, { deliveryId: deliveries[0]!.id }))).toBe('broken_rule')
})

it('mails no more invitations of a company within a day than may be, also where they are taken back', async () => {
  const company = await foundCompany()
  const invite = (email?: string) => codeOf(inviteMember(company.board, { role: 'viewer', email }))
  await asDatabaseOwner(
    `INSERT INTO "Invitation" (id, "companyId", role, email, "tokenHash", "createdBy", "createdAt", "expiresAt", "revokedAt")
     SELECT gen_random_uuid(), $1, 'viewer', n || '@example.test', gen_random_uuid()::text, $2, now(), now() + interval '1 day', now()
     FROM generate_series(1, 199) n`,
    [company.id, company.board.actor.id],
  )
  expect(await invite(`last-${company.slug}@example.test`)).toBe('done')
  expect(await invite(`more-${company.slug}@example.test`)).toBe('rate_limited')
  expect(await invite()).toBe('done')
  const putBack = setClock(() => new Date(Date.now() + 25 * HOUR_MS))
  try {
    expect(await invite(`later-${company.slug}@example.test`)).toBe('done')
  } finally {
    putBack()
  }
})
