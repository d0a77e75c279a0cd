import { ProjectStatus } from '@/features/goals/schema'
import { Priority, TaskState } from '@/features/tasks/schema'
import type { Markdown, Reader } from './bundle-reader'
import { packageAgent } from './rules/package-agents'
import type {
  AgentFields,
  ProjectFields,
  Sidecar,
  SidecarProject,
  TaskFields,
  TeamFields,
} from './rules/package-fields'
import { entryOf, type Index, type Named, packageKey, placeRoots } from './rules/package-names'
import {
  type Bundle,
  BundleAgent,
  BundleInstructions,
  BundleProject,
  BundleTask,
  BundleTeam,
  type Input,
} from './schema'

/** One thing of a package: its text, and what it may be called. */
export type Thing<T> = Markdown<T> & Named
export type Names = { agents: Index; projects: Index }

/** The agents with their place in the tree, and the values that they need. */
export function agentsOf(reader: Reader, things: readonly Thing<AgentFields>[], sidecar: Sidecar | null, names: Index) {
  const inputs: Input[] = []
  const agents: Bundle['agents'] = []
  for (const thing of things) {
    const { path, folder, fields, body } = thing
    const read = packageAgent({ key: packageKey(thing), folder, fields, more: entryOf(sidecar?.agents, thing) })
    for (const warning of read.warnings) reader.warn(path, `${warning}.`)
    inputs.push(...read.inputs)
    const manager = referred(reader, path, 'reportsTo', fields.reportsTo, names)
    const agent = reader.checked(path, { ...read.agent, manager }, BundleAgent)
    const instructions = reader.checked(path, body, BundleInstructions)
    if (agent && instructions !== null) agents.push({ ...agent, instructions })
  }
  const members = agents.map(({ key, role, manager }) => ({ key, role, manager: manager ?? null }))
  const placed = placeRoots(members)
  for (const key of placed?.moved ?? []) {
    reader.warn('agents', `${key} reports to nobody. A company has one root: it is put below ${placed?.root}.`)
  }
  const managers = new Map(members.map(({ key, manager }) => [key, manager]))
  return { agents: agents.map((agent) => ({ ...agent, manager: managers.get(agent.key) ?? null })), inputs }
}

export function projectOf(
  reader: Reader,
  thing: Thing<ProjectFields>,
  more: SidecarProject | undefined,
  { agents }: Names,
): Bundle['projects'][number] | null {
  const { path, folder, fields, body } = thing
  const owner = more?.leadAgentSlug ?? fields.owner
  const project = {
    key: packageKey(thing),
    name: fields.name ?? folder,
    description: bothOf(fields.description, body),
    status: understood(reader, path, 'status', more?.status, ProjectStatus),
    lead: referred(reader, path, 'owner', owner, agents),
    targetDate: more?.targetDate,
    color: more?.color,
  }
  return reader.checked(path, project, BundleProject)
}

export function teamOf(reader: Reader, thing: Thing<TeamFields>, agents: Index): Bundle['teams'][number] | null {
  const { path, folder, fields, body } = thing
  const included = [fields.manager, ...fields.includes].filter((each) => each !== null)
  // skills and other teams are no members
  const members = included.filter((each) => !/(SKILL|TEAM|PROJECT|TASK)\.md$/.test(each))
  const keys = members.map((each) => referred(reader, path, 'includes', each, agents)).filter((key) => key !== null)
  const description = bothOf(fields.description, body)
  if (description.length > MOST_TEAM_TEXT)
    reader.warn(path, `its text is longer than ${MOST_TEAM_TEXT} letters: the rest is left out.`)
  const team = {
    key: packageKey(thing),
    name: fields.name ?? folder,
    description: description.slice(0, MOST_TEAM_TEXT),
    agents: [...new Set(keys)],
  }
  return reader.checked(path, team, BundleTeam)
}

const MOST_TEAM_TEXT = 2000

/** A task with a number: packages have none. What recurs arrives once. */
export function taskOf(
  reader: Reader,
  thing: Thing<TaskFields>,
  number: number,
  sidecar: Sidecar | null,
  { agents, projects }: Names,
): Bundle['tasks'][number] | null {
  const { path, folder, fields, body } = thing
  const more = entryOf(sidecar?.tasks, thing)
  warnOfRecurrence(reader, thing, sidecar)
  const around = /^projects\/([^/]+)\//.exec(path)?.[1] ?? null
  const assignee = referred(reader, path, 'assignee', fields.assignee, agents)
  const task = {
    number,
    title: fields.title ?? fields.name ?? folder,
    description: bothOf(fields.description, body),
    state: understood(reader, path, 'status', more?.status, TaskState),
    priority: understood(reader, path, 'priority', more?.priority ?? fields.priority, Priority),
    project: referred(reader, path, 'project', fields.project ?? around, projects),
    labels: fields.labels,
    assignee: assignee === null ? null : { agent: assignee },
  }
  return reader.checked(path, task, BundleTask)
}

function warnOfRecurrence(reader: Reader, thing: Thing<TaskFields>, sidecar: Sidecar | null): void {
  const routine = entryOf(sidecar?.routines, thing)
  if (!thing.fields.recurring && thing.fields.schedule == null && !routine) return
  const times = (routine?.triggers ?? []).flatMap(({ cronExpression, timezone }) =>
    cronExpression ? `${cronExpression}${timezone ? ` in ${timezone}` : ''}` : [],
  )
  const when = times.length > 0 ? ` (${times.join('; ')})` : ''
  reader.warn(thing.path, `it recurs${when}. It arrives as an ordinary task, once: nothing repeats it.`)
}

/** The key of what a text names; null, and a warning, when it is not in the package. */
function referred(reader: Reader, path: string, field: string, text: string | null, names: Index): string | null {
  if (text === null) return null
  const key = names.keyOf(text)
  if (key === null) reader.warn(path, `${field} names ${text}, which is not in the package: it is left out.`)
  return key
}

type Word = { options: readonly string[] }

/** A word that is known; undefined, and a warning, for another one. */
function understood(reader: Reader, path: string, field: string, word: string | null | undefined, { options }: Word) {
  if (word == null || options.includes(word)) return word ?? undefined
  reader.warn(path, `${field} is ${word}, which is none of ${options.join(', ')}: it is left out.`)
  return undefined
}

/** The short text of the front and the long one below, without saying the same twice. */
function bothOf(short: string | null, long: string): string {
  return short === null || long.startsWith(short) ? long : [short, long].filter(Boolean).join('\n\n')
}
