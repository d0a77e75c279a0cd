import { z } from 'zod'
import type { Mask } from '@/platform/mask'
import type { FinishRequest, GatewayDialect, LeasedRun, ModelUsage, RunEventIn } from '../protocol'

/** How a run ended; the worker adds who it is and the last events. */
export type Outcome = Pick<
  FinishRequest,
  | 'outcome'
  | 'exitCode'
  | 'signal'
  | 'errorCode'
  | 'error'
  | 'retryAfterSeconds'
  | 'work'
  | 'checks'
  | 'usage'
  | 'session'
  | 'summary'
>

export type Start = {
  run: LeasedRun
  /** The agent's folder on this worker; exists. */
  workspace: string
  /** A folder for what the agent's tools keep between runs (sessions, settings); made when it is needed. */
  home: string
  /** The worker's own environment, of which an agent gets very little. */
  workerEnv: NodeJS.ProcessEnv
  /** Whether agents may live at private addresses; null leaves it to their settings. */
  mayCallPrivate: boolean | null
  /** Takes the run's secrets out of what is said; before anything of it is cut. */
  mask: Mask
  /** One line of output. */
  log(stream: RunEventIn['stream'], line: string): void
  /** The work has begun; with the first process when there is one. */
  onStarted(text: string, pid?: number): void
}

/** A run under way. */
export type Activity = {
  /** Never rejects. */
  done: Promise<Outcome>
  /** What it used so far, by model, where its tool says so while it works. */
  usage?(): ModelUsage[]
  /** Ends it, politely at first; `done` settles when it is over. */
  stop(graceSeconds: number): void
}

/** A setting of every runtime: the wall-clock limit that the worker keeps, if it is nearer than the run's own. */
export const TimeoutSeconds = z.number().min(0).optional()

/** The end of what never began. */
export function over(outcome: Outcome): Activity {
  return { done: Promise.resolve(outcome), stop() {} }
}

export type TestResult = { ok: boolean; message: string }

/** One way to run an agent. `runtimeConfig` is checked by the runtime itself. */
export type Runtime = {
  /** Begins at once: what can be refused (settings, missing program) is told by the outcome, never thrown. */
  start(start: Start): Activity
  /** Whether this machine has what it takes. Default: yes. */
  isThere?(env: NodeJS.ProcessEnv): boolean
  /** Tries the settings without running an agent. @param gateway the dialects in which its runs find models at the control plane */
  test(config: unknown, mayCallPrivate: boolean | null, gateway?: readonly GatewayDialect[]): Promise<TestResult>
}

/** An outcome for what could not even begin. */
export function notStarted(error: string): Outcome {
  return { outcome: 'failed', errorCode: 'not_started', error }
}

/** "endpoint: Invalid URL; timeoutSeconds: …" for a failed check of settings. */
export function problemsOf(error: { issues: readonly { path: PropertyKey[]; message: string }[] }): string {
  return error.issues.map((issue) => `${issue.path.join('.') || 'settings'}: ${issue.message}`).join('; ')
}
