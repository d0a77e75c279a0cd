import { z } from 'zod'
import { type RunEventView, type RunRow, RunState, type RunView, type WakeCause } from '@/features/runs'
import { Cents, cents, Id, IdOrNull, Instant, InstantOrNull, Text } from './fields'

const Source = z.enum(['timer', 'assignment', 'on_demand', 'automation'])

export const RunListed = z
  .object({
    id: Id,
    companyId: Id,
    agentId: Id,
    agentName: z.string(),
    issueId: IdOrNull,
    issueIdentifier: Text,
    invocationSource: Source,
    triggerDetail: z.enum(['manual', 'system']),
    wakeReason: z.string(),
    status: RunState,
    adapterType: z.string(),
    error: Text,
    errorCode: Text,
    costCents: Cents,
    stalled: z.boolean().meta({ description: 'Running, and silent for five minutes or more.' }),
    lastEventAt: InstantOrNull,
    startedAt: InstantOrNull,
    finishedAt: InstantOrNull,
    createdAt: Instant,
  })
  .meta({ id: 'HeartbeatRunListed' })

export const Run = RunListed.extend({
  wakeupRequestId: IdOrNull,
  exitCode: z.int().nullable(),
  signal: Text,
  retryOfRunId: IdOrNull,
  stopReason: Text,
  workerName: Text,
  waitsBecause: Text.meta({ description: 'Why no worker takes it.' }),
  lastEventSeq: z.int(),
}).meta({ id: 'HeartbeatRun' })

export const RunEvent = z
  .object({
    runId: Id,
    seq: z.int(),
    eventType: z.string(),
    stream: z.enum(['system', 'stdout', 'stderr']),
    level: z.enum(['info', 'error']),
    message: z.string(),
    createdAt: Instant,
  })
  .meta({ id: 'HeartbeatRunEvent' })

/** What else wakes an agent is the product's own doing. */
const SOURCES: Partial<Record<z.output<typeof WakeCause>, z.output<typeof Source>>> = {
  schedule: 'timer',
  assignment: 'assignment',
  delegation: 'assignment',
  manual: 'on_demand',
}

export function runListed(row: RunRow): z.output<typeof RunListed> {
  return {
    id: row.id,
    companyId: row.companyId,
    agentId: row.agentId,
    agentName: row.agentName,
    issueId: row.taskId,
    issueIdentifier: row.taskIdentifier,
    invocationSource: SOURCES[row.cause] ?? 'automation',
    triggerDetail: row.cause === 'manual' ? 'manual' : 'system',
    wakeReason: row.cause,
    status: row.state,
    adapterType: row.runtime,
    error: row.error,
    errorCode: row.errorCode,
    costCents: cents(row.costMicros),
    stalled: row.isStalled,
    lastEventAt: row.lastEventAt,
    startedAt: row.startedAt,
    finishedAt: row.finishedAt,
    createdAt: row.createdAt,
  }
}

export function runAnswer(view: RunView): z.output<typeof Run> {
  return {
    ...runListed(view),
    wakeupRequestId: view.wakes[0]?.id ?? null,
    exitCode: view.exitCode,
    signal: view.signal,
    retryOfRunId: view.retryOfRunId,
    stopReason: view.stopReason,
    workerName: view.workerName,
    waitsBecause: view.waitsBecause,
    lastEventSeq: view.lastEventSeq,
  }
}

export function eventAnswer(runId: string, event: RunEventView): z.output<typeof RunEvent> {
  const stream = event.stream === 'stdout' || event.stream === 'stderr' ? event.stream : 'system'
  return {
    runId,
    seq: event.seq,
    eventType: event.kind,
    stream,
    level: stream === 'stderr' ? 'error' : 'info',
    message: event.text,
    createdAt: event.at,
  }
}
