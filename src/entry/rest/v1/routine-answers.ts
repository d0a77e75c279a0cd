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
  VARIABLE_TYPES,
} from '@/features/routines'
import { Priority, TaskState } from '@/features/tasks'
import { publicId } from '@/platform/ids'
import { Instant, shownId } from './fields'

export const RoutineVariable = z.object({
  name: z.string(),
  label: z.string().nullable(),
  type: z.enum(VARIABLE_TYPES),
  default_value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
  required: z.boolean(),
  options: z.array(z.string()),
})

export const Trigger = z
  .object({
    id: shownId('trigger'),
    routine_id: shownId('routine'),
    kind: TriggerKind,
    label: z.string().nullable(),
    is_enabled: z.boolean(),
    cron: z.string().nullable().meta({ example: '0 9 * * 1-5' }),
    time_zone: z.string().nullable().meta({ example: 'Europe/Lisbon' }),
    next_run_at: Instant.nullable(),
    last_fired_at: Instant.nullable(),
    last_result: RoutineRunStatus.nullable(),
    signing: Signing.nullable(),
    replay_window_seconds: z.number().nullable(),
    webhook_url: z.string().nullable(),
    created_at: Instant,
    updated_at: Instant,
  })
  .meta({ id: 'RoutineTrigger' })

export const TriggerAnswer = Trigger.extend({
  trigger: Trigger,
  webhook_secret: z
    .string()
    .nullable()
    .meta({ description: 'In this answer and nowhere else; null where none was made.' }),
}).meta({ id: 'RoutineTriggerAnswer' })

export const RoutineRun = z
  .object({
    id: shownId('routineRun'),
    routine_id: shownId('routine'),
    trigger_id: shownId('trigger').nullable(),
    source: RunSource,
    status: RoutineRunStatus.meta({ description: '`completed`: its task is done.' }),
    reason: z.string().nullable().meta({ description: 'Why it was skipped or failed.' }),
    slot_at: Instant.nullable(),
    payload: z.unknown(),
    task_id: shownId('task').nullable(),
    task_identifier: z.string().nullable(),
    coalesced_into_id: shownId('routineRun').nullable(),
    created_at: Instant,
    completed_at: Instant.nullable(),
  })
  .meta({ id: 'RoutineRun' })
export const RoutineRunAnswer = RoutineRun.extend({ run: RoutineRun }).meta({ id: 'RoutineRunAnswer' })

export const Routine = z
  .object({
    id: shownId('routine'),
    company_id: shownId('company'),
    title: z.string(),
    description: z.string(),
    assigned_to: shownId('agent').nullable(),
    assigned_to_name: z.string().nullable(),
    project_id: shownId('project').nullable(),
    goal_id: shownId('goal').nullable(),
    parent_task_id: shownId('task').nullable(),
    priority: Priority,
    status: RoutineStatus,
    concurrency: Concurrency,
    catch_up: CatchUp,
    variables: z.array(RoutineVariable),
    next_run_at: Instant.nullable(),
    triggers: z.array(Trigger),
    last_run: z.union([RoutineRun, z.null()]),
    active_task: z.union([
      z.object({ id: shownId('task'), identifier: z.string(), title: z.string(), state: TaskState }),
      z.null(),
    ]),
    created_at: Instant,
    updated_at: Instant,
  })
  .meta({ id: 'Routine' })
export const RoutineAnswer = Routine.extend({ routine: Routine }).meta({ id: 'RoutineAnswer' })

/** @param urlOf the address of a webhook by its public id */
export function triggerFields(
  view: TriggerView,
  urlOf: (id: string | null) => string | null,
): z.output<typeof Trigger> {
  return {
    id: publicId('trigger', view.id),
    routine_id: publicId('routine', view.routineId),
    ...{ kind: view.kind, label: view.label, is_enabled: view.isEnabled, cron: view.cron, time_zone: view.timeZone },
    ...{ next_run_at: view.nextRunAt, last_fired_at: view.lastFiredAt, last_result: view.lastResult },
    ...{ signing: view.signing, replay_window_seconds: view.replayWindowSeconds, webhook_url: urlOf(view.publicId) },
    ...{ created_at: view.createdAt, updated_at: view.updatedAt },
  }
}

export function runFields(view: RoutineRunView): z.output<typeof RoutineRun> {
  return {
    id: publicId('routineRun', view.id),
    routine_id: publicId('routine', view.routineId),
    trigger_id: publicId('trigger', view.triggerId),
    ...{ source: view.source, status: view.status, reason: view.reason, slot_at: view.slotAt, payload: view.payload },
    ...{ task_id: publicId('task', view.taskId), task_identifier: view.taskIdentifier },
    coalesced_into_id: publicId('routineRun', view.coalescedIntoId),
    ...{ created_at: view.createdAt, completed_at: view.completedAt },
  }
}

export function routineFields(
  view: RoutineView,
  urlOf: (id: string | null) => string | null,
): z.output<typeof Routine> {
  const { activeTask, lastRun } = view
  return {
    id: publicId('routine', view.id),
    company_id: publicId('company', view.companyId),
    ...{ title: view.title, description: view.description, priority: view.priority, status: view.status },
    assigned_to: publicId('agent', view.assigneeId),
    assigned_to_name: view.assigneeName,
    project_id: publicId('project', view.projectId),
    goal_id: publicId('goal', view.goalId),
    parent_task_id: publicId('task', view.parentId),
    ...{ concurrency: view.concurrency, catch_up: view.catchUp, next_run_at: view.nextRunAt },
    variables: view.variables.map(({ name, label = null, type, defaultValue, required, options }) => ({
      ...{ name, label, type, default_value: defaultValue ?? null, required, options },
    })),
    triggers: view.triggers.map((trigger) => triggerFields(trigger, urlOf)),
    last_run: lastRun && runFields(lastRun),
    active_task: activeTask && { ...activeTask, id: publicId('task', activeTask.id) },
    ...{ created_at: view.createdAt, updated_at: view.updatedAt },
  }
}
