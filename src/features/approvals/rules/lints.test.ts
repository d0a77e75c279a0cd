import { expect, it } from 'vitest'
import { type Governance, governanceLintsOf } from './lints'

const sound: Governance = {
  gates: {
    hire_agent: 'admin',
    approve_ceo_strategy: 'admin',
    budget_override_required: 'admin',
    config_change: 'admin',
    config_rollback: 'admin',
    request_board_approval: 'admin',
  },
  agents: 3,
  hiringAgents: 1,
  uncappedAgents: 1,
  capMicros: 1_000_000,
  owners: 2,
  deciders: 3,
  isStrategyApproved: true,
  oldBoardKeys: 0,
}
const open = (action: keyof Governance['gates']) => ({ gates: { ...sound.gates, [action]: 'none' as const } })

it('finds nothing wrong where nothing is', () => expect(governanceLintsOf(sound)).toEqual([]))

it.each([
  [open('hire_agent'), ['agents_hire_freely']],
  [{ ...open('hire_agent'), hiringAgents: 0 }, []],
  [{ capMicros: null }, ['company_without_budget', 'agents_without_budget']],
  [{ capMicros: null, uncappedAgents: 0 }, ['company_without_budget']],
  [open('budget_override_required'), ['budget_overrides_open']],
  [open('config_rollback'), ['config_changes_open']],
  [open('request_board_approval'), ['requests_open']],
  [{ isStrategyApproved: false }, ['strategy_not_approved']],
  [{ owners: 1 }, ['one_owner']],
  [{ owners: 0 }, ['no_owner']],
  [{ deciders: 1 }, ['one_pair_of_eyes']],
  [{ oldBoardKeys: 2 }, ['old_board_keys']],
] as const)('%o', (over, rules) =>
  expect(governanceLintsOf({ ...sound, ...over }).map((lint) => lint.rule)).toEqual(rules),
)
