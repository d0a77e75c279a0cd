import { z } from 'zod'
import {
  CatchUp,
  Concurrency,
  RoutineRunStatus,
  type RoutineRunView,
  RoutineStatus,
  type RoutineView,
  RunSource,
  Signing,
  TriggerKind,
  type TriggerView,
  Variable,
} from '@/features/routines'
import { Priority, TaskState } from '@/features/tasks'
import { Count, Id, IdOrNull, Instant, InstantOrNull, Never, orNull, Text } from './fields'

export const Trigger = z
  .object({
    id: Id,
    routineId: Id,
    kind: TriggerKind,
    label: Text,
    enabled: z.boolean(),
    cronExpression: Text,
    timezone: Text,
    nextRunAt: InstantOrNull,
    lastFiredAt: InstantOrNull,
    lastResult: RoutineRunStatus.nullable(),
    publicId: Text,
    signingMode: Signing.nullable(),
    replayWindowSec: Count.nullable(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'RoutineTrigger' })

/** A trigger as it is made or changed; the secret is in this answer and nowhere else. */
export const TriggerWithSecret = Trigger.extend({
  webhookUrl: Text.meta({ description: 'Where deliveries go; null for other triggers.' }),
  webhookSecret: Text.meta({ description: 'In this answer and nowhere else; null where none was made.' }),
}).meta({ id: 'RoutineTriggerWithSecret' })

export const RoutineRun = z
  .object({
    id: Id,
    companyId: Id,
    routineId: Id,
    triggerId: IdOrNull,
    source: RunSource,
    status: RoutineRunStatus,
    triggerPayload: z.unknown().meta({ description: 'What was delivered, or null.' }),
    linkedIssueId: IdOrNull,
    coalescedIntoRunId: IdOrNull,
    failureReason: Text.meta({ description: 'Why it was skipped or failed.' }),
    triggeredAt: Instant,
    completedAt: InstantOrNull,
  })
  .meta({ id: 'RoutineRun' })

const ActiveIssue = z
  .object({ id: Id, identifier: z.string(), title: z.string(), status: TaskState })
  .meta({ id: 'RoutineIssue' })

export const Routine = z
  .object({
    id: Id,
    companyId: Id,
    projectId: IdOrNull,
    goalId: IdOrNull,
    parentIssueId: IdOrNull,
    title: z.string(),
    description: Text,
    assigneeAgentId: IdOrNull,
    priority: Priority,
    status: RoutineStatus,
    concurrencyPolicy: Concurrency,
    catchUpPolicy: CatchUp,
    variables: z.array(Variable),
    env: Never,
    nextRunAt: InstantOrNull,
    triggers: z.array(Trigger),
    lastRun: orNull(RoutineRun),
    activeIssue: orNull(ActiveIssue),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Routine' })

export function triggerAnswer(view: TriggerView): z.output<typeof Trigger> {
  return {
    id: view.id,
    routineId: view.routineId,
    kind: view.kind,
    label: view.label,
    enabled: view.isEnabled,
    cronExpression: view.cron,
    timezone: view.timeZone,
    nextRunAt: view.nextRunAt,
    lastFiredAt: view.lastFiredAt,
    lastResult: view.lastResult,
    publicId: view.publicId,
    signingMode: view.signing,
    replayWindowSec: view.replayWindowSeconds,
    createdAt: view.createdAt,
    updatedAt: view.updatedAt,
  }
}

export function runAnswer(companyId: string, view: RoutineRunView): z.output<typeof RoutineRun> {
  return {
    id: view.id,
    companyId,
    routineId: view.routineId,
    triggerId: view.triggerId,
    source: view.source,
    status: view.status,
    triggerPayload: view.payload,
    linkedIssueId: view.taskId,
    coalescedIntoRunId: view.coalescedIntoId,
    failureReason: view.reason,
    triggeredAt: view.createdAt,
    completedAt: view.completedAt,
  }
}

export function routineAnswer(view: RoutineView): z.output<typeof Routine> {
  const { activeTask, lastRun } = view
  return {
    id: view.id,
    companyId: view.companyId,
    projectId: view.projectId,
    goalId: view.goalId,
    parentIssueId: view.parentId,
    title: view.title,
    description: view.description || null,
    assigneeAgentId: view.assigneeId,
    priority: view.priority,
    status: view.status,
    concurrencyPolicy: view.concurrency,
    catchUpPolicy: view.catchUp,
    variables: view.variables,
    env: null,
    nextRunAt: view.nextRunAt,
    triggers: view.triggers.map(triggerAnswer),
    lastRun: lastRun && runAnswer(view.companyId, lastRun),
    activeIssue: activeTask && {
      ...{ id: activeTask.id, identifier: activeTask.identifier, title: activeTask.title, status: activeTask.state },
    },
    createdAt: view.createdAt,
    updatedAt: view.updatedAt,
  }
}
