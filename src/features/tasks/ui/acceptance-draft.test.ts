import { expect, it } from 'vitest'
import { AcceptanceChecks } from '../rules/acceptance'
import { checksOf, draftsOf } from './acceptance-draft'

const checks = AcceptanceChecks.parse([
  { kind: 'command_exit_0', command: 'npm test', timeoutSeconds: 30 },
  { kind: 'file_exists', glob: 'report/*.md', minCount: 3 },
  { kind: 'file_exists', path: 'README.md', name: 'the readme' },
  { kind: 'url_200', url: 'https://example.com/' },
  { kind: 'http_json_match', url: 'https://example.com/', path: 'a.b', equals: { n: [1, 'two', null] } },
  { kind: 'http_json_match', url: 'https://example.com/', equals: 'true' },
  { kind: 'git_commit', since: '2026-01-01T00:00:00Z', messageContains: 'fix' },
])

it('a form that nobody touches changes no check', () => {
  expect(AcceptanceChecks.parse(checksOf(draftsOf(checks), checks))).toEqual(checks)
})

it('takes a pattern for a pattern, and a path for a path', () => {
  const draft = { key: 'new', name: '', kind: 'file_exists' as const, expected: '' }
  expect(checksOf([{ ...draft, subject: 'out/*.png' }], [])).toMatchObject([{ glob: 'out/*.png', minCount: 1 }])
  expect(checksOf([{ ...draft, subject: 'out/a.png' }], [])).toMatchObject([{ path: 'out/a.png' }])
})

it('takes a word for a text where a value is expected', () => {
  const draft = { key: 'new', name: '', kind: 'http_json_match' as const, subject: 'https://example.com status' }
  expect(checksOf([{ ...draft, expected: 'ok' }], [])).toMatchObject([{ path: 'status', equals: 'ok' }])
  expect(checksOf([{ ...draft, expected: '3' }], [])).toMatchObject([{ path: 'status', equals: 3 }])
})
