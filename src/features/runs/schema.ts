import { z } from 'zod'
import { Billing } from '@/features/budgets/schema'
import { CheckResult } from '@/features/tasks/rules/acceptance'

export const RUN_STATES = ['queued', 'running', 'succeeded', 'failed', 'cancelled', 'timed_out'] as const
export const RunState = z.enum(RUN_STATES)
export type RunState = z.output<typeof RunState>

export const WAKE_CAUSES = [
  'schedule',
  'assignment',
  'delegation',
  'mention',
  'message',
  'manual',
  'retry',
  'approval',
  'unblocked',
  'children_done',
  'review',
  'interaction',
  'verification',
] as const
export const WakeCause = z.enum(WAKE_CAUSES)
export type WakeCause = z.output<typeof WakeCause>

export const RunRow = z.object({
  id: z.uuid(),
  companyId: z.uuid(),
  agentId: z.uuid(),
  agentName: z.string(),
  taskId: z.uuid().nullable(),
  taskIdentifier: z.string().nullable(),
  taskTitle: z.string().nullable(),
  cause: WakeCause,
  state: RunState,
  runtime: z.string(),
  attempt: z.number(),
  costMicros: z.number(),
  errorCode: z.string().nullable(),
  error: z.string().nullable(),
  stopReason: z.string().nullable(),
  /** Running, and silent for minutes: green, but perhaps idle. */
  isStalled: z.boolean(),
  lastEventAt: z.string().nullable(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
})
export type RunRow = z.output<typeof RunRow>

export const RunView = RunRow.extend({
  retryOfRunId: z.uuid().nullable(),
  depth: z.number(),
  workerId: z.uuid().nullable(),
  workerName: z.string().nullable(),
  leaseExpiresAt: z.string().nullable(),
  timeoutSeconds: z.number(),
  exitCode: z.number().nullable(),
  signal: z.string().nullable(),
  stopAskedAt: z.string().nullable(),
  lastEventSeq: z.number(),
  reservedMicros: z.number(),
  wakes: z.array(z.object({ id: z.uuid(), cause: WakeCause, createdAt: z.string() })),
  /** Why no worker takes it: a sentence; null when one may, or has. */
  waitsBecause: z.string().nullable(),
  /** What a run of checks found. */
  checks: z.array(CheckResult),
})
export type RunView = z.output<typeof RunView>

export const RunEventView = z.object({
  seq: z.number(),
  at: z.string(),
  kind: z.string(),
  stream: z.string(),
  text: z.string(),
})
export type RunEventView = z.output<typeof RunEventView>

export const WakeView = z.object({
  id: z.uuid(),
  agentId: z.uuid(),
  cause: WakeCause,
  taskId: z.uuid().nullable(),
  state: z.enum(['pending', 'consumed', 'skipped']),
  reason: z.string().nullable(),
  /** What exactly is missing, in words. */
  detail: z.string().nullable(),
  runId: z.uuid().nullable(),
  slotAt: z.string().nullable(),
  dueAt: z.string(),
  createdAt: z.string(),
  /** When it was announced that it waits for too long. */
  overdueAt: z.string().nullable(),
})
export type WakeView = z.output<typeof WakeView>

/** A worker of the installation; of what it runs, the company's own. */
export const WorkerView = z.object({
  id: z.uuid(),
  name: z.string(),
  /** Of the protocol that it speaks. */
  version: z.number(),
  labels: z.array(z.string()),
  runtimes: z.array(z.string()),
  /** Runs at once, of all companies. */
  capacity: z.number(),
  liveRuns: z.number(),
  /** `draining` takes no more runs; `refused` has another version of the protocol; `gone` was not heard for a lease. */
  state: z.enum(['ready', 'draining', 'refused', 'gone']),
  createdAt: z.string(),
  lastBeatAt: z.string(),
})
export type WorkerView = z.output<typeof WorkerView>

export const WorkReport = z.object({
  status: z.enum(['done', 'blocked', 'delegated']),
  summary: z.string().min(1).max(100_000),
  tokensIn: z.int().min(0).optional(),
  tokensOut: z.int().min(0).optional(),
  model: z.string().max(200).optional(),
  delegateTo: z.string().max(100).optional(),
})

const Tokens = z.int().min(0).max(2_000_000_000)
export const ModelUsage = z.object({
  model: z.string().trim().min(1).max(200),
  tokensIn: Tokens,
  tokensCached: Tokens,
  tokensOut: Tokens,
  tokensCacheWritten: Tokens.optional(),
  costMicros: z.int().min(0).max(10_000_000_000_000).optional(),
  billing: Billing.optional(),
})
export type ModelUsage = z.output<typeof ModelUsage>

export const AgentSession = z.object({ id: z.string().min(1).max(200), totals: z.array(ModelUsage).max(50) })
export type AgentSession = z.output<typeof AgentSession>

export const SessionView = z.object({
  id: z.uuid(),
  taskId: z.uuid(),
  taskIdentifier: z.string(),
  taskTitle: z.string(),
  runtime: z.string(),
  runs: z.number(),
  tokens: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
})
export type SessionView = z.output<typeof SessionView>

export const RunEventIn = z.object({
  seq: z.int().min(1),
  at: z.iso.datetime({ offset: true }),
  kind: z.enum(['log', 'started', 'note']),
  stream: z.enum(['stdout', 'stderr', 'system']),
  text: z.string().max(64_000),
})

export const FinishRun = z.object({
  runId: z.uuid(),
  workerId: z.uuid(),
  fence: z.int().min(0),
  outcome: z.enum(['succeeded', 'failed', 'cancelled', 'timed_out']),
  exitCode: z.int().nullish(),
  signal: z.string().max(20).nullish(),
  errorCode: z.string().max(60).optional(),
  error: z.string().max(2000).optional(),
  /** A weekly quota is the longest that is known. */
  retryAfterSeconds: z
    .number()
    .min(0)
    .max(8 * 86_400)
    .optional(),
  work: WorkReport.optional(),
  /** What the run used, by model, also when it failed. */
  usage: z.array(ModelUsage).max(50).optional(),
  /** The session to go on with at the next run of the task; null when there is none any more. */
  session: AgentSession.nullish(),
  /** The agent's last words. */
  summary: z.string().max(100_000).optional(),
  /** What the checks of a completion found. */
  checks: z.array(CheckResult).max(20).optional(),
  events: z.array(RunEventIn).max(5000).optional(),
})
