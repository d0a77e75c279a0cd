import { formatMicros } from '@/platform/money'
import { inTreeOrder } from './tree'

export type LintedAgent = {
  id: string
  name: string
  role: string
  managerId: string | null
  /** Monthly cap; null means no limit. */
  capMicros: number | null
  /** Monthly cap of the agent and all below it; null means no limit. */
  poolMicros: number | null
}

export type Lint = {
  rule: 'too_flat' | 'too_deep' | 'unbalanced' | 'capability_mismatch' | 'budget_mismatch'
  /** The agent to look at first. */
  agentId: string
  agentName: string
  /** What is wrong. */
  sentence: string
  /** What to do. */
  advice: string
}

const MOST_REPORTS = 20
/** From here on a tree needs three agents a level: five levels for fewer than fifteen agents are too many. */
const DEEP_LEVELS = 5
const AGENTS_A_LEVEL = 3
const LARGE_DEPARTMENT = 10

/** Whose work a role can judge; who is not named here leads anybody. */
const LEADS: Record<string, readonly string[]> = {
  cto: ['engineer', 'qa', 'devops', 'security', 'pm', 'designer', 'researcher'],
  cmo: ['designer', 'researcher', 'pm'],
  cfo: ['researcher', 'pm'],
  pm: ['engineer', 'designer', 'qa', 'researcher', 'devops'],
  security: ['engineer', 'devops', 'qa'],
  engineer: ['qa', 'devops'],
  devops: ['engineer', 'qa'],
  designer: ['researcher'],
  qa: [],
  researcher: [],
}

/** What is unhealthy about an organisation, for the agents that are not terminated. */
export function lintOrg(agents: readonly LintedAgent[]): Lint[] {
  const reportsOf = new Map<string, LintedAgent[]>()
  for (const agent of agents) {
    if (!agent.managerId) continue
    reportsOf.set(agent.managerId, [...(reportsOf.get(agent.managerId) ?? []), agent])
  }
  const ofManagers = agents.flatMap((manager) => {
    const reports = reportsOf.get(manager.id) ?? []
    return [...tooFlat(manager, reports), ...budgetMismatch(manager, reports), ...mismatches(manager, reports)]
  })
  return [...tooDeep(agents), ...unbalanced(agents), ...ofManagers]
}

function lint(rule: Lint['rule'], agent: LintedAgent, sentence: string, advice: string): Lint {
  return { rule, agentId: agent.id, agentName: agent.name, sentence, advice }
}

function tooFlat(manager: LintedAgent, reports: readonly LintedAgent[]): Lint[] {
  if (reports.length <= MOST_REPORTS) return []
  const sentence = `${manager.name} manages ${reports.length} agents directly.`
  return [lint('too_flat', manager, sentence, 'Put managers in between, each with up to ten reports.')]
}

function tooDeep(agents: readonly LintedAgent[]): Lint[] {
  const placed = inTreeOrder(agents)
  const deepest = placed.reduce<(typeof placed)[number] | null>((a, b) => (a && a.depth >= b.depth ? a : b), null)
  const levels = (deepest?.depth ?? 0) + 1
  if (!deepest || levels < DEEP_LEVELS || agents.length >= AGENTS_A_LEVEL * levels) return []
  const sentence = `${levels} levels for ${agents.length} agents: work passes through many hands before ${deepest.name} has it.`
  return [lint('too_deep', deepest, sentence, 'Let agents report to a manager further up, or terminate a level.')]
}

/** Departments are what the reports of the root lead, themselves included. */
function unbalanced(agents: readonly LintedAgent[]): Lint[] {
  const departments: { head: LintedAgent; size: number }[] = []
  for (const agent of inTreeOrder(agents)) {
    if (agent.depth === 1) departments.push({ head: agent, size: 0 })
    const current = departments.at(-1)
    if (agent.depth >= 1 && current) current.size += 1
  }
  const large = departments.reduce((a, b) => (b.size > (a?.size ?? 0) ? b : a), departments[0])
  const small = departments.find((department) => department.size <= 1)
  if (!large || !small || large.size < LARGE_DEPARTMENT) return []
  const sentence = `The department of ${large.head.name} has ${large.size} agents, the one of ${small.head.name} ${small.size}.`
  return [lint('unbalanced', large.head, sentence, 'Split the large department, or staff the small one.')]
}

function mismatches(manager: LintedAgent, reports: readonly LintedAgent[]): Lint[] {
  const leads = LEADS[manager.role]
  if (!leads) return []
  return reports
    .filter((report) => report.role in LEADS && report.role !== manager.role && !leads.includes(report.role))
    .map((report) => {
      const sentence = `${report.name} (${report.role}) reports to ${manager.name} (${manager.role}), who does other work.`
      return lint('capability_mismatch', report, sentence, 'Let the agent report to a manager of its field.')
    })
}

function budgetMismatch(manager: LintedAgent, reports: readonly LintedAgent[]): Lint[] {
  const sum = reports.reduce((total, report) => total + (report.poolMicros ?? report.capMicros ?? 0), 0)
  const limit = manager.poolMicros ?? manager.capMicros
  if (limit === null || sum <= limit) return []
  const what = manager.poolMicros === null ? '' : ' for its subtree'
  const sentence = `${manager.name} has ${formatMicros(limit)} a month${what}, its reports have ${formatMicros(sum)} together.`
  return [lint('budget_mismatch', manager, sentence, "Raise the manager's budget, or lower those of its reports.")]
}
