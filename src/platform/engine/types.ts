import type pg from 'pg'

/** What callers hand in. `id` is a dedupe key for 24 hours; `ts` is milliseconds since 1970. */
export type EngineEvent = { id?: string; name: string; data?: Record<string, unknown>; ts?: number }

/** An accepted event. */
export type Event = { id: string; name: string; data: Record<string, unknown>; ts: number }

export type EngineLog = {
  info(facts: object, message?: string): void
  warn(facts: object, message?: string): void
  error(facts: object, message?: string): void
}

/** An error as the SDK serialises it. */
export type StepError = { name: string; message: string; stack?: string }

/** One call of a function: its body (`stepId` is 'step', fenced by the run's generation) or one planned step (fenced by the step's attempt). */
export type CallJob = { kind: 'call'; runId: string; stepId: string; fence: number; attempt: number }
/** Ends a waiting step: a timer that fired, or the end of an invoked run. */
export type WakeJob = { kind: 'wake'; runId: string; stepId: string; data?: unknown; error?: StepError }
export type EventJob = { kind: 'event'; event: EngineEvent }
export type Job = CallJob | WakeJob | EventJob

export type EngineFunction = {
  id: string
  maxAttempts: number
  concurrency: { limit: number; key?: string } | null
  idempotency: string | null
  singleton: { key?: string } | null
  cancelOn: { event: string; condition?: string }[]
  crons: string[]
}

export type FunctionTable = {
  byId: Map<string, EngineFunction>
  /** Functions that an event of this name may start. */
  byEvent: Map<string, { fn: EngineFunction; condition?: string }[]>
}

/** An instruction of the SDK to the engine, as it appears in an answer or a checkpoint. */
export type Opcode = {
  id: string
  op: string
  name?: string
  data?: unknown
  error?: StepError
  opts?: {
    duration?: string
    timeout?: string
    event?: string
    if?: string
    function_id?: string
    payload?: { data?: Record<string, unknown> }
  }
}

/** The id by which the SDK calls a function's body. */
export const BODY = 'step'

export type RunRow = {
  run_id: string
  function_id: string
  event: Event
  stack: string[]
  is_planned: boolean
  parent_run_id: string | null
  parent_step_id: string | null
  steps: Record<string, { data: unknown; error: StepError | null }> | null
}

/** A call of the SDK that is in progress. `callId` fences it. */
export type Call = { job: CallJob; run: RunRow; fn: EngineFunction; callId: string }

export type Answer = { status: number; isFinal: boolean; retryAfter: string | null; body: unknown }

/** What the engine's parts share. */
export type Engine = {
  pool: pg.Pool
  log: EngineLog
  functions: FunctionTable
  /** The SDK's own serve handler. */
  call(request: Request): Promise<Response>
  /** Look into the queue in so many milliseconds, because a job will be due then. */
  lookAgainIn(ms: number): void
}

export type EmbeddedEngine = {
  /** Reads and checks the functions, then stands for election. Throws when a function uses more than the supported subset. */
  start(): Promise<void>
  /** Lets calls in progress end (for a few seconds), then gives up the election. */
  stop(): Promise<void>
  /** Takes events in within the caller's transaction; works on a standby too. Call it last: it keeps runs locked. Returns the events' ids. */
  ingest(tx: pg.ClientBase, events: EngineEvent[]): Promise<string[]>
  /** `ingest` in a transaction of its own. */
  send(events: EngineEvent[]): Promise<string[]>
  /** Stores results of a call in progress. False when that call is stale. */
  checkpoint(runId: string, callId: string, steps: Opcode[]): Promise<boolean>
  /** Is this the process that works? */
  isActive(): boolean
}
