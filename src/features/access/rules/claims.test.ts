import { expect, it } from 'vitest'
import { claimedRoles } from './claims'

const rolesOf = (claim: unknown) => Object.fromEntries(claimedRoles({ groups: claim }, 'groups'))

it('reads a role for each company from a list or from words', () => {
  const both = { acme: 'operator', 'note-genius': 'admin' }
  expect(rolesOf(['acme:operator', 'note-genius:admin'])).toEqual(both)
  expect(rolesOf('acme:operator, note-genius:admin')).toEqual(both)
})

it('takes the highest of several', () => {
  expect(rolesOf(['acme:viewer', 'acme:owner', 'acme:operator'])).toEqual({ acme: 'owner' })
})

it('passes over what is no role of a company', () => {
  expect(rolesOf(['acme', ':owner', 'acme:', 'acme:root', 'acme:Owner', 7, null, {}])).toEqual({})
  for (const claim of [undefined, null, 7, true, {}, '']) expect(rolesOf(claim)).toEqual({})
})

it('finds a claim inside of others, and nothing that the object inherits', () => {
  expect([...claimedRoles({ realm: { roles: ['acme:viewer'] } }, 'realm.roles')]).toEqual([['acme', 'viewer']])
  expect([...claimedRoles({}, 'constructor.name')]).toEqual([])
  expect([...claimedRoles(null, 'groups')]).toEqual([])
})
