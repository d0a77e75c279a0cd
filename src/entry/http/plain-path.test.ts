import { expect, it } from 'vitest'
import { plainPath } from './plain-path'

it.each([
  ['/', '/'],
  ['/api/v1/companies', '/api/v1/companies'],
  ['/%61p%69/%73etup', '/api/setup'],
  ['/c/a%2Fb/%C3%A4/%20%25', '/c/a%2Fb/%C3%A4/%20%25'],
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
  '*',
  '',
])('has no place for %s', (path) => expect(plainPath(path)).toBeNull())
