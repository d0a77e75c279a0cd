import fc from 'fast-check'
import { expect, it } from 'vitest'
import { mayBeShown, safeContentType, safeFileName } from './file-names'

it.each([
  ['report.pdf', 'report.pdf'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Users\\ada\\plan.md', 'plan.md'],
  ['über ünïcode 計画.txt', 'über ünïcode 計画.txt'],
  ['invoice\u202Efdp.exe', 'invoicefdp.exe'],
  ['a\r\nset-cookie: x', 'aset-cookie_ x'],
  ['.htaccess', 'htaccess'],
  ['..', 'file'],
  ['', 'file'],
])('calls %j %j', (given, name) => {
  expect(safeFileName(given)).toBe(name)
})

it('never names a folder, nothing, or too much, and keeps the ending', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (given) => {
      const name = safeFileName(given)
      expect(name).not.toMatch(/[/\\\p{Cc}]|^\.|^\s*$/u)
      expect([...name].length).toBeLessThanOrEqual(200)
      expect(safeFileName(name)).toBe(name)
    }),
  )
  expect(safeFileName(`${'long'.repeat(100)}.tar.gz`)).toMatch(/l\.gz$/)
})

it.each([
  ['text/html; charset=utf-8', 'text/html'],
  ['IMAGE/PNG', 'image/png'],
  ['application/vnd.api+json', 'application/vnd.api+json'],
  ['text/plain\r\nx: y', 'application/octet-stream'],
  ['nonsense', 'application/octet-stream'],
  [undefined, 'application/octet-stream'],
])('takes the type %j as %j', (given, type) => {
  expect(safeContentType(given)).toBe(type)
})

it('shows nothing that can run', () => {
  const dangerous = [
    'text/html',
    'image/svg+xml',
    'application/xhtml+xml',
    'text/xml',
    'application/pdf',
    'text/javascript',
  ]
  expect(dangerous.filter(mayBeShown)).toEqual([])
  expect(mayBeShown('image/png')).toBe(true)
})
