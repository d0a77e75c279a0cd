import { type Bundle, type BundleMemory, type Choice, PARTS } from '../schema'

type Part = (typeof PARTS)[number]

/** A file of a bundle and what it holds: one thing of a part, or without a key all of it. */
export type Place = { path: string; part: Part; key?: string | number }

/** What an import takes when only some files of a bundle are wanted. Labels come with the tasks. */
export function choiceOf(places: readonly Place[], wanted: readonly string[]): Choice {
  const paths = new Set(wanted)
  const chosen = places.filter(({ path }) => paths.has(path))
  const include = [...new Set(chosen.map(({ part }) => part))]
  const keysOf = (part: Part) => {
    const keys = chosen.filter((place) => place.part === part).map(({ key }) => key)
    return keys.length === 0 || keys.includes(undefined) ? undefined : [...new Set(keys)]
  }
  const texts = (part: Part) => keysOf(part)?.map(String)
  return {
    include: include.includes('tasks') && !include.includes('labels') ? [...include, 'labels'] : include,
    agents: texts('agents'),
    projects: texts('projects'),
    teams: texts('teams'),
    tasks: keysOf('tasks')?.map(Number),
  }
}

/** Memories come with their agents and teams, those of the company only with all of it. */
export function takesMemories(scope: BundleMemory['scope'], has: (part: Part) => boolean): boolean {
  return scope === 'company' ? PARTS.every(has) : has(`${scope}s`)
}

/** The parts of a bundle that were asked for. What speaks of something that is left out loses it. */
export function selectParts(bundle: Bundle, { include, agents, projects, teams, tasks }: Choice): Bundle {
  const some = <T>(part: Part, things: T[], isWanted: (thing: T) => boolean) =>
    !include || include.includes(part) ? things.filter(isWanted) : []
  const chosen = some('agents', bundle.agents, ({ key }) => !agents || agents.includes(key))
  const keys = new Set(chosen.map(({ key }) => key))
  const all = new Map(bundle.agents.map((agent) => [agent.key, agent]))
  const nearest = (agent: Bundle['agents'][number]): string | null => {
    const passed = new Set<string>()
    let manager = all.get(agent.manager ?? '')
    // a circle is no way to anybody; that it is there is told by the check
    for (; manager && !keys.has(manager.key) && !passed.has(manager.key); manager = all.get(manager.manager ?? '')) {
      passed.add(manager.key)
    }
    return manager && keys.has(manager.key) ? manager.key : null
  }
  const asked = some('tasks', bundle.tasks, ({ number }) => !tasks || tasks.includes(number))
  const numbers = new Set(asked.map(({ number }) => number))
  return {
    ...bundle,
    agents: chosen.map((agent) => ({ ...agent, manager: nearest(agent) })),
    goals: some('goals', bundle.goals, () => true),
    projects: some('projects', bundle.projects, ({ key }) => !projects || projects.includes(key)),
    teams: some('teams', bundle.teams, ({ key }) => !teams || teams.includes(key)),
    labels: some('labels', bundle.labels, () => true),
    tasks: asked.map((task) => ({
      ...task,
      parent: task.parent != null && numbers.has(task.parent) ? task.parent : null,
      blockedBy: task.blockedBy.filter((number) => numbers.has(number)),
    })),
    memories: bundle.memories?.filter(({ scope }) =>
      takesMemories(scope, (part) => !include || include.includes(part)),
    ),
    inputs: bundle.inputs.filter(({ agent }) => keys.has(agent)),
  }
}
