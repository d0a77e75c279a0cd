import { createHash } from 'node:crypto'
import { setImmediate as others } from 'node:timers/promises'
import { z } from 'zod'
import { Refusal } from '@/platform/errors'
import { broken, type Files, readArchive } from './archive'
import { foldedPath, LIMITS, pathProblem } from './rules/paths'
import {
  type Bundle,
  BundleAgent,
  BundleCompany,
  BundleGoal,
  BundleLabel,
  BundleProject,
  BundleTask,
  BundleTeam,
  Manifest,
} from './schema'

/** A bundle as JSON: each file's text, or its bytes in base64. */
export const InlineFiles = z.record(
  z.string(),
  z.union([z.string(), z.object({ encoding: z.literal('base64'), data: z.string() })]),
)

/** Only so many mistakes are told of one bundle. */
const MOST_PROBLEMS = 20
/** Then requests of others have their turn. */
const FILES_AT_A_TIME = 100
const INSTRUCTIONS_LENGTH = 20_000
/** Brackets within brackets; deeper ones only overflow somebody's stack. */
const DEEPEST = 100

/**
 * Reads a `.paperclip` file, checks every file in it, and gives the company that it holds. In memory: the file, and at most 512 MB of
 * what it inflates to.
 * @throws Refusal invalid_input that names file and field; never anything else
 */
export async function readBundle(bytes: Uint8Array): Promise<Bundle> {
  const files = await readArchive(bytes)
  if (!files.has('manifest.json')) throw broken('It has no manifest.json')
  return bundleOf(files)
}

/**
 * Reads the same files from a JSON request. Without a manifest nothing is compared with its hashes.
 * @throws Refusal invalid_input that names file and field
 */
export async function readInlineBundle(given: z.input<typeof InlineFiles>): Promise<Bundle> {
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
  return bundleOf(files)
}

async function bundleOf(files: Files): Promise<Bundle> {
  const reader = createReader(files)
  const manifest = reader.one('manifest.json', Manifest)
  reader.stop()
  if (manifest) checkHashes(files, manifest)
  const bundle = {
    company: reader.one('company.json', BundleCompany),
    goals: reader.one('goals.json', z.array(BundleGoal)) ?? [],
    projects: reader.one('projects.json', z.array(BundleProject)) ?? [],
    teams: reader.one('teams.json', z.array(BundleTeam)) ?? [],
    labels: reader.one('labels.json', z.array(BundleLabel)) ?? [],
    agents: await agentsIn(reader),
    tasks: (await reader.all(/^tasks\/[^/]+\.json$/, BundleTask)).map(({ value }) => value),
    inputs: manifest?.inputs ?? [],
  }
  reader.stop()
  if (!bundle.company) throw broken('It has no company.json')
  const tasks = bundle.tasks.sort((a, b) => a.number - b.number)
  return {
    ...bundle,
    company: bundle.company,
    tasks,
    warnings: reader.unread().map((path) => `${path} is not known, and left out.`),
  }
}

async function agentsIn(reader: Reader): Promise<Bundle['agents']> {
  const found = await reader.all(/^agents\/[^/]+\/agent\.json$/, BundleAgent)
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

type Reader = ReturnType<typeof createReader>

/** Reads files one by one, keeps what is wrong with them, and knows which nobody read. */
function createReader(files: Files) {
  const unread = new Set(files.keys())
  const problems: string[] = []
  // written for people; what is in it is in the other files
  unread.delete('COMPANY.md')
  const text = (path: string): string | null => {
    unread.delete(path)
    return files.get(path)?.toString('utf8') ?? null
  }
  const one = <S extends z.ZodType>(path: string, schema: S): z.output<S> | null => {
    const content = text(path)
    if (content === null) return null
    const json = parseJson(content)
    if (json === undefined) problems.push(`${path}: is not JSON`)
    const parsed = json === undefined ? null : schema.safeParse(json)
    if (parsed && !parsed.success) problems.push(...parsed.error.issues.map((issue) => `${path}: ${problemOf(issue)}`))
    return parsed?.success ? parsed.data : null
  }
  const all = async <S extends z.ZodType>(pattern: RegExp, schema: S) => {
    const found: { path: string; value: z.output<S> }[] = []
    for (const [i, path] of [...files.keys()]
      .filter((each) => pattern.test(each))
      .sort()
      .entries()) {
      if (i % FILES_AT_A_TIME === 0) await others()
      const value = problems.length < MOST_PROBLEMS ? one(path, schema) : null
      if (value !== null) found.push({ path, value })
    }
    return found
  }
  return {
    text,
    one,
    all,
    unread: () => [...unread].sort(),
    complain: (path: string, problem: string) => void problems.push(`${path}: ${problem}`),
    /** @throws Refusal invalid_input with what was wrong so far */
    stop: () => {
      if (problems.length === 0) return
      const shown = problems.slice(0, MOST_PROBLEMS)
      throw new Refusal('invalid_input', `The bundle was not read. ${shown[0]}.`, {
        rule: 'bundle_unreadable',
        problems: shown,
      })
    },
  }
}

function problemOf({ path, message }: z.core.$ZodIssue): string {
  return path.length > 0 ? `${path.join('.')}: ${message}` : message
}

/** The value, or undefined for what is no JSON, or is nested deeper than anybody writes. */
function parseJson(text: string): unknown {
  try {
    return depthOf(text) > DEEPEST ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  let isInString = false
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (isInString) {
      if (char === '\\') at++
      else if (char === '"') isInString = false
    } else if (char === '"') isInString = true
    else if (char === '{' || char === '[') deepest = Math.max(deepest, ++depth)
    else if (char === '}' || char === ']') depth--
  }
  return deepest
}
