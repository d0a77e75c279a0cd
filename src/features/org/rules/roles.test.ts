import { expect, it } from 'vitest'
import { readRole } from './roles'

it.each([
  ['CTO', 'cto', 'CTO'],
  ['engineer', 'engineer', 'engineer'],
  ['Coder', 'engineer', 'Coder'],
  ['Senior Python engineer', 'general', 'Senior Python engineer'],
  ['', 'general', ''],
])('%s is read as %s', (text, role, title) => expect(readRole(text)).toEqual({ role, title }))

it('keeps a title that was given', () =>
  expect(readRole('cto', 'Head of technology')).toEqual({ role: 'cto', title: 'Head of technology' }))
