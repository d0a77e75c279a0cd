import { describe, expect, it } from 'vitest'
import { Asked } from '../schema'
import { effectsOf, titleOf } from './effect'

const id = '0190c3f0-0000-7000-8000-000000000000'
const about = { subjectName: 'Ada', managerName: 'Bob' }

describe('what is asked for, in words', () => {
  it.each([
    ['hire_agent', { name: 'Chip', role: 'cto' }, 'Hire Chip as cto'],
    ['hire_agent', { name: 'Chip', title: 'Head of code' }, 'Hire Chip as Head of code'],
    ['hire_agent', { name: 'Chip' }, 'Hire Chip'],
    ['approve_ceo_strategy', { plan: 'Ship' }, 'Approve the strategy'],
    [
      'budget_override_required',
      { scopeKind: 'agent', scopeId: id, capMicros: 50_000_000 },
      'Raise the budget of Ada to $50.00 a month',
    ],
    [
      'budget_override_required',
      { scopeKind: 'agent', scopeId: id, capMicros: null },
      'Lift the limit on the budget of Ada',
    ],
    [
      'budget_override_required',
      { scopeKind: 'agent', scopeId: id, metric: 'tokens', window: 'rolling', windowHours: 24, cap: 5_000 },
      'Raise the budget of Ada to 5,000 tokens in 24 hours',
    ],
    [
      'budget_override_required',
      { scopeKind: 'agent', scopeId: id, metric: 'runs', window: 'lifetime', cap: null },
      'Lift the limit on the budget of runs of Ada',
    ],
    ['config_change', { agentId: id, change: { title: 'x', runtime: 'bash' } }, 'Change title, runtime of Ada'],
    ['config_rollback', { agentId: id, number: 3 }, 'Take the settings of Ada back to revision 3'],
    ['request_board_approval', { title: 'Deploy' }, 'Deploy'],
  ])('%s %j', (type, payload, title) => expect(titleOf(Asked.parse({ type, payload }), about)).toBe(title))
})

describe('what a decision does', () => {
  it('says place, money and how a new agent runs', () => {
    const asked = Asked.parse({ type: 'hire_agent', payload: { name: 'Chip', managerId: id, capMicros: 50_000_000 } })
    expect(effectsOf(asked, about)).toEqual([
      'Chip joins, below Bob.',
      'It may spend $50.00 a month.',
      'It waits, paused, until somebody says how it runs.',
    ])
  })

  it('says from which cap to which', () => {
    const payload = { scopeKind: 'agent', scopeId: id, capMicros: 4_000_000 }
    const asked = Asked.parse({ type: 'budget_override_required', payload })
    const [sentence] = effectsOf(asked, { ...about, cap: 1_000_000, spent: 3_000_000 })
    expect(sentence).toBe('The monthly cap of Ada goes from $1.00 to $4.00; $3.00 is spent.')
  })
})
