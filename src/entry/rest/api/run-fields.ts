import { z } from 'zod'
import type { RunRow } from '@/features/runs'
import { RunState } from '@/features/runs'
import { Id, Moment } from './cells'

/** A row of a list. */
export const Run = z
  .object({
    id: Id,
    companyId: Id,
    agentId: Id,
    agentName: z.string(),
    issueId: Id.nullable(),
    issueIdentifier: z.string().nullable(),
    invocationSource: z.enum(['timer', 'assignment', 'on_demand', 'automation']),
    triggerDetail: z.string().meta({ description: 'The cause of the wake.' }),
    status: RunState,
    adapterType: z.string(),
    wakeupRequestId: Id,
    attempt: z.int(),
    error: z.string().nullable(),
    errorCode: z.string().nullable(),
    startedAt: Moment.nullable(),
    finishedAt: Moment.nullable(),
    createdAt: Moment,
  })
  .meta({ id: 'Run' })

const SOURCES: Partial<Record<RunRow['cause'], z.output<typeof Run>['invocationSource']>> = {
  schedule: 'timer',
  assignment: 'assignment',
  delegation: 'assignment',
  manual: 'on_demand',
}

export function runAnswer(run: RunRow): z.output<typeof Run> {
  const { id, companyId, agentId, agentName, attempt, error, errorCode, startedAt, finishedAt, createdAt } = run
  return {
    ...{ id, companyId, agentId, agentName, attempt, error, errorCode, startedAt, finishedAt, createdAt },
    issueId: run.taskId,
    issueIdentifier: run.taskIdentifier,
    invocationSource: SOURCES[run.cause] ?? 'automation',
    triggerDetail: run.cause,
    status: run.state,
    adapterType: run.runtime,
    wakeupRequestId: id,
  }
}
