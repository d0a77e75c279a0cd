import { ExecutionPolicy } from '@/features/tasks/schema'
import type { Bundle, Who } from '../schema'
import { agentNamed, policyHere } from './references'

/** Only so many are told; the rest is the same kind of mistake. */
const MOST = 50

/** What does not fit together in a bundle: keys given twice, references to nothing, circles. Empty when it can be imported. */
export function checkBundle(bundle: Bundle): string[] {
  const has = {
    agent: keysOf(
      'agent',
      bundle.agents.map(({ key }) => key),
    ),
    goal: keysOf(
      'goal',
      bundle.goals.map(({ key }) => key),
    ),
    project: keysOf(
      'project',
      bundle.projects.map(({ key }) => key),
    ),
    team: keysOf(
      'team',
      bundle.teams.map(({ key }) => key),
    ),
    label: keysOf(
      'label',
      bundle.labels.map(({ name }) => name),
    ),
    task: keysOf(
      'task',
      bundle.tasks.map(({ number }) => String(number)),
    ),
  }
  const problems = Object.values(has).flatMap(({ twice }) => twice)
  const refer = (from: string, kind: keyof typeof has, key: string | number | null | undefined) => {
    if (key != null && !has[kind].keys.has(String(key)))
      problems.push(`${from} names the ${kind} "${key}", which is not in the bundle.`)
  }
  const referWho = (from: string, who: Who | null | undefined) => {
    if (who && 'agent' in who) refer(from, 'agent', who.agent)
  }
  for (const { key, manager } of bundle.agents) refer(`Agent ${key}`, 'agent', manager)
  for (const { key, parent, owner } of bundle.goals) {
    refer(`Goal ${key}`, 'goal', parent)
    referWho(`Goal ${key}`, owner)
  }
  for (const { key, goal, lead } of bundle.projects) {
    refer(`Project ${key}`, 'goal', goal)
    refer(`Project ${key}`, 'agent', lead)
  }
  for (const { key, agents } of bundle.teams) for (const agent of agents) refer(`Team ${key}`, 'agent', agent)
  for (const { scope, of, key } of bundle.memories ?? [])
    if (scope !== 'company') refer(`Memory ${key}`, scope, of ?? '')
  for (const task of bundle.tasks) {
    const from = `Task ${task.number}`
    refer(from, 'goal', task.goal)
    refer(from, 'project', task.project)
    refer(from, 'task', task.parent)
    for (const label of task.labels) refer(from, 'label', label)
    for (const blocker of task.blockedBy) refer(from, 'task', blocker)
    for (const who of [task.assignee, task.accountable, task.createdBy]) referWho(from, who)
    for (const { id } of task.executionPolicy?.stages.flatMap(({ participants }) => participants) ?? [])
      refer(from, 'agent', agentNamed(id))
    for (const { author } of task.messages) referWho(from, author)
    for (const document of task.documents)
      for (const who of [document.createdBy, document.updatedBy]) referWho(from, who)
    if (new Set(task.documents.map(({ key }) => key)).size < task.documents.length)
      problems.push(`${from} has two documents with one key.`)
  }
  return [...problems, ...policyProblems(bundle), ...shapeProblems(bundle)].slice(0, MOST)
}

/** Stages are what they are in the tasks themselves, whoever takes part. */
function policyProblems({ agents, tasks }: Bundle): string[] {
  const ids = new Map([...agents.keys()].map((n) => [agents[n]!.key, idOf(n + 1)]))
  return tasks.flatMap(({ number, executionPolicy }) => {
    const parsed = ExecutionPolicy.nullable().safeParse(policyHere(executionPolicy, ids, idOf(0)))
    const problems = parsed.error?.issues.map(({ path, message }) => `executionPolicy.${path.join('.')} ${message}`)
    return problems?.map((problem) => `Task ${number}: ${problem}.`) ?? []
  })
}

/** An id for somebody who has none yet. */
function idOf(n: number): string {
  return `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`
}

function keysOf(kind: string, keys: readonly string[]) {
  const seen = new Set<string>()
  const twice = new Set<string>()
  for (const key of keys) (seen.has(key) ? twice : seen).add(key)
  return { keys: seen, twice: [...twice].map((key) => `There are two of the ${kind} "${key}".`) }
}

function shapeProblems({ agents, goals, tasks }: Bundle): string[] {
  const problems: string[] = []
  const missions = goals.filter(({ parent }) => parent === null)
  if (goals.length > 0 && missions.length !== 1)
    problems.push(`There are ${missions.length} goals without a parent; the mission is the only one.`)
  const roots = agents.filter(({ manager, status }) => manager == null && status !== 'terminated')
  if (roots.length > 1)
    problems.push(`${roots.map(({ name }) => name).join(' and ')} report to nobody; one root agent may.`)
  const circles: [string, Map<string | number, readonly (string | number)[]>][] = [
    ['Agents report', new Map(agents.map(({ key, manager }) => [key, manager == null ? [] : [manager]]))],
    ['Goals lie below each other', new Map(goals.map(({ key, parent }) => [key, parent === null ? [] : [parent]]))],
    ['Tasks wait for each other', waitingOf(tasks)],
  ]
  for (const [what, edges] of circles) {
    const at = circleIn(edges)
    if (at !== null) problems.push(`${what} in a circle, at "${at}".`)
  }
  return problems
}

/** What each task waits for: its blockers, and the tasks below it (docs/decisions/0011). */
function waitingOf(tasks: Bundle['tasks']): Map<number, number[]> {
  const edges = new Map(tasks.map(({ number, blockedBy }) => [number, [...blockedBy]]))
  for (const { number, parent } of tasks) if (parent != null) edges.get(parent)?.push(number)
  return edges
}

/** A node on a circle, or null. Without recursion: a bundle may hold a very long chain. */
function circleIn<K extends string | number>(edges: ReadonlyMap<K, readonly K[]>): K | null {
  const waits = new Map([...edges].map(([key, to]) => [key, to.filter((each) => edges.has(each)).length]))
  const from = new Map<K, K[]>()
  for (const [key, to] of edges) {
    for (const each of to) {
      const list = from.get(each)
      if (list) list.push(key)
      else from.set(each, [key])
    }
  }
  const free = [...waits].filter(([, n]) => n === 0).map(([key]) => key)
  for (let key = free.pop(); key !== undefined; key = free.pop()) {
    for (const next of from.get(key) ?? []) {
      const left = waits.get(next)! - 1
      waits.set(next, left)
      if (left === 0) free.push(next)
    }
    waits.delete(key)
  }
  const [stuck] = waits.keys()
  return stuck ?? null
}
