import { describe, expect, it } from 'vitest'
import { requireLocalHost, requireSameOrigin } from './origin'
import type { Visit } from './visit'

function visit(method: string, headers: Record<string, string>): Visit {
  return { method, header: (name) => headers[name] ?? null }
}

describe('requireLocalHost', () => {
  it.each(['localhost:3100', '127.0.0.1:3100', '[::1]:3100', '127.0.0.1'])('takes %s', (host) => {
    expect(() => requireLocalHost(visit('GET', { host }), undefined)).not.toThrow()
  })

  it.each([
    'evil.example:3100',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '10.0.0.5:3100',
    'a@127.0.0.1',
    '',
  ])('refuses %s', (host) => {
    expect(() => requireLocalHost(visit('GET', { host }), undefined)).toThrow(/answers only under/)
  })

  it('takes the host of BASE_URL', () => {
    const asked = visit('GET', { host: 'paperclip.test:3100' })
    expect(() => requireLocalHost(asked, 'http://paperclip.test:3100')).not.toThrow()
  })
})

describe('requireSameOrigin', () => {
  const host = '127.0.0.1:3100'
  const own = { host, origin: `http://${host}` }

  it.each([
    ['a read from anywhere', 'GET', { host, origin: 'http://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['our own page', 'POST', own],
    ['our own page, as the browser says', 'POST', { ...own, 'sec-fetch-site': 'same-origin' }],
    ['a script without a browser', 'POST', { host }],
  ])('takes %s', (_what, method, headers) => {
    expect(() => requireSameOrigin(visit(method, headers), undefined)).not.toThrow()
  })

  it.each([
    ['another site', { host, origin: 'http://evil.example' }],
    ['another port of this machine', { host, origin: 'http://127.0.0.1:8080' }],
    ['a sandboxed page', { host, origin: 'null' }],
    ['what the browser calls cross-site', { ...own, 'sec-fetch-site': 'cross-site' }],
    ['what the browser calls same-site', { ...own, 'sec-fetch-site': 'same-site' }],
    ['a cookie without an origin', { host, cookie: 'paperclip-session=x' }],
  ])('refuses a change from %s', (_what, headers) => {
    expect(() => requireSameOrigin(visit('POST', headers), undefined)).toThrow(/another site/)
    expect(() => requireSameOrigin(visit('delete', headers), undefined)).toThrow(/another site/)
  })

  it('takes the origin of BASE_URL where a proxy changes the host', () => {
    const asked = visit('POST', { host: 'web:3100', origin: 'https://paperclip.example' })
    expect(() => requireSameOrigin(asked, 'https://paperclip.example')).not.toThrow()
    expect(() => requireSameOrigin(asked, 'https://other.example')).toThrow()
  })
})
