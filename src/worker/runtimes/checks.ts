import fs from 'node:fs'
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import picomatch from 'picomatch'
import { z } from 'zod'
import { type ProcessTree, startTree } from '../process-tree'
import type { CheckResult } from '../protocol'
import { agentEnvironment } from './agent-environment'
import { callEndpoint } from './endpoint'
import { inside } from './inside'
import { readLines } from './lines'
import { notStarted, problemsOf, type Runtime, type Start } from './runtime'

const NAMED = { id: z.string(), name: z.string() }

const Check = z.discriminatedUnion('kind', [
  z.object({
    ...NAMED,
    kind: z.literal('file_exists'),
    path: z.string().optional(),
    glob: z.string().optional(),
    minCount: z.number(),
  }),
  z.object({ ...NAMED, kind: z.literal('url_200'), url: z.url() }),
  z.object({ ...NAMED, kind: z.literal('http_json_match'), url: z.url(), path: z.string(), equals: z.unknown() }),
  z.object({
    ...NAMED,
    kind: z.literal('git_commit'),
    path: z.string(),
    since: z.string().optional(),
    messageContains: z.string().optional(),
  }),
  z.object({ ...NAMED, kind: z.literal('command_exit_0'), command: z.string(), timeoutSeconds: z.number() }),
])
type Check = z.output<typeof Check>
type Of<K extends Check['kind']> = Extract<Check, { kind: K }>

const Config = z.object({
  checks: z.array(Check),
  /** When the task was made. */
  since: z.string(),
})

type Found = { ok: boolean; detail: string }
type Place = { start: Start; since: string; onTree(tree: ProcessTree): void }

const DETAIL_LENGTH = 2000
const CALL_SECONDS = 30
const GIT_SECONDS = 30
const MOST_FILES = 100_000
const GRACE_SECONDS = 2

/** Looks whether what was claimed is so: the checks of a completion, one after the other, in the agent's workspace. */
export const checks: Runtime = {
  start(start) {
    const parsed = Config.safeParse(start.run.runtimeConfig)
    if (!parsed.success) {
      return { done: Promise.resolve(notStarted(`The checks are wrong: ${problemsOf(parsed.error)}.`)), stop() {} }
    }
    let tree: ProcessTree | null = null
    let isStopped = false
    const place = {
      ...{ start, since: parsed.data.since },
      onTree(made: ProcessTree) {
        tree = made
        if (isStopped) made.stop(0)
      },
    }
    start.onStarted(`Checking ${parsed.data.checks.length} claims in ${start.workspace}.`)
    return {
      done: checkAll(parsed.data.checks, place, () => isStopped).then((found) => ({
        outcome: 'succeeded',
        checks: found,
      })),
      stop(graceSeconds) {
        isStopped = true
        tree?.stop(graceSeconds)
      },
    }
  },
  test: () => Promise.resolve({ ok: true, message: 'Checks need no settings.' }),
}

async function checkAll(all: readonly Check[], place: Place, isStopped: () => boolean): Promise<CheckResult[]> {
  const found: CheckResult[] = []
  for (const check of all) {
    if (isStopped()) break
    const { ok, detail: said } = await look(check, place).catch((error: Error) => ({
      ok: false,
      detail: error.message,
    }))
    const detail = place.start.mask(said)
    place.start.log('system', `${ok ? 'passed' : 'FAILED'}: ${check.name}: ${detail.split('\n')[0]}`)
    found.push({ id: check.id, name: check.name, kind: check.kind, ok, detail: detail.slice(0, DETAIL_LENGTH) })
  }
  return found
}

function look(check: Check, place: Place): Promise<Found> {
  switch (check.kind) {
    case 'file_exists':
      return fileExists(check, place)
    case 'url_200':
      return urlAnswers(check, place)
    case 'http_json_match':
      return jsonMatches(check, place)
    case 'git_commit':
      return hasCommit(check, place)
    case 'command_exit_0':
      return exitsWell(check, place)
  }
}

async function fileExists(check: Of<'file_exists'>, { start }: Place): Promise<Found> {
  if (check.path !== undefined) {
    const file = inside(start.workspace, check.path)
    const there = fs.statSync(file, { throwIfNoEntry: false })
    return there ? { ok: true, detail: `${check.path} is there, ${there.size} bytes.` } : missing(check.path)
  }
  const glob = check.glob ?? ''
  const isMatch = picomatch(glob)
  const matching = filesBelow(start.workspace).filter((file) => isMatch(file))
  const ok = matching.length >= check.minCount
  return { ok, detail: `${matching.length} files match ${glob}; expected ${check.minCount} or more.` }
}

const missing = (file: string): Found => ({ ok: false, detail: `There is no ${file} in the workspace.` })

/** Files below a folder, relative to it, links not followed; at most 100,000. */
function filesBelow(folder: string): string[] {
  const found: string[] = []
  const open = ['']
  while (open.length > 0 && found.length < MOST_FILES) {
    const here = open.pop() ?? ''
    for (const entry of fs.readdirSync(path.join(folder, here), { withFileTypes: true })) {
      const name = path.join(here, entry.name)
      if (entry.isDirectory()) open.push(name)
      else if (entry.isFile()) found.push(name)
    }
  }
  return found
}

async function get(url: string, { start }: Place) {
  return callEndpoint(new URL(url), {
    method: 'GET',
    headers: { accept: '*/*' },
    body: '',
    mayCallPrivate: start.mayCallPrivate ?? false,
    signal: AbortSignal.timeout(CALL_SECONDS * 1000),
  })
}

async function urlAnswers({ url }: Of<'url_200'>, place: Place): Promise<Found> {
  const { status } = await get(url, place)
  return { ok: status === 200, detail: `${url} answered ${status}${status === 200 ? '' : '; expected 200'}.` }
}

async function jsonMatches(check: Of<'http_json_match'>, place: Place): Promise<Found> {
  const { status, body } = await get(check.url, place)
  if (status !== 200) return { ok: false, detail: `${check.url} answered ${status}; expected 200.` }
  const json = parseJson(body)
  if (!json) return { ok: false, detail: `${check.url} answered something that is not JSON.` }
  const value = valueAt(json.value, check.path)
  const ok = isDeepStrictEqual(value, check.equals)
  const where = check.path || 'the answer'
  return {
    ok,
    detail: `${where} is ${JSON.stringify(value)}${ok ? '' : `; expected ${JSON.stringify(check.equals)}`}.`,
  }
}

/** Null for what is no JSON. The parser's own words would quote a part of it. */
function parseJson(text: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return null
  }
}

/** `a.b.0.c` or `/a/b/0/c`. */
function valueAt(json: unknown, place: string): unknown {
  const keys = place.startsWith('/') ? place.slice(1).split('/') : place.split('.').filter(Boolean)
  return keys.reduce<unknown>((value, key) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    return (value as Record<string, unknown>)[key]
  }, json)
}

async function hasCommit(check: Of<'git_commit'>, place: Place): Promise<Found> {
  const folder = inside(place.start.workspace, check.path)
  const since = check.since ?? place.since
  const wanted = check.messageContains ? ['--fixed-strings', `--grep=${check.messageContains}`] : []
  const args = ['-C', folder, 'log', '-1', `--since=${since}`, '--format=%h %s', ...wanted]
  const { exitCode, output } = await run('git', args, GIT_SECONDS, place)
  if (exitCode !== 0) return { ok: false, detail: `There is no git repository in ${check.path}: ${output.trim()}` }
  const commit = output.trim()
  const described = check.messageContains ? ` that says "${check.messageContains}"` : ''
  return commit ? { ok: true, detail: commit } : { ok: false, detail: `There is no commit since ${since}${described}.` }
}

async function exitsWell({ command, timeoutSeconds }: Of<'command_exit_0'>, place: Place): Promise<Found> {
  const { exitCode, output } = await run('/bin/bash', ['-c', command], timeoutSeconds, place)
  const said = output.trim().slice(-DETAIL_LENGTH / 2)
  if (exitCode === 0) return { ok: true, detail: 'It ended with 0.' }
  const how = exitCode === null ? `It took longer than ${timeoutSeconds} s` : `It ended with ${exitCode}`
  return { ok: false, detail: said ? `${how}: ${said}` : `${how}.` }
}

/** A program in the workspace, with what every process gets, and nothing of the agent's own settings; null for one that had to be ended. */
async function run(command: string, args: string[], seconds: number, { start, onTree }: Place) {
  const { runToken: _none, ...leased } = start.run
  const own = agentEnvironment({ ...leased, runToken: '' }, start.workspace, {}, start.workerEnv)
  const tree = await startTree({ command, args, cwd: start.workspace, env: own, runId: start.run.runId })
  onTree(tree)
  let output = ''
  const keep = (line: string) => {
    output = `${output}${line}\n`.slice(-2 * DETAIL_LENGTH)
  }
  readLines(tree.stdout, start.mask, keep)
  readLines(tree.stderr, start.mask, keep)
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    tree.stop(GRACE_SECONDS)
  }, seconds * 1000)
  const { exitCode } = await tree.ended
  clearTimeout(timer)
  return { exitCode: isLate ? null : (exitCode ?? 1), output }
}
