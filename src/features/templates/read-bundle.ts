import { createHash } from 'node:crypto'
import { z } from 'zod'
import { broken, type Files, readArchive } from './archive'
import { createReader, type Reader } from './bundle-reader'
import { isPackage, readPackage } from './read-package'
import { choiceOf, type Place } from './rules/choice'
import { foldedPath, LIMITS, pathProblem } from './rules/paths'
import {
  type Bundle,
  BundleAgent,
  BundleCompany,
  BundleGoal,
  BundleLabel,
  BundleMemory,
  BundleProject,
  BundleTask,
  BundleTeam,
  type Choice,
  Manifest,
} from './schema'

/** A bundle as JSON: each file's text, or its bytes in base64. */
export const InlineFiles = z.record(
  z.string(),
  z.union([z.string(), z.object({ encoding: z.literal('base64'), data: z.string() })]),
)

const INSTRUCTIONS_LENGTH = 20_000

/**
 * Reads a `.paperclip` file, or a zip of a package of texts, checks every file in it, and gives the company that it holds. In memory:
 * the file, and at most 512 MB of what it inflates to.
 * @throws Refusal invalid_input that names file and field; never anything else
 */
export async function readBundle(bytes: Uint8Array): Promise<Bundle> {
  const files = withoutFolder(await readArchive(bytes))
  if (!files.has('manifest.json') && !isPackage(files))
    throw broken('It has no manifest.json, and no COMPANY.md of a package')
  return (await read(files)).bundle
}

/**
 * Reads the same files from a JSON request. Without a manifest nothing is compared with its hashes.
 * @throws Refusal invalid_input that names file and field
 */
export async function readInlineBundle(given: z.input<typeof InlineFiles>): Promise<Bundle> {
  return (await read(filesOf(given))).bundle
}

/**
 * Reads files of which only some are wanted: the whole is checked, and the choice is what an import takes from it.
 * @param wanted paths; what none of them belongs to is left out
 */
export async function readInlineChoice(
  given: z.input<typeof InlineFiles>,
  wanted: readonly string[],
): Promise<{ bundle: Bundle; choice: Choice }> {
  const { bundle, places } = await read(filesOf(given))
  return { bundle, choice: choiceOf(places, wanted) }
}

function filesOf(given: z.input<typeof InlineFiles>): Files {
  const files: Files = new Map()
  const seen = new Set<string>()
  for (const [path, content] of Object.entries(given)) {
    const problem = pathProblem(path)
    if (problem) throw broken(`The path ${JSON.stringify(path.slice(0, 200))} ${problem}`)
    if (seen.has(foldedPath(path))) throw broken(`${path} differs from another path in nothing but capitals`)
    seen.add(foldedPath(path))
    const bytes = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content.data, 'base64')
    if (bytes.length > LIMITS.entryBytes) throw broken(`${path} is too large`)
    files.set(path, bytes)
  }
  return withoutFolder(files)
}

/** Files that all lie in one folder, as they do in the archive of a repository, are those of that folder. */
function withoutFolder(files: Files): Files {
  const [folder] = [...files.keys()][0]?.split('/') ?? []
  const isInOne = [...files.keys()].every((path) => path.startsWith(`${folder}/`))
  return isInOne ? new Map([...files].map(([path, content]) => [path.slice(folder!.length + 1), content])) : files
}

async function read(files: Files): Promise<{ bundle: Bundle; places: Place[] }> {
  const reader = createReader(files)
  const parts = isPackage(files) ? await readPackage(reader) : await readParts(reader, files)
  reader.stop()
  if (!parts?.company) throw broken('It has no company.json, and no COMPANY.md of a package')
  const { company, places, ...rest } = parts
  return { bundle: { ...rest, company, warnings: reader.warnings() }, places }
}

async function readParts(reader: Reader, files: Files) {
  const manifest = reader.one('manifest.json', Manifest)
  reader.stop()
  if (manifest) checkHashes(files, manifest)
  // written for people; what is in it is in the other files
  reader.text('COMPANY.md')
  const company = reader.one('company.json', BundleCompany)
  const frame = {
    goals: reader.one('goals.json', z.array(BundleGoal)) ?? [],
    projects: reader.one('projects.json', z.array(BundleProject)) ?? [],
    teams: reader.one('teams.json', z.array(BundleTeam)) ?? [],
    labels: reader.one('labels.json', z.array(BundleLabel)) ?? [],
    memories: reader.one('memories.json', z.array(BundleMemory)) ?? undefined,
    agents: await agentsIn(reader),
  }
  const tasks = await reader.all(/^tasks\/[^/]+\.json$/, (path) => reader.one(path, BundleTask))
  const lists = ['goals', 'projects', 'teams', 'labels'] as const
  const places: Place[] = [
    ...lists.map((part) => ({ path: `${part}.json`, part })),
    ...frame.agents.flatMap(({ key }) =>
      ['agent.json', 'instructions.md'].map((name) => ({
        path: `agents/${key}/${name}`,
        part: 'agents' as const,
        key,
      })),
    ),
    ...tasks.map(({ path, value }) => ({ path, part: 'tasks' as const, key: value.number })),
  ]
  const sorted = tasks.map(({ value }) => value).sort((a, b) => a.number - b.number)
  return { company, ...frame, tasks: sorted, inputs: manifest?.inputs ?? [], places }
}

async function agentsIn(reader: Reader): Promise<Bundle['agents']> {
  const found = await reader.all(/^agents\/[^/]+\/agent\.json$/, (path) => reader.one(path, BundleAgent))
  const agents = found.map(({ path, value }) => {
    const instructions = reader.text(path.replace(/agent\.json$/, 'instructions.md')) ?? ''
    if (instructions.length > INSTRUCTIONS_LENGTH) reader.complain(path, 'its instructions are too long')
    if (path !== `agents/${value.key}/agent.json`)
      reader.complain(path, `key: is "${value.key}", and not the name of its folder`)
    return { ...value, instructions }
  })
  return agents.sort((a, b) => (a.createdAt ?? '').localeCompare(b.createdAt ?? '') || (a.key < b.key ? -1 : 1))
}

function checkHashes(files: Files, manifest: Manifest): void {
  for (const { path, sha256 } of manifest.files) {
    const content = files.get(path)
    if (!content) throw broken(`${path} is in its manifest and not in it`)
    if (createHash('sha256').update(content).digest('hex') !== sha256)
      throw broken(`${path} is not what its manifest says: it was changed or damaged`)
  }
  const listed = new Set(manifest.files.map(({ path }) => path))
  const unlisted = [...files.keys()].find(
    (path) => path.endsWith('.json') && path !== 'manifest.json' && !listed.has(path),
  )
  if (unlisted) throw broken(`${unlisted} is not in its manifest`)
}
