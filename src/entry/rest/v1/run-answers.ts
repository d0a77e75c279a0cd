import { z } from 'zod'
import { priorityOf, type RunRow, RunState, type RunView, reasonText, WakeCause, type WakeView } from '@/features/runs'
import { publicId } from '@/platform/ids'
import { Cents, cents, Instant, shownId, Usd, usd } from './fields'

export const RunSummary = z
  .object({
    id: shownId('run'),
    company_id: shownId('company'),
    agent_id: shownId('agent'),
    agent_name: z.string(),
    task_id: shownId('task').nullable(),
    task_identifier: z.string().nullable(),
    task_title: z.string().nullable(),
    cause: WakeCause,
    status: RunState,
    runtime: z.string(),
    attempt: z.number(),
    cost_usd: Usd,
    cost_cents: Cents,
    error_code: z.string().nullable(),
    error: z.string().nullable(),
    stop_reason: z.string().nullable(),
    stalled: z.boolean().meta({ description: 'Running, and silent for five minutes or more.' }),
    last_event_at: Instant.nullable(),
    created_at: Instant,
    started_at: Instant.nullable(),
    finished_at: Instant.nullable(),
  })
  .meta({ id: 'RunSummary' })

export const Run = RunSummary.extend({
  retry_of_run_id: shownId('run').nullable(),
  depth: z.number(),
  worker_name: z.string().nullable(),
  waits_because: z.string().nullable().meta({ description: 'Why no worker takes it.' }),
  lease_expires_at: Instant.nullable(),
  timeout_seconds: z.number(),
  exit_code: z.number().nullable(),
  signal: z.string().nullable(),
  stop_asked_at: Instant.nullable(),
  last_event_seq: z.number(),
  reserved_usd: Usd,
  wakes: z.array(z.object({ id: shownId('wake'), cause: WakeCause, created_at: Instant })),
}).meta({ id: 'Run' })

export const Wake = z
  .object({
    id: shownId('wake'),
    agent_id: shownId('agent'),
    cause: WakeCause,
    task_id: shownId('task').nullable(),
    state: z.enum(['pending', 'consumed', 'skipped']),
    priority: z.enum(['first', 'high', 'normal', 'low']).meta({ description: 'What is answered first.' }),
    reason: z.string().nullable().meta({ description: 'Why it waits or was skipped.' }),
    reason_text: z.string().nullable().meta({ description: 'The reason in words.' }),
    run_id: shownId('run').nullable(),
    slot_at: Instant.nullable(),
    due_at: Instant,
    created_at: Instant,
    overdue_at: Instant.nullable().meta({ description: 'When it was announced that it waits for too long.' }),
  })
  .meta({ id: 'Wake' })

export function runSummary(row: RunRow): z.output<typeof RunSummary> {
  return {
    id: publicId('run', row.id),
    company_id: publicId('company', row.companyId),
    agent_id: publicId('agent', row.agentId),
    agent_name: row.agentName,
    task_id: publicId('task', row.taskId),
    task_identifier: row.taskIdentifier,
    task_title: row.taskTitle,
    cause: row.cause,
    status: row.state,
    runtime: row.runtime,
    attempt: row.attempt,
    cost_usd: usd(row.costMicros),
    cost_cents: cents(row.costMicros),
    error_code: row.errorCode,
    error: row.error,
    stop_reason: row.stopReason,
    stalled: row.isStalled,
    last_event_at: row.lastEventAt,
    created_at: row.createdAt,
    started_at: row.startedAt,
    finished_at: row.finishedAt,
  }
}

export function runAnswer(run: RunView): z.output<typeof Run> {
  return {
    ...runSummary(run),
    retry_of_run_id: publicId('run', run.retryOfRunId),
    depth: run.depth,
    worker_name: run.workerName,
    waits_because: run.waitsBecause,
    lease_expires_at: run.leaseExpiresAt,
    timeout_seconds: run.timeoutSeconds,
    exit_code: run.exitCode,
    signal: run.signal,
    stop_asked_at: run.stopAskedAt,
    last_event_seq: run.lastEventSeq,
    reserved_usd: usd(run.reservedMicros),
    wakes: run.wakes.map((wake) => ({
      id: publicId('wake', wake.id),
      cause: wake.cause,
      created_at: wake.createdAt,
    })),
  }
}

export function wakeAnswer(wake: WakeView): z.output<typeof Wake> {
  return {
    id: publicId('wake', wake.id),
    agent_id: publicId('agent', wake.agentId),
    cause: wake.cause,
    task_id: publicId('task', wake.taskId),
    state: wake.state,
    priority: priorityOf(wake.cause),
    reason: wake.reason,
    reason_text: wake.detail ?? reasonText(wake.reason),
    run_id: publicId('run', wake.runId),
    slot_at: wake.slotAt,
    due_at: wake.dueAt,
    created_at: wake.createdAt,
    overdue_at: wake.overdueAt,
  }
}
