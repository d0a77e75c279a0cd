import { describe, expect, it } from 'vitest'
import { GRANTS, GRANTS_OF_AGENT, GRANTS_OF_ROLE, GRANTS_OF_SYSTEM, type Grant, lesserRole } from './grants'

const readable: Grant[] = [
  'company:read',
  'org:read',
  'goal:read',
  'task:read',
  'run:read',
  'budget:read',
  'audit:read',
  'approval:read',
  'secret:read',
]

describe('grants', () => {
  it('lets a viewer read everything and write nothing', () => {
    expect([...GRANTS_OF_ROLE.viewer].sort()).toEqual([...readable].sort())
  })

  it('lets an operator work, but not decide about people, money or keys', () => {
    const more = [...GRANTS_OF_ROLE.operator].filter((grant) => !GRANTS_OF_ROLE.viewer.has(grant))
    expect(more.sort()).toEqual(['approval:request', 'goal:write', 'message:write', 'run:control', 'task:write'])
  })

  it('lets an owner do everything but report on runs and come in uninvited, and an admin all but what is left to owners', () => {
    const deniedTo = (role: 'owner' | 'admin') => GRANTS.filter((grant) => !GRANTS_OF_ROLE[role].has(grant))
    expect(deniedTo('owner')).toEqual(['run:report', 'member:join'])
    const ofOwners = ['company:close', 'run:report', 'member:appoint', 'member:join', 'approval:decide_as_owner']
    expect(deniedTo('admin').sort()).toEqual(ofOwners.sort())
  })

  it('keeps an agent from hiring, inviting, money, settings, keys, secrets, decisions and the fate of runs', () => {
    const denied = GRANTS.filter((grant) => !GRANTS_OF_AGENT.has(grant))
    expect(denied.sort()).toEqual([
      'approval:decide',
      'approval:decide_as_owner',
      'budget:write',
      'company:close',
      'company:export',
      'company:write',
      'key:write',
      'member:appoint',
      'member:join',
      'member:write',
      'notification:write',
      'org:write',
      'run:report',
      'secret:read',
      'secret:write',
    ])
  })

  it('lets the system do everything', () => {
    expect(GRANTS_OF_SYSTEM.size).toBe(GRANTS.length)
  })

  it('gives the right to become a member to no role', () => {
    const having = [...Object.values(GRANTS_OF_ROLE), GRANTS_OF_AGENT].filter((grants) => grants.has('member:join'))
    expect(having).toEqual([])
  })

  it('takes of two roles the one that may do less', () => {
    expect(lesserRole('owner', 'viewer')).toBe('viewer')
    expect(lesserRole('viewer', 'admin')).toBe('viewer')
    expect(lesserRole('admin', 'operator')).toBe('operator')
    expect(lesserRole('admin', 'admin')).toBe('admin')
  })
})
