import { keyOf } from '@/platform/ids'
import type { Bundle, ImportOptions, ImportPlan, PlanRow } from '../schema'
import { checkBundle } from './check'

type Named = { id: string; key: string; name: string }

/** What the company has already; null for a company that is founded by the import. */
export type Existing = {
  name: string
  slug: string
  agents: Named[]
  projects: Named[]
  teams: Named[]
  labels: Named[]
} | null

/** The parts of a bundle that were asked for. What speaks of an agent that is left out loses it. */
export function selectParts(bundle: Bundle, { include, agents }: Pick<ImportOptions, 'include' | 'agents'>): Bundle {
  const has = (part: NonNullable<typeof include>[number]) => !include || include.includes(part)
  const chosen = has('agents') ? bundle.agents.filter(({ key }) => !agents || agents.includes(key)) : []
  const keys = new Set(chosen.map(({ key }) => key))
  const managers = new Map(bundle.agents.map(({ key, manager }) => [key, manager]))
  // a bundle with a circle is planned too, to say so
  const nearest = (manager: string | null | undefined): string | null => {
    const passed = new Set<string>()
    let key = manager
    while (key != null && !keys.has(key) && !passed.has(key)) {
      passed.add(key)
      key = managers.get(key)
    }
    return key != null && keys.has(key) ? key : null
  }
  return {
    ...bundle,
    agents: chosen.map((agent) => ({ ...agent, manager: nearest(agent.manager) })),
    goals: has('goals') ? bundle.goals : [],
    projects: has('projects') ? bundle.projects : [],
    teams: has('teams') ? bundle.teams : [],
    labels: has('labels') ? bundle.labels : [],
    tasks: has('tasks') ? bundle.tasks : [],
    inputs: bundle.inputs.filter(({ agent }) => keys.has(agent)),
  }
}

/**
 * What an import would do. Changes nothing, and is what the import then does.
 * @param bundle with the parts that were asked for
 * @param slug that a new company gets
 */
export function planImport(whole: Bundle, options: ImportOptions, existing: Existing, slug: string): ImportPlan {
  const bundle = selectParts(whole, options)
  const { collisions } = options
  const name = existing?.name ?? options.name ?? bundle.company.name
  const rowsOf = (things: readonly { key: string; name: string }[], there: readonly Named[]) =>
    planRows(things, there, collisions)
  return {
    company: { action: existing ? 'extend' : 'create', name, slug },
    agents: rowsOf(bundle.agents, existing?.agents ?? []),
    projects: rowsOf(bundle.projects, existing?.projects ?? []),
    teams: rowsOf(bundle.teams, existing?.teams ?? []),
    labels: rowsOf(
      bundle.labels.map(({ name }) => ({ key: name, name })),
      existing?.labels ?? [],
    ),
    goals: bundle.goals.filter(({ parent }) => parent !== null || !existing).length,
    tasks: bundle.tasks.length,
    messages: bundle.tasks.reduce((sum, task) => sum + task.messages.length, 0),
    inputs: bundle.inputs,
    warnings: [...bundle.warnings, ...warningsFor(bundle, whole, options, existing, slug)],
    errors: [...checkBundle(whole), ...unknownAgents(whole, options)],
  }
}

function planRows(
  things: readonly { key: string; name: string }[],
  there: readonly Named[],
  collisions: ImportOptions['collisions'],
): PlanRow[] {
  const taken = new Set([...there, ...things].map(({ key }) => key))
  return things.map(({ key, name }) => {
    const same = there.find((each) => each.key === key)
    if (!same) return { key, name, action: 'create', reason: 'new here', existingId: null }
    if (collisions === 'skip')
      return { key, name: same.name, action: 'skip', reason: `${same.name} is here already`, existingId: same.id }
    if (collisions === 'replace')
      return { key, name, action: 'replace', reason: `takes the place of what ${same.name} says`, existingId: same.id }
    const free = freeName(name, taken)
    return { key, name: free, action: 'rename', reason: `${same.name} is here already`, existingId: null }
  })
}

function freeName(name: string, taken: Set<string>): string {
  for (let n = 2; ; n++) {
    const candidate = `${name} ${n}`
    const key = keyOf(candidate)
    if (taken.has(key) || taken.has(candidate)) continue
    taken.add(key).add(candidate)
    return candidate
  }
}

function warningsFor(
  bundle: Bundle,
  whole: Bundle,
  options: ImportOptions,
  existing: Existing,
  slug: string,
): string[] {
  const asked = options.slug ?? whole.company.slug
  const warnings: string[] = []
  if (!existing && asked && asked !== slug) warnings.push(`The slug ${asked} is taken; the company gets ${slug}.`)
  if (bundle.agents.length > 0)
    warnings.push('Agents arrive paused, with their schedules off. Look at them, then resume them.')
  for (const { name, agent, setting } of bundle.inputs)
    warnings.push(`${agent} needs a value for ${name} (${setting}) before it can run.`)
  const left = whole.agents.length - bundle.agents.length
  if (left > 0 && bundle.tasks.length > 0) warnings.push(`${left} agents are left out: their tasks arrive unassigned.`)
  const isEnabled = bundle.agents.filter(({ schedule }) => schedule?.isEnabled).map(({ name }) => name)
  if (isEnabled.length > 0) warnings.push(`Schedules that were on, and arrive off: ${isEnabled.join(', ')}.`)
  return warnings
}

function unknownAgents(bundle: Bundle, { agents }: ImportOptions): string[] {
  const keys = new Set(bundle.agents.map(({ key }) => key))
  return (agents ?? []).filter((key) => !keys.has(key)).map((key) => `The agent "${key}" is not in the bundle.`)
}
