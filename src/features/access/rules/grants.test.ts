import { describe, expect, it } from 'vitest'
import { GRANTS, GRANTS_OF_AGENT, GRANTS_OF_ROLE, GRANTS_OF_SYSTEM, type Grant } from './grants'

const readable: Grant[] = [
  'company:read',
  'org:read',
  'goal:read',
  'task:read',
  'run:read',
  'budget:read',
  'audit:read',
]

describe('grants', () => {
  it('lets a viewer read everything and write nothing', () => {
    expect([...GRANTS_OF_ROLE.viewer].sort()).toEqual([...readable].sort())
  })

  it('lets an operator work, but not decide about people, money or keys', () => {
    const more = [...GRANTS_OF_ROLE.operator].filter((grant) => !GRANTS_OF_ROLE.viewer.has(grant))
    expect(more.sort()).toEqual(['goal:write', 'message:write', 'run:control', 'task:write'])
  })

  it.each(['owner', 'admin'] as const)('lets an %s do everything but report on runs', (role) => {
    expect(GRANTS.filter((grant) => !GRANTS_OF_ROLE[role].has(grant))).toEqual(['run:report'])
  })

  it('keeps an agent from hiring, money, settings, keys and the fate of runs', () => {
    const denied = GRANTS.filter((grant) => !GRANTS_OF_AGENT.has(grant))
    expect(denied.sort()).toEqual(['budget:write', 'company:write', 'key:write', 'org:write', 'run:report'])
  })

  it('lets the system do everything', () => {
    expect(GRANTS_OF_SYSTEM.size).toBe(GRANTS.length)
  })
})
