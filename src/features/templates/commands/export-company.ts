import { createHash } from 'node:crypto'
import { z } from 'zod'
import { defineCommand, type Work } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { createWriter, type Writer } from '../bundle-writer'
import {
  AGENTS,
  COMPANY,
  GOALS,
  keysFor,
  LABELS,
  MOST_ROWS,
  type Names,
  PEOPLE,
  PROJECTS,
  rowsOf,
  SECRETS,
  TEAMS,
  whoOf,
} from '../collect'
import { addTasks } from '../export-tasks'
import { addMemories, MEMORIES, type MemoryRow } from '../memories'
import { takesMemories } from '../rules/choice'
import { withoutSecrets } from '../rules/inputs'
import { companyPage } from '../rules/summary'
import { type Input, PARTS } from '../schema'

const ExportCompany = z.object({
  /** Only these parts; absent: all. What points at a part that is left out loses it. */
  include: z.array(z.enum(PARTS)).optional(),
})

/**
 * Writes the company as a `.paperclip` bundle: a zip of files that people can read, without any secret. The same state makes the
 * same bytes. In memory: the compressed bundle (at most 256 MB) and a page of 100 tasks or 2,000 messages.
 * @throws Refusal invalid_input for a company that is larger than a bundle may be
 */
export const exportCompany = defineCommand({
  name: 'exportCompany',
  grant: 'company:export',
  input: ExportCompany,
  output: z.object({ fileName: z.string(), bytes: z.custom<Buffer>((value) => Buffer.isBuffer(value)) }),
  records: ['company.exported'],
  announces: [],
  async run(work, { include }) {
    const has = (part: (typeof PARTS)[number]) => !include || include.includes(part)
    const writer = createWriter()
    const { names, frame } = await readFrame(work, has)
    const tasks = has('tasks') ? await addTasks(work, writer, names) : 0
    const { company, inputs } = addFrame(writer, names, frame)
    const counts = { agents: frame.agents.length, goals: frame.goals.length, projects: frame.projects.length, tasks }
    const agents = frame.agents.map((row) => ({ ...row, key: names.agents.get(row.id)! }))
    writer.add('COMPANY.md', companyPage({ company, agents, counts, inputs }))
    const bytes = await writer.end({ name: company.name, inputs })
    const details = { ...counts, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
    work.record({ action: 'company.exported', subject: { kind: 'company', id: work.companyId }, details })
    return { fileName: `${company.slug}.paperclip`, bytes }
  },
})

type Named = Record<string, unknown> & { id: string; text: string }
type AgentRow = Named & {
  name: string
  title: string
  status: string
  runtimeConfig: Record<string, unknown>
  instructions: string
  managerId: string | null
}

/** All but tasks. What a task has that was made since is not in the bundle, and the task is without it. */
async function readFrame(work: Work, has: (part: (typeof PARTS)[number]) => boolean) {
  const read = <T extends Record<string, unknown>>(part: (typeof PARTS)[number], sql: string) =>
    has(part) ? rowsOf<T>(work, sql) : []
  const agents = await rowsOf<AgentRow>(work, AGENTS)
  const frame = {
    company: (await work.sql<{ name: string; slug: string; mission: string }>(COMPANY, [work.companyId]))[0]!,
    agents: has('agents') ? agents : [],
    goals: await read<Named & { parentId: string | null }>('goals', GOALS),
    projects: await read<Named>('projects', PROJECTS),
    teams: await read<Named & { agents: string[] }>('teams', TEAMS),
    labels: await read<{ name: string }>('labels', LABELS),
    memories: (await rowsOf<MemoryRow>(work, MEMORIES)).filter(({ scopeKind }) => takesMemories(scopeKind, has)),
    secrets: await rowsOf<{ id: string; name: string; description: string }>(work, SECRETS),
  }
  const crowded = Object.entries(frame).find(([, rows]) => Array.isArray(rows) && rows.length > MOST_ROWS)
  if (crowded)
    throw new Refusal(
      'invalid_input',
      `The company has more than ${MOST_ROWS} ${crowded[0]}; a bundle takes no more.`,
      { rule: 'bundle_too_large' },
    )
  const people = await rowsOf<{ id: string; name: string }>(work, PEOPLE)
  const names: Names = {
    agents: keysFor(frame.agents, 'agent'),
    goals: keysFor(frame.goals, 'goal'),
    projects: keysFor(frame.projects, 'project'),
    labels: new Set(frame.labels.map(({ name }) => name)),
    // an agent that is left out is somebody, as a person is
    people: new Map([...(has('agents') ? [] : agents), ...people].map(({ id, name }) => [id, name])),
  }
  return { names, frame }
}
type Frame = Awaited<ReturnType<typeof readFrame>>['frame']

function addFrame(writer: Writer, names: Names, frame: Frame) {
  const { company } = frame
  const inputs: Input[] = []
  const secrets = new Map(frame.secrets.map((secret) => [secret.id, secret]))
  writer.addJson('company.json', company)
  for (const row of frame.agents) {
    const { id, text: _text, managerId, instructions, ...rest } = row
    const key = names.agents.get(id)!
    const clean = withoutSecrets({ key, runtimeConfig: row.runtimeConfig }, secrets)
    inputs.push(...clean.inputs)
    const manager = managerId === null ? null : (names.agents.get(managerId) ?? null)
    writer.addJson(`agents/${key}/agent.json`, { key, ...rest, runtimeConfig: clean.runtimeConfig, manager })
    writer.add(`agents/${key}/instructions.md`, instructions)
    writer.seen(row.updatedAt)
  }
  const goalKey = (id: unknown) => names.goals.get(String(id)) ?? null
  const goals = frame.goals.map(({ id, text: _text, parentId, ownerAgentId, ownerPersonId, ...goal }) => {
    const agent = names.agents.get(String(ownerAgentId))
    const person = ownerPersonId ? whoOf(names, 'person', ownerPersonId) : null
    return {
      key: goalKey(id),
      parent: parentId === null ? null : goalKey(parentId),
      ...goal,
      owner: agent ? { agent } : person,
    }
  })
  const projects = frame.projects.map(({ id, text: _text, goalId, leadAgentId, ...project }) => ({
    ...{
      key: names.projects.get(id),
      ...project,
      goal: goalKey(goalId),
      lead: names.agents.get(String(leadAgentId)) ?? null,
    },
  }))
  const teams = frame.teams.map(({ id: _id, text: key, agents, ...team }) => ({
    ...{ key, ...team, agents: agents.flatMap((id) => names.agents.get(id) ?? []) },
  }))
  for (const row of [...frame.goals, ...frame.projects]) writer.seen(row.updatedAt)
  writer.addJson('goals.json', goals)
  writer.addJson('projects.json', projects)
  writer.addJson('teams.json', teams)
  writer.addJson('labels.json', frame.labels)
  const teamNames = new Map(frame.teams.map(({ id, text }) => [id, text]))
  addMemories(writer, frame.memories, { agents: names.agents, teams: teamNames })
  return { company, inputs }
}
