import type { z } from 'zod'
import type { Files } from './archive'
import type { Reader } from './bundle-reader'
import { agentsOf, projectOf, type Thing, taskOf, teamOf } from './package-parts'
import type { Place } from './rules/choice'
import { AgentFields, CompanyFields, ProjectFields, Sidecar, TaskFields, TeamFields } from './rules/package-fields'
import { entryOf, indexOf, type Named, packageKey } from './rules/package-names'
import { type Bundle, BundleCompany, BundleGoal } from './schema'

const LABEL_COLOR = '#6b7280'
const MISSION = 'mission'

type Parts = Omit<Bundle, 'warnings'> & { places: Place[] }

/** Whether the files are a package of texts, and no bundle: both have a COMPANY.md, one has data beside it. */
export function isPackage(files: Files): boolean {
  return files.has('COMPANY.md') && !files.has('company.json') && !files.has('manifest.json')
}

/**
 * Reads a package of texts (`agentcompanies/v1`) as a bundle: COMPANY.md, AGENTS.md, TEAM.md, PROJECT.md and TASK.md in folders, and
 * `.paperclip.yaml` beside them. What speaks of nothing, and what this product has no such thing for, is left out with a warning.
 * @returns null when a file cannot be read; the reader has the complaints
 */
export async function readPackage(reader: Reader): Promise<Parts | null> {
  const company = reader.markdown('COMPANY.md', CompanyFields)
  const sidecar = reader.yaml('.paperclip.yaml', Sidecar)
  for (const path of ['README.md', 'LICENSE', 'LICENSE.md']) reader.text(path)
  if (!company) return null
  if (!company.fields.name)
    reader.complain('COMPANY.md', 'name: has to be there, between the two lines of --- at the top')
  const agents = await thingsIn(reader, /^agents\/([^/]+)\/AGENTS\.md$/, AgentFields)
  const projects = await thingsIn(reader, /^projects\/([^/]+)\/PROJECT\.md$/, ProjectFields)
  const teams = await thingsIn(reader, /^teams\/([^/]+)\/TEAM\.md$/, TeamFields)
  const tasks = await thingsIn(reader, /^(?:projects\/[^/]+\/)?tasks\/([^/]+)\/TASK\.md$/, TaskFields)
  const names = { agents: indexOf(agents), projects: indexOf(projects) }
  for (const address of company.fields.includes.filter((each) => each.includes('://'))) {
    reader.warn('COMPANY.md', `includes ${address}, which is elsewhere and is not fetched`)
  }
  const members = agentsOf(reader, agents, sidecar, names.agents)
  const goals = goalsOf(reader, company.fields)
  const labels = [...new Set(tasks.flatMap(({ fields }) => fields.labels))].sort()
  return {
    company: companyOf(reader, company.fields, sidecar),
    ...members,
    goals,
    projects: projects.flatMap((each) => projectOf(reader, each, entryOf(sidecar?.projects, each), names) ?? []),
    teams: teams.flatMap((each) => teamOf(reader, each, names.agents) ?? []),
    labels: labels.map((name) => ({ name, color: LABEL_COLOR })),
    tasks: tasks.flatMap((each, i) => taskOf(reader, each, i + 1, sidecar, names) ?? []),
    places: [
      ...placesOf('agents', agents),
      ...placesOf('projects', projects),
      ...placesOf('teams', teams),
      ...tasks.map(({ path }, i) => ({ path, part: 'tasks' as const, key: i + 1 })),
      ...(goals.length > 0 ? [{ path: 'COMPANY.md', part: 'goals' as const }] : []),
    ],
  }
}

function placesOf(part: Place['part'], things: readonly (Named & { path: string })[]): Place[] {
  return things.map((thing) => ({ path: thing.path, part, key: packageKey(thing) }))
}

async function thingsIn<T extends { slug: string | null }>(
  reader: Reader,
  pattern: RegExp,
  fields: z.ZodType<T>,
): Promise<Thing<T>[]> {
  const found = await reader.all(pattern, (path) => reader.markdown(path, fields))
  return found.map(({ path, value }) => ({ ...value, folder: pattern.exec(path)![1]!, slug: value.fields.slug }))
}

function companyOf(reader: Reader, fields: z.output<typeof CompanyFields>, sidecar: Sidecar | null): Bundle['company'] {
  const { brandColor, requireBoardApprovalForNewAgents: isAsked } = sidecar?.company ?? {}
  const slug = BundleCompany.shape.slug.safeParse(fields.slug)
  const company = {
    name: fields.name ?? '',
    slug: slug.success ? slug.data : undefined,
    mission: fields.description ?? '',
    gates: isAsked == null ? {} : { hire_agent: isAsked ? 'admin' : 'none' },
    brandColor: brandColor ?? undefined,
  }
  return reader.checked('COMPANY.md', company, BundleCompany) ?? BundleCompany.parse({ name: 'unread' })
}

/** The goals of the company, below its mission. */
function goalsOf(reader: Reader, { name, description, goals }: z.output<typeof CompanyFields>): Bundle['goals'] {
  if (goals.length === 0) return []
  const mission = { key: MISSION, parent: null, title: description ?? name, level: 'company' }
  const below = goals.map((title, i) => ({ key: `goal-${i + 1}`, parent: MISSION, title }))
  return [mission, ...below].flatMap((goal) => reader.checked('COMPANY.md', goal, BundleGoal) ?? [])
}
