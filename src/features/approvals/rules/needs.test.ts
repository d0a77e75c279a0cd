import { describe, expect, it } from 'vitest'
import { type Asker, needsOf, stricter } from './needs'

const agent: Asker = { kind: 'agent', grants: new Set(['approval:request']), mayHire: false }
const admin: Asker = { kind: 'person', grants: new Set(['org:write', 'budget:write']), mayHire: false }
const operator: Asker = { kind: 'person', grants: new Set(['approval:request']), mayHire: false }

describe('an open gate', () => {
  it.each([
    ['hire_agent', admin, {}, 'none'],
    ['hire_agent', operator, {}, 'admin'],
    ['hire_agent', agent, {}, 'admin'],
    ['hire_agent', { ...agent, mayHire: true }, {}, 'none'],
    ['budget_override_required', agent, {}, 'admin'],
    ['budget_override_required', admin, {}, 'none'],
    ['config_change', agent, { change: { title: 'Lead' } }, 'none'],
    ['config_change', agent, { change: { permissions: { mayHire: true } } }, 'admin'],
    ['config_change', agent, { change: { capMicros: null } }, 'admin'],
    ['config_rollback', operator, {}, 'admin'],
    ['approve_ceo_strategy', agent, {}, 'none'],
    ['request_board_approval', agent, {}, 'none'],
    ['budget_override_required', { ...admin, kind: 'system' }, {}, 'admin'],
  ] as const)('%s asked by %o for %o needs %s', (action, asker, payload, expected) =>
    expect(needsOf('none', action, asker, payload)).toBe(expected),
  )
})

it('takes the gate as it is where there is one', () => {
  expect(needsOf('owner', 'hire_agent', admin, {})).toBe('owner')
  expect(stricter('admin', 'owner')).toBe('owner')
  expect(stricter('admin', 'none')).toBe('admin')
})
