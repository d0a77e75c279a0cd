import { z } from 'zod'
import {
  type Bundle,
  type Choice,
  ImportOptions,
  InlineFiles,
  PARTS,
  readInlineBundle,
  readInlineChoice,
} from '@/features/templates'
import { Refusal } from '@/platform/errors'
import { bundleForm, bundleJson, checkedBody, isJson } from '../bundle-request'
import { idOf } from './fields'

type Part = (typeof PARTS)[number]

/** What this dialect calls the parts of a company. */
const WORDS: Record<string, readonly Part[]> = {
  company: ['goals'],
  agents: ['agents', 'teams'],
  projects: ['projects'],
  issues: ['tasks', 'labels'],
}
/** These are meant where nothing is said of them. */
const USUAL = ['company', 'agents']

export const Include = z
  .object({
    company: z.boolean().optional(),
    agents: z.boolean().optional(),
    projects: z.boolean().optional(),
    issues: z.boolean().optional(),
  })
  .nullish()
  .transform((include): Part[] | undefined => {
    if (!include) return undefined
    const isMeant = (word: string) => (include as Record<string, unknown>)[word] ?? USUAL.includes(word)
    return Object.entries(WORDS).flatMap(([word, parts]) => (isMeant(word) ? parts : []))
  })
  .meta({
    type: ['object', 'null'],
    description:
      'Absent: everything. Else company and agents unless they are false, projects and issues if they are true.',
  })

const Chosen = z.array(z.string()).nullish()

export const ExportBody = z.object({
  include: Include,
  agents: Chosen.meta({ description: 'Refused unless empty, as projects, issues and selectedFiles are.' }),
  projects: Chosen,
  issues: Chosen,
  selectedFiles: Chosen,
})

/**
 * The parts that an export is asked for.
 * @throws Refusal broken_rule for single things: leaving out the wish would give away more than was asked for
 */
export function exportedParts({ include, ...chosen }: z.output<typeof ExportBody>): Part[] | undefined {
  const field = Object.entries(chosen).find(([, list]) => list && list.length > 0)?.[0]
  if (!field) return include
  const message = `${field}: an export has whole parts; choose them with include. Single things are chosen in the import.`
  throw new Refusal('broken_rule', message, { rule: 'export_of_single_things', field })
}

const Source = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('inline'),
    rootPath: z.string().nullish(),
    files: InlineFiles.meta({ description: 'By path: a text, or {encoding: "base64", data}.' }),
  }),
  z.object({ type: z.enum(['github', 'url']) }).meta({ description: 'Refused: nothing is fetched from elsewhere.' }),
])

const Target = z.discriminatedUnion('mode', [
  z.object({ mode: z.literal('new_company'), newCompanyName: ImportOptions.shape.name.nullable() }),
  z.object({ mode: z.literal('existing_company'), companyId: idOf('company') }),
])
export type Target = z.output<typeof Target>

const OPTIONS = {
  include: Include,
  agents: z.union([z.literal('all'), z.array(z.string())]).nullish(),
  collisionStrategy: ImportOptions.shape.collisions,
  nameOverrides: ImportOptions.shape.names.nullable(),
  selectedFiles: Chosen,
}
const Options = z.object(OPTIONS)
export const ImportBody = z.object({ ...OPTIONS, source: Source, target: Target.optional() })

/** What to import, how, and where to; without a target into a new company, or the one that the address names. */
export type AskedImport = { bundle: Bundle; options: ImportOptions; target: Target | undefined }

/**
 * Reads an import: JSON with the files by path, or a form with a bundle in `file` and `newCompanyName` or `companyId`,
 * `collisionStrategy`, `agents` and `selectedFiles` beside it.
 */
export async function askedImport(request: Request): Promise<AskedImport> {
  if (!isJson(request)) return fromForm(request)
  const { source, target, ...body } = await bundleJson(request, ImportBody)
  if (source.type !== 'inline') throw notFetched(source.type)
  const { selectedFiles } = body
  if (!selectedFiles) return { bundle: await readInlineBundle(source.files), options: optionsOf(body, target), target }
  const { bundle, choice } = await readInlineChoice(source.files, selectedFiles)
  return { bundle, options: within(optionsOf(body, target), choice), target }
}

async function fromForm(request: Request): Promise<AskedImport> {
  const { bundle, options } = await bundleForm(request, ({ newCompanyName, companyId, agents, ...fields }) => {
    const mode = companyId ? { mode: 'existing_company', companyId } : { mode: 'new_company', newCompanyName }
    const target = companyId || newCompanyName ? checkedBody(mode, Target) : undefined
    const slugs = agents === undefined || agents === 'all' ? undefined : agents.split(',')
    return {
      target,
      given: optionsOf(checkedBody({ collisionStrategy: fields.collisionStrategy, agents: slugs }, Options), target),
    }
  })
  return { bundle, options: options.given, target: options.target }
}

function optionsOf(body: z.output<typeof Options>, target: Target | undefined): ImportOptions {
  const { include, agents, collisionStrategy, nameOverrides } = body
  return {
    name: (target?.mode === 'new_company' && target.newCompanyName) || undefined,
    collisions: collisionStrategy,
    include,
    agents: agents === 'all' ? undefined : (agents ?? undefined),
    names: nameOverrides ?? undefined,
  }
}

/** What was asked for by name and by file: what is in both. */
function within(options: ImportOptions, choice: Choice): ImportOptions {
  const { include = [...PARTS], agents } = options
  return {
    ...options,
    ...choice,
    include: include.filter((part) => choice.include?.includes(part)),
    agents: agents && choice.agents ? agents.filter((key) => choice.agents?.includes(key)) : (agents ?? choice.agents),
  }
}

function notFetched(type: string): Refusal {
  const message =
    `source.type: "${type}" is not taken: nothing is fetched from elsewhere. Get the files yourself, and send them as ` +
    '{"type": "inline", "files": {"COMPANY.md": "…"}}, or as a zip in the field "file" of a form.'
  return new Refusal('invalid_input', message, { rule: 'source_not_fetched', field: 'source.type' })
}
