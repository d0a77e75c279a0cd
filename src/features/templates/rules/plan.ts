import { keyOf } from '@/platform/ids'
import type { Bundle, ImportOptions, ImportPlan, PlanRow } from '../schema'
import { checkBundle } from './check'
import { selectParts } from './choice'

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

/**
 * What an import would do. Changes nothing, and is what the import then does.
 * @param bundle with the parts that were asked for
 * @param slug that a new company gets
 */
export function planImport(whole: Bundle, options: ImportOptions, existing: Existing, slug: string): ImportPlan {
  const bundle = selectParts(whole, options)
  const { collisions } = options
  const name = existing?.name ?? options.name ?? bundle.company.name
  const rowsOf = (things: readonly Thing[], there: readonly Named[]) => planRows(things, there, collisions, keyOf)
  return {
    company: { action: existing ? 'extend' : 'create', name, slug },
    agents: rowsOf(renamed(bundle.agents, options.names), existing?.agents ?? []),
    projects: rowsOf(bundle.projects, existing?.projects ?? []),
    teams: rowsOf(bundle.teams, existing?.teams ?? []),
    labels: planRows(
      bundle.labels.map(({ name }) => ({ key: name, name })),
      existing?.labels ?? [],
      collisions,
      (name) => name,
    ),
    goals: bundle.goals.filter(({ parent }) => parent !== null || !existing).length,
    tasks: bundle.tasks.length,
    messages: bundle.tasks.reduce((sum, task) => sum + task.messages.length, 0),
    inputs: bundle.inputs,
    warnings: [...bundle.warnings, ...warningsFor(bundle, whole, options, existing, slug)],
    errors: [...checkBundle(whole), ...unknownChoices(whole, options)],
  }
}

/** `wanted`: the name that somebody gave it for this import. */
type Thing = { key: string; name: string; wanted?: string }

function renamed(agents: Bundle['agents'], names: ImportOptions['names'] = {}): Thing[] {
  return agents.map(({ key, name }) => ({ key, name, wanted: Object.hasOwn(names, key) ? names[key] : undefined }))
}

function planRows(
  things: readonly Thing[],
  there: readonly Named[],
  collisions: ImportOptions['collisions'],
  keyFrom: (name: string) => string,
): PlanRow[] {
  const taken = new Set([...there, ...things].map(({ key }) => key))
  const sameAs = finderIn(things, there, keyFrom)
  return things.map((thing) => {
    const { key } = thing
    const name = thing.wanted ?? thing.name
    const same = sameAs(thing)
    if (!same) return { key, name, action: 'create', reason: 'new here', existingId: null }
    if (collisions === 'skip')
      return { key, name: same.name, action: 'skip', reason: `${same.name} is here already`, existingId: same.id }
    if (collisions === 'replace')
      return { key, name, action: 'replace', reason: `takes the place of what ${same.name} says`, existingId: same.id }
    const free = freeName(name, taken)
    return { key, name: free, action: 'rename', reason: `${same.name} is here already`, existingId: null }
  })
}

/**
 * Finds what a company has of the things of a bundle: by key, which here comes from the name. A bundle may have another key for
 * something that has the name; each thing that is there is met by one at most.
 */
function finderIn(
  things: readonly Thing[],
  there: readonly Named[],
  keyFrom: (name: string) => string,
): (thing: Thing) => Named | undefined {
  const byKey = new Map([...there].reverse().map((each) => [each.key, each]))
  const met = new Set(things.flatMap(({ key, wanted }) => (wanted === undefined ? [key] : [])))
  return ({ key, name, wanted }) => {
    const same = wanted === undefined ? byKey.get(key) : undefined
    const named = keyFrom(wanted ?? name)
    if (same || met.has(named)) return same
    met.add(named)
    return byKey.get(named)
  }
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

function unknownChoices(bundle: Bundle, { agents, projects, teams, tasks, names }: ImportOptions): string[] {
  const missing = <T>(kind: string, asked: readonly T[] = [], there: readonly T[]) => {
    const known = new Set(there)
    return asked.filter((key) => !known.has(key)).map((key) => `The ${kind} "${key}" is not in the bundle.`)
  }
  const keys = (things: readonly { key: string }[]) => things.map(({ key }) => key)
  return [
    ...missing('agent', [...(agents ?? []), ...Object.keys(names ?? {})], keys(bundle.agents)),
    ...missing('project', projects, keys(bundle.projects)),
    ...missing('team', teams, keys(bundle.teams)),
    ...missing(
      'task',
      tasks,
      bundle.tasks.map(({ number }) => number),
    ),
  ]
}
