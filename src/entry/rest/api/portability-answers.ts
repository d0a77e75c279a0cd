import { z } from 'zod'
import { type Bundle, exportCompany, type ImportPlan, type PlanRow, readArchive } from '@/features/templates'
import type { Caller } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { Bag, Count, Id, IdOrNull } from './fields'

/** A larger one is a file to be saved, and no answer to be read. */
const MOST_JSON_BYTES = 64 * 1024 * 1024

const FileText = z.union([
  z.string(),
  z.object({ encoding: z.literal('base64'), data: z.string(), contentType: z.string() }),
])
export const Exported = z
  .object({
    rootPath: z.string().meta({ description: 'A name for the folder of the files.', example: 'acme' }),
    manifest: Bag.meta({ description: 'What manifest.json says.' }),
    files: z.record(z.string(), FileText).meta({ description: 'The files of the bundle, by path.' }),
    warnings: z.array(z.string()),
  })
  .meta({ id: 'Exported' })

const KINDS = ['company', 'agent', 'project', 'issue', 'readme', 'extension', 'other'] as const
export const ExportPreview = Exported.extend({
  fileInventory: z.array(z.object({ path: z.string(), kind: z.enum(KINDS) })),
  counts: z.object({ files: Count, agents: Count, projects: Count, issues: Count }),
}).meta({ id: 'ExportPreview' })

type Asked = Parameters<typeof exportCompany>[1]

/** The company's bundle as JSON. @throws Refusal too_large for a company that is better saved as a file */
export async function exportAnswer(caller: Caller, asked: Asked): Promise<z.output<typeof Exported>> {
  const { fileName, bytes } = await exportCompany(caller, asked)
  if (bytes.length > MOST_JSON_BYTES) throw tooLarge()
  const archive = await readArchive(bytes)
  const size = [...archive.values()].reduce((sum, content) => sum + content.length, 0)
  if (size > MOST_JSON_BYTES) throw tooLarge()
  const files = Object.fromEntries([...archive].map(([path, content]) => [path, content.toString('utf8')]))
  const manifest = JSON.parse(files['manifest.json'] ?? '{}') as { inputs?: { agent: string; name: string }[] }
  return {
    rootPath: fileName.replace(/\.paperclip$/, ''),
    manifest,
    files,
    warnings: (manifest.inputs ?? []).map(
      ({ agent, name }) => `${name} of ${agent} is a secret, and not in here. It has to be given after an import.`,
    ),
  }
}

function tooLarge(): Refusal {
  const message = `The files have more than ${MOST_JSON_BYTES} bytes. Save them with GET /api/companies/{companyId}/export, or take parts.`
  return new Refusal('too_large', message, { maxBytes: MOST_JSON_BYTES })
}

/** The same, with a list of what is in it. */
export async function exportPreview(caller: Caller, asked: Asked): Promise<z.output<typeof ExportPreview>> {
  const exported = await exportAnswer(caller, asked)
  const paths = Object.keys(exported.files).sort()
  const fileInventory = paths.map((path) => ({ path, kind: kindOf(path) }))
  const projects: unknown = JSON.parse(String(exported.files['projects.json'] ?? '[]'))
  const counts = {
    files: paths.length,
    agents: paths.filter((path) => path.endsWith('/agent.json')).length,
    projects: Array.isArray(projects) ? projects.length : 0,
    issues: fileInventory.filter(({ kind }) => kind === 'issue').length,
  }
  return { ...exported, fileInventory, counts }
}

const KIND_OF: Record<string, (typeof KINDS)[number]> = {
  'COMPANY.md': 'readme',
  'company.json': 'company',
  'manifest.json': 'extension',
  'projects.json': 'project',
  agents: 'agent',
  tasks: 'issue',
}

function kindOf(path: string): (typeof KINDS)[number] {
  return KIND_OF[path] ?? KIND_OF[path.split('/')[0]!] ?? 'other'
}

const Planned = { slug: z.string(), action: z.enum(['create', 'update', 'skip']), plannedName: z.string() }
const EnvInput = z.object({
  key: z.string(),
  description: z.string(),
  agentSlug: z.string(),
  kind: z.literal('secret'),
  requirement: z.literal('required'),
  defaultValue: z.null(),
  portability: z.literal('portable'),
})
const Told = {
  envInputs: z.array(EnvInput).meta({ description: 'Values that have to be given before the agents can run.' }),
  warnings: z.array(z.string()),
}
export const ImportPreviewed = z
  .object({
    targetCompanyId: IdOrNull,
    targetCompanyName: z.string(),
    plan: z.object({
      companyAction: z.enum(['create', 'none']),
      agentPlans: z.array(z.object({ ...Planned, existingAgentId: IdOrNull, reason: z.string() })),
      projectPlans: z.array(z.object({ ...Planned, existingProjectId: IdOrNull, reason: z.string() })),
      issuePlans: z.array(z.object({ slug: z.string(), action: z.literal('create'), plannedTitle: z.string() })),
    }),
    ...Told,
    errors: z.array(z.string()).meta({ description: 'With any of them nothing would be imported.' }),
  })
  .meta({ id: 'ImportPreview' })

type Plan = z.output<typeof ImportPlan>

const ACTIONS = { create: 'create', rename: 'create', replace: 'update', skip: 'skip' } as const
const DONE = { create: 'created', rename: 'created', replace: 'updated', skip: 'skipped' } as const

function toldOf({ inputs, warnings }: Plan) {
  const constant = { kind: 'secret', requirement: 'required', defaultValue: null, portability: 'portable' } as const
  const envInputs = inputs.map(({ name, description, agent }) => ({
    ...{ key: name, description, agentSlug: agent, ...constant },
  }))
  return { envInputs, warnings }
}

/** @param tasks those of the bundle that were asked for */
export function previewAnswer(
  plan: Plan,
  tasks: Bundle['tasks'],
  companyId: string | null,
): z.output<typeof ImportPreviewed> {
  const planned = ({ key, action, name }: PlanRow) => ({ slug: key, action: ACTIONS[action], plannedName: name })
  return {
    targetCompanyId: companyId,
    targetCompanyName: plan.company.name,
    plan: {
      companyAction: plan.company.action === 'create' ? 'create' : 'none',
      agentPlans: plan.agents.map((row) => ({ ...planned(row), existingAgentId: row.existingId, reason: row.reason })),
      projectPlans: plan.projects.map((row) => ({
        ...{ ...planned(row), existingProjectId: row.existingId, reason: row.reason },
      })),
      issuePlans: tasks.map(({ number, title }) => ({
        ...{ slug: String(number), action: 'create' as const, plannedTitle: title },
      })),
    },
    ...toldOf(plan),
    errors: plan.errors,
  }
}

const Done = z.object({
  slug: z.string(),
  id: Id,
  action: z.enum(['created', 'updated', 'skipped']),
  name: z.string(),
  reason: z.string(),
})
export const Imported = z
  .object({
    company: z.object({ id: Id, name: z.string(), action: z.enum(['created', 'unchanged']) }),
    agents: z.array(Done),
    projects: z.array(Done),
    ...Told,
  })
  .meta({ id: 'Imported' })

type Result = { companyId: string; plan: Plan; agents: Ids; projects: Ids }
type Ids = readonly { key: string; id: string }[]

export function importAnswer({ companyId, plan, agents, projects }: Result): z.output<typeof Imported> {
  const action = plan.company.action === 'create' ? 'created' : 'unchanged'
  return {
    company: { id: companyId, name: plan.company.name, action },
    agents: doneOf(plan.agents, agents),
    projects: doneOf(plan.projects, projects),
    ...toldOf(plan),
  }
}

function doneOf(rows: readonly PlanRow[], ids: Ids): z.output<typeof Done>[] {
  const byKey = new Map(ids.map(({ key, id }) => [key, id]))
  return rows.flatMap(({ key, action, name, reason }) => {
    const id = byKey.get(key)
    return id === undefined ? [] : [{ slug: key, id, action: DONE[action], name, reason }]
  })
}
