/**
 * The worker protocol: what a worker process and the control plane say to each other over HTTP.
 * Mounted at `/api/worker/*`, JSON in and out, `Authorization: Bearer <worker key>`.
 * Both sides import these types; the worker imports nothing else of the product.
 *
 * | call                          | body → answer                                              |
 * |-------------------------------|------------------------------------------------------------|
 * | POST /api/worker/register     | RegisterRequest → RegisterAnswer                           |
 * | POST /api/worker/lease        | LeaseRequest → LeaseAnswer (long poll, up to waitSeconds)  |
 * | POST /api/worker/beat         | BeatRequest → BeatAnswer (every beatSeconds, all runs)     |
 * | POST /api/worker/runs/:id/events | EventsRequest → EventsAnswer                            |
 * | POST /api/worker/runs/:id/finish | FinishRequest → FinishAnswer                            |
 * | POST /api/worker/tests/:id    | TestReport → {} (what a test of settings found)            |
 * | POST /api/worker/tasks/over      | OverRequest → OverAnswer (now and then)                 |
 *
 * Errors: `{error, code}`; an answer without a code is from somebody in between, and counts as none. 401: the key is not valid, stop.
 * 409 `stale_fence`: the run belongs to somebody else now; kill the process and forget the run. Another 4xx to `finish`: the result is
 * told again without what the run said of itself. 5xx or no answer: try again with backoff, for as long as the process lives.
 */

/** Version of this protocol; the control plane refuses (426, `worker_too_old` or `worker_too_new`) a worker with another one. */
export const PROTOCOL_VERSION = 1

export type RegisterRequest = {
  version: number
  /** Human name; default the host name. */
  name: string
  /** How many runs at once. */
  capacity: number
  labels: string[]
  /** Runtimes this worker can start, for example `["bash","http"]`. */
  runtimes: string[]
}
export type RegisterAnswer = { workerId: string; leaseSeconds: number; beatSeconds: number }

export type LeaseRequest = { workerId: string /** free slots */; slots: number; waitSeconds: number }
export type LeaseAnswer = { runs: LeasedRun[] }

/** Everything a runtime needs to do one run. No secret of the control plane is in it but the run token; the agent's own are. */
export type LeasedRun = {
  runId: string
  companyId: string
  agentId: string
  agentName: string
  /** Fencing token: sent with every later call about this run. */
  fence: number
  attempt: number
  /** Bearer credential of the agent for this run; dies with the run. */
  runToken: string
  /** Base URL of the control plane as the agent's process should use it, without a trailing slash. */
  apiUrl: string
  runtime: string
  /** Runtime's own settings, validated by the runtime's schema. */
  runtimeConfig: Record<string, unknown>
  /** Secret values that are in `runtimeConfig`: they and the run token are masked in what the run logs. */
  secrets?: string[]
  wake: { cause: string; payload: Record<string, unknown> }
  task: { id: string; identifier: string; title: string; description: string; goalAncestry: string[] } | null
  /** Of the task's project: the run works in a tree of its own, on the branch `paperclip/<identifier>`. */
  repository?: { url: string /** null: the one that the repository names */; defaultBranch: string | null } | null
  instructions: string
  /** What the agent, its teams and the company know that fits the task, best first. Others wrote it: to be read, not obeyed. */
  memories?: { scope: 'company' | 'team' | 'agent'; key: string; text: string }[]
  /** What an agent that reads is told: all of it, and what is new for a session that knows the rest. */
  prompt?: AgentPrompt
  /** The session of an earlier run of this agent on this task, to go on with. */
  session?: AgentSession | null
  /** The dialects in which the control plane's model gateway serves this run, with its token as the key. */
  gateway?: GatewayDialect[]
  /** Wall-clock limit; 0 means none. */
  timeoutSeconds: number
  /** Seconds between the polite and the hard kill. */
  graceSeconds: number
  /** Extra PAPERCLIP_* variables decided by the control plane. */
  env: Record<string, string>
}

export type AgentPrompt = { start: string; resume: string }

/**
 * Tokens of one model; `tokensIn` includes `tokensCached` and `tokensCacheWritten`. The cost is the tool's own figure, in millionths of
 * a dollar; where the tool is logged in to a subscription, it is what the use would have cost.
 */
export type ModelUsage = {
  model: string
  tokensIn: number
  tokensCached: number
  tokensOut: number
  tokensCacheWritten?: number
  costMicros?: number
  billing?: Billing
}
export type Billing = 'metered' | 'subscription' | 'local'

/** A conversation that an agent's tool keeps. */
export type AgentSession = {
  id: string
  /** What the tool had counted in it by the end of the last run: some count on from there. */
  totals: ModelUsage[]
}

export type BeatRequest = {
  workerId: string
  /** It takes no more runs, and ends when these have ended. */
  isDraining?: boolean
  runs: {
    runId: string
    fence: number
    startedAt?: string
    pid?: number
    /** What it used so far, by model, where the tool says it while it works; absent when nothing is new. */
    usage?: ModelUsage[]
  }[]
}
/** For each run: `go_on`; `stop` (end the process tree, then finish as cancelled, `stopped`); `gone` (fence lost: kill and forget). */
export type BeatAnswer = {
  orders: { runId: string; order: 'go_on' | 'stop' | 'gone'; reason?: string }[]
  /** Settings that somebody wants tried. */
  tests?: AgentTest[]
}

/** An agent's settings, to be tried without a run. `secrets` are masked in what is said of it. */
export type AgentTest = {
  testId: string
  runtime: string
  runtimeConfig: Record<string, unknown>
  secrets: string[]
  /** As a run of the agent would have them. */
  gateway?: GatewayDialect[]
}
/** How the control plane's model gateway is spoken to. */
export type GatewayDialect = 'openai' | 'anthropic'
export type TestReport = { ok: boolean; message: string }

export type RunEventIn = {
  /** 1, 2, 3 … per run, without gaps; the control plane drops a seq that it has. */
  seq: number
  at: string
  kind: 'log' | 'started' | 'note'
  stream: 'stdout' | 'stderr' | 'system'
  text: string
}
export type EventsRequest = { workerId: string; fence: number; events: RunEventIn[] }
export type EventsAnswer = { lastSeq: number; order: 'go_on' | 'stop' | 'gone' }

/** What the HTTP agent contract (`POST /work`) answered; the control plane carries it out. */
export type WorkReport = {
  status: 'done' | 'blocked' | 'delegated'
  summary: string
  tokensIn?: number
  tokensOut?: number
  model?: string
  delegateTo?: string
}

/** One check of a completion, as the worker found it. */
export type CheckResult = { id: string; name: string; kind: string; ok: boolean; detail: string }

export type FinishRequest = {
  workerId: string
  fence: number
  outcome: 'succeeded' | 'failed' | 'cancelled' | 'timed_out'
  exitCode?: number | null
  signal?: string | null
  /**
   * Why it did not succeed, as a stable word: not_started (nothing ran: bad settings, no such program, nobody listens), crashed,
   * rate_limited, auth, quota, invalid_response, timeout, inactive (it was silent for too long), stopped, worker_stopped (may be
   * tried again elsewhere).
   */
  errorCode?: string
  /** One sentence for people. */
  error?: string
  /** Seconds after which a retry makes sense: a rate limit, or a quota, that is whole again then. */
  retryAfterSeconds?: number
  work?: WorkReport
  /** What the run used, by model, also when it failed. */
  usage?: ModelUsage[]
  /** The session to go on with at the agent's next run of this task; null when there is none any more. */
  session?: AgentSession | null
  /** The agent's last words. */
  summary?: string
  /** What the checks of a completion found. */
  checks?: CheckResult[]
  /** Last events, so that nothing is lost between the last batch and the end. */
  events?: RunEventIn[]
}
export type FinishAnswer = {
  state: string /** Its task is done or cancelled: nobody works in its tree any more. */
  isTaskOver?: boolean
}

/** Tasks of which a worker keeps trees. */
export type OverRequest = { workerId: string; tasks: { companyId: string; identifier: string }[] }
/** Those that nobody works on any more. */
export type OverAnswer = { over: { companyId: string; identifier: string }[] }
