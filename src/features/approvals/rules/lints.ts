import type { Gate, GatedAction } from '@/features/companies/rules/gates'

/** What the rules of a company's governance are judged by. */
export type Governance = {
  gates: Record<GatedAction, Gate>
  /** Live agents, and how many of them may hire. */
  agents: number
  hiringAgents: number
  /** Live agents without a cap of their own. */
  uncappedAgents: number
  /** Monthly cap of the company; null is no limit. */
  capMicros: number | null
  owners: number
  /** Those who can decide what the gates leave to administrators. */
  deciders: number
  isStrategyApproved: boolean
  /** Keys of the board that work, and were made more than 90 days ago. */
  oldBoardKeys: number
}

export type GovernanceLint = {
  rule: string
  severity: 'high' | 'medium' | 'low'
  /** What is wrong, for people. */
  sentence: string
  whatToDo: string
}

type Rule = GovernanceLint & { holds(facts: Governance): boolean }

const RULES: Rule[] = [
  {
    rule: 'agents_hire_freely',
    severity: 'high',
    holds: ({ gates, hiringAgents }) => gates.hire_agent === 'none' && hiringAgents > 0,
    sentence: 'Agents may hire other agents and nobody is asked.',
    whatToDo: 'Let hires need the approval of an administrator, or take the permission to hire from the agents.',
  },
  {
    rule: 'company_without_budget',
    severity: 'high',
    holds: ({ capMicros, agents }) => capMicros === null && agents > 0,
    sentence: 'The company has no limit on what it spends.',
    whatToDo: 'Set a monthly budget of the company.',
  },
  {
    rule: 'agents_without_budget',
    severity: 'medium',
    holds: ({ capMicros, uncappedAgents }) => capMicros === null && uncappedAgents > 0,
    sentence: 'There are agents that neither their own budget nor that of the company limits.',
    whatToDo: 'Give each agent a monthly budget.',
  },
  {
    rule: 'budget_overrides_open',
    severity: 'medium',
    holds: ({ gates }) => gates.budget_override_required === 'none',
    sentence: 'A spent budget is raised without anybody being asked.',
    whatToDo: 'Let budget overrides need the approval of an administrator.',
  },
  {
    rule: 'config_changes_open',
    severity: 'medium',
    holds: ({ gates }) => gates.config_change === 'none' || gates.config_rollback === 'none',
    sentence: 'Agents may change their own settings and nobody is asked.',
    whatToDo: 'Let changes and rollbacks of settings need the approval of an administrator.',
  },
  {
    rule: 'requests_open',
    severity: 'medium',
    holds: ({ gates }) => gates.request_board_approval === 'none',
    sentence: 'What agents ask the board for is approved without the board.',
    whatToDo: 'Let requests to the board need the approval of an administrator.',
  },
  {
    rule: 'strategy_not_approved',
    severity: 'low',
    holds: ({ gates, isStrategyApproved, agents }) =>
      gates.approve_ceo_strategy !== 'none' && !isStrategyApproved && agents > 0,
    sentence: 'No strategy is approved yet, so the root agent can only draft work.',
    whatToDo: 'Let the root agent ask for the approval of its strategy, and decide it.',
  },
  {
    rule: 'one_owner',
    severity: 'low',
    holds: ({ owners }) => owners === 1,
    sentence: 'There is one owner: who loses access leaves nobody to decide what only an owner may.',
    whatToDo: 'Make a second person an owner.',
  },
  {
    rule: 'no_owner',
    severity: 'high',
    holds: ({ owners }) => owners === 0,
    sentence: 'No member of the company is an owner.',
    whatToDo: 'Make a person an owner.',
  },
  {
    rule: 'one_pair_of_eyes',
    severity: 'low',
    holds: ({ deciders, gates }) => deciders === 1 && Object.values(gates).some((gate) => gate !== 'none'),
    sentence: 'One person decides every approval, also its own.',
    whatToDo: 'Make a second person an administrator.',
  },
  {
    rule: 'old_board_keys',
    severity: 'low',
    holds: ({ oldBoardKeys }) => oldBoardKeys > 0,
    sentence: 'Keys that act for the board are older than 90 days.',
    whatToDo: 'Revoke the keys that nobody needs and make new ones for the others.',
  },
]

const WEIGHT = { high: 0, medium: 1, low: 2 }

/** What is weak about how a company is governed, the gravest first. */
export function governanceLintsOf(facts: Governance): GovernanceLint[] {
  return RULES.filter((rule) => rule.holds(facts))
    .map(({ holds: _holds, ...lint }) => lint)
    .sort((a, b) => WEIGHT[a.severity] - WEIGHT[b.severity])
}
