import { z } from 'zod'

const COMMAND_SECONDS = 300

/** A place in the workspace of the agent that did the work. */
const Place = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .refine((place) => !place.startsWith('/') && !place.split(/[\\/]/).includes('..'), {
    message: 'must be relative to the workspace, and must not lead out of it',
  })

const Url = z.url({ protocol: /^https?$/, error: 'must be an address such as https://example.com' }).max(2000)

const NAMED = {
  /** Absent: `check-1`, `check-2`, … */
  id: z.string().trim().min(1).max(60).optional(),
  /** Absent: what it checks, in words. */
  name: z.string().trim().min(1).max(200).optional(),
}

const Check = z.discriminatedUnion('kind', [
  z
    .object({
      ...NAMED,
      kind: z.literal('file_exists'),
      path: Place.optional(),
      glob: Place.optional(),
      /** How many files must match the glob. */
      minCount: z.int().min(1).max(100_000).default(1),
    })
    .refine((check) => (check.path === undefined) !== (check.glob === undefined), {
      path: ['path'],
      message: 'or glob must be there, and only one of them',
    }),
  z.object({ ...NAMED, kind: z.literal('url_200'), url: Url }),
  z.object({
    ...NAMED,
    kind: z.literal('http_json_match'),
    url: Url,
    /** `a.b.0.c`, or a JSON pointer `/a/b/0/c`; empty for the whole answer. */
    path: z.string().max(500).default(''),
    equals: z.json(),
  }),
  z.object({
    ...NAMED,
    kind: z.literal('git_commit'),
    /** The folder of the repository. */
    path: Place.default('.'),
    /** Absent: since the task was made. */
    since: z.iso.datetime({ offset: true }).optional(),
    messageContains: z.string().min(1).max(500).optional(),
  }),
  z.object({
    ...NAMED,
    kind: z.literal('command_exit_0'),
    /** For a shell, in the workspace. */
    command: z.string().trim().min(1).max(4000),
    timeoutSeconds: z.int().min(1).max(3600).default(COMMAND_SECONDS),
  }),
])

/** What a completion is checked against, by the product itself, before the task is done. */
export const AcceptanceChecks = z
  .array(Check)
  .max(20)
  .transform((checks) =>
    checks.map((check, index) => ({
      ...check,
      id: check.id ?? `check-${index + 1}`,
      name: check.name ?? nameOf(check),
    })),
  )
  .refine((checks) => new Set(checks.map((check) => check.id)).size === checks.length, 'must have ids of their own')
export type AcceptanceChecks = z.output<typeof AcceptanceChecks>
export type AcceptanceCheck = AcceptanceChecks[number]

export const CheckResult = z.object({
  id: z.string().max(60),
  name: z.string().max(200),
  kind: z.string().max(40),
  ok: z.boolean(),
  /** What was found, for people and agents. */
  detail: z.string().max(2000),
})
export type CheckResult = z.output<typeof CheckResult>

/** What became of the last completion of a task that has checks. */
export const Verification = z.object({
  id: z.uuid(),
  /** `error`: the checks could not be carried out. */
  state: z.enum(['pending', 'passed', 'failed', 'error']),
  askedBy: z.object({ kind: z.enum(['person', 'agent', 'system']), id: z.string(), runId: z.uuid().nullable() }),
  askedAt: z.string(),
  /** In whose workspace; null when nothing was checked. */
  agentId: z.uuid().nullable(),
  runId: z.uuid().nullable(),
  endedAt: z.string().nullable(),
  checks: z.array(CheckResult),
  /** Completions in a row that did not pass. */
  failures: z.int(),
})
export type Verification = z.output<typeof Verification>

/** After this many completions in a row that do not pass, the task is blocked instead of given back once more. */
export const MOST_FAILURES = 5

/** The results in the order of the checks; one that nobody carried out has not passed. */
export function judge(checks: AcceptanceChecks, found: readonly CheckResult[]): { ok: boolean; checks: CheckResult[] } {
  const results = checks.map(({ id, name, kind }) => {
    const result = found.find((each) => each.id === id && each.kind === kind)
    return { id, name, kind, ok: result?.ok ?? false, detail: result?.detail ?? 'It was not carried out.' }
  })
  return { ok: results.every((result) => result.ok), checks: results }
}

/** What is wrong, for the thread. */
export function failureText(checks: readonly CheckResult[]): string {
  const failed = checks.filter((check) => !check.ok)
  const lines = failed.map((check) => `- ${check.name}: ${check.detail}`)
  return [`The completion was not accepted: ${failed.length} of ${checks.length} checks failed.`, ...lines].join('\n')
}

function nameOf(check: z.output<typeof Check>): string {
  return textOf(check).slice(0, 200)
}

function textOf(check: z.output<typeof Check>): string {
  switch (check.kind) {
    case 'file_exists':
      return `file ${check.path ?? check.glob ?? ''}`
    case 'url_200':
      return `${check.url} answers`
    case 'http_json_match':
      return `${check.url} says what it should`
    case 'git_commit':
      return 'git commit'
    case 'command_exit_0':
      return check.command
  }
}
