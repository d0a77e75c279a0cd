import { expect, test } from 'vitest'
import { refusalOf, refusalOfHost } from './address-guard'

test.each([
  '169.254.169.254',
  'fe80::1',
  'fd00:ec2::254',
  '0.0.0.0',
  '100.100.100.200',
  '255.255.255.255',
  '::',
  '::ffff:169.254.169.254',
  '64:ff9b::a9fe:a9fe',
])('%s is never called', (address) => {
  expect(refusalOf(address, true)).toContain(address)
})

test.each([
  '127.0.0.1',
  '10.1.2.3',
  '172.31.255.255',
  '192.168.0.1',
  '100.64.0.1',
  '::1',
  'fd12::1',
  '::ffff:127.0.0.1',
])('%s is called only where private addresses are allowed', (address) => {
  expect(refusalOf(address, true)).toBeNull()
  expect(refusalOf(address, false)).toContain('PAPERCLIP_ALLOW_PRIVATE_ENDPOINTS')
})

test.each(['93.184.216.34', '172.32.0.1', '2606:2800:220:1::1'])('%s is called', (address) => {
  expect(refusalOf(address, false)).toBeNull()
})

test('a host in a URL is checked when it is an address, in whatever notation', () => {
  expect(refusalOfHost(new URL('http://0x7f.1/').hostname, false)).not.toBeNull()
  expect(refusalOfHost(new URL('http://[::1]/').hostname, false)).not.toBeNull()
  expect(refusalOfHost(new URL('http://example.com/').hostname, false)).toBeNull()
})
