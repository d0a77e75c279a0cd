import fc from 'fast-check'
import { expect, it } from 'vitest'
import { plainPath } from './plain-path'

it.each([
  ['/', '/'],
  ['/api/v1/companies', '/api/v1/companies'],
  ['/%61p%69/%73etup', '/api/setup'],
  ['/c/a%2Fb/%C3%A4/%20%25', '/c/a%2Fb/%C3%A4/%20%25'],
  ['/%2561pi/setup', '/%2561pi/setup'],
  ['/a/...', '/a/...'],
  ['/.well-known/x', '/.well-known/x'],
  ['/api/setup/', '/api/setup/'],
])('%s is %s', (path, plain) => expect(plainPath(path)).toBe(plain))

it.each([
  '/x/../api/setup',
  '/x/%2e%2E/api/setup',
  '/api/./setup',
  '/x/..',
  '/x\\..\\api',
  'http://else.where/api/setup',
  '/%%361pi/setup',
  '/%6%31pi/setup',
  '/100%',
  '/%zz',
  '*',
  '',
])('has no place for %s', (path) => expect(plainPath(path)).toBeNull())

it('leaves what it put plain as it is', () => {
  const piece = fc.constantFrom(...'%%%/.\\0123456789abcdefAF', '%25', '%2e', '%61', '%2F', '%C3%A4', 'pi')
  const seen = { accepted: 0 }
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const plain = plainPath(`/${pieces.join('')}`)
      if (plain === null) return
      seen.accepted += 1
      expect(plainPath(plain)).toBe(plain)
    }),
    { numRuns: 3000 },
  )
  expect(seen.accepted).toBeGreaterThan(100)
})
