import { expect, it } from 'vitest'
import type { Message } from '../schema'
import { mailOf, slackBody, webhookBody } from './wording'

const hostile = '<img src=x onerror=alert(1)> & "quoted"\r\nBcc: eve@example.com'
const message: Message = {
  ...{
    type: 'approval.reminded',
    title: hostile,
    effect: '<!channel> hello',
    path: '/c/a/inbox?item="x"',
    since: null,
  },
  ...{ company: { id: '01936f0e-2f4a-7b1c-9d8e-7f6a5b4c3d2e', name: 'A <b>', slug: 'a' }, age: '3 days' },
  ...{ subject: null, items: [], more: 0 },
}

it('lets no text of an agent become markup, a header or a call for everybody', () => {
  const { subject, html, text } = mailOf(message, 'https://p.example')
  expect(subject).not.toMatch(/[\r\n]/)
  expect(subject).toContain('Waiting for 3 days: ')
  expect(html).not.toContain('<img')
  expect(html).not.toContain('<b>')
  expect(html).toContain('href="https://p.example/c/a/inbox?item=&quot;x&quot;"')
  expect(text).toContain('https://p.example/account')
  const slack = slackBody(message, 'https://p.example')
  expect(slack).not.toContain('<!channel>')
  expect(slack).not.toContain('<img')
})

it('says the same in the same words, however often a webhook is sent', () => {
  const body = () => webhookBody(message, 'id', '2026-06-01T00:00:00.000Z', 'https://p.example')
  expect(body()).toBe(body())
  expect(JSON.parse(body())).toMatchObject({ type: 'approval.reminded', data: { id: 'id', age: '3 days' } })
})
