import { z } from 'zod'
import { Priority, TaskState } from '@/features/tasks/schema'
import { SIGNINGS } from './rules/signings'
import { Variable, Variables } from './rules/variables'

export { VARIABLE_TYPES, Variable } from './rules/variables'

export const RoutineStatus = z.enum(['active', 'paused', 'archived'])
/** What a firing becomes while a task of the routine is open. */
export const Concurrency = z.enum(['coalesce_if_active', 'skip_if_active', 'always_enqueue'])
/** What becomes of slots that passed while nothing could fire; made up for are at most 25. */
export const CatchUp = z.enum(['skip_missed', 'enqueue_missed_with_cap'])
export const TriggerKind = z.enum(['schedule', 'webhook', 'api'])
export const Signing = z.enum(SIGNINGS)
export const RunSource = z.enum(['schedule', 'manual', 'api', 'webhook'])
/** `completed` and the failure of a cancelled task are read from the task. */
export const RoutineRunStatus = z.enum(['received', 'coalesced', 'skipped', 'issue_created', 'completed', 'failed'])

const Title = z.string().trim().min(1, 'must not be empty').max(200)
const Description = z.string().max(50_000)

export const CreateRoutine = z.object({
  title: Title,
  description: Description.default(''),
  /** For an agent: itself, also when absent. */
  assigneeId: z.uuid().nullish(),
  projectId: z.uuid().nullish(),
  goalId: z.uuid().nullish(),
  /** The task under which the tasks are made. */
  parentId: z.uuid().nullish(),
  priority: Priority.default('medium'),
  /** One without an assignee is paused, whatever is said here. */
  status: RoutineStatus.default('active'),
  concurrency: Concurrency.default('coalesce_if_active'),
  catchUp: CatchUp.default('skip_missed'),
  variables: Variables.default([]),
})

export const UpdateRoutine = z.object({
  routineId: z.uuid(),
  title: Title.optional(),
  description: Description.optional(),
  assigneeId: z.uuid().nullish(),
  projectId: z.uuid().nullish(),
  goalId: z.uuid().nullish(),
  parentId: z.uuid().nullish(),
  priority: Priority.optional(),
  /** An archived routine fires no more and is not listed; it can be taken up again. */
  status: RoutineStatus.optional(),
  concurrency: Concurrency.optional(),
  catchUp: CatchUp.optional(),
  /** Replaces all variables. */
  variables: Variables.optional(),
})

const Label = z.string().trim().max(120).nullish()
const Cron = z.string().trim().max(100)
/** IANA name. */
const Zone = z.string().max(100)
const Window = z.int().min(30).max(86_400)

export const AddTrigger = z.discriminatedUnion('kind', [
  z.object({
    routineId: z.uuid(),
    kind: z.literal('schedule'),
    label: Label,
    isEnabled: z.boolean().default(true),
    /** Five fields. */
    cron: Cron,
    /** Absent: the company's. */
    timeZone: Zone.nullish(),
  }),
  z.object({
    routineId: z.uuid(),
    kind: z.literal('webhook'),
    label: Label,
    isEnabled: z.boolean().default(true),
    signing: Signing.default('hmac_sha256'),
    /** How far the time of a delivery that is signed with its time may be off. */
    replayWindowSeconds: Window.default(300),
  }),
  z.object({ routineId: z.uuid(), kind: z.literal('api'), label: Label, isEnabled: z.boolean().default(true) }),
])

export const UpdateTrigger = z.object({
  triggerId: z.uuid(),
  label: Label,
  isEnabled: z.boolean().optional(),
  cron: Cron.optional(),
  timeZone: Zone.optional(),
  signing: Signing.optional(),
  replayWindowSeconds: Window.optional(),
})

const Payload = z.record(z.string(), z.unknown())

export const RunRoutine = z.object({
  routineId: z.uuid(),
  source: z.enum(['manual', 'api']).default('manual'),
  /** A trigger of the kind `api` that this is done through. */
  triggerId: z.uuid().nullish(),
  payload: Payload.nullish(),
  /** In place of the defaults. */
  variables: Payload.default({}),
  /** In place of the routine's own. */
  projectId: z.uuid().nullish(),
  assigneeId: z.uuid().nullish(),
})

export const TriggerView = z.object({
  id: z.uuid(),
  routineId: z.uuid(),
  kind: TriggerKind,
  label: z.string().nullable(),
  isEnabled: z.boolean(),
  cron: z.string().nullable(),
  timeZone: z.string().nullable(),
  nextRunAt: z.string().nullable(),
  publicId: z.string().nullable(),
  signing: Signing.nullable(),
  replayWindowSeconds: z.number().nullable(),
  lastFiredAt: z.string().nullable(),
  lastResult: RoutineRunStatus.nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
})
export type TriggerView = z.output<typeof TriggerView>

/** The secret of a webhook is in this answer and nowhere else. */
export const TriggerAnswer = z.object({ trigger: TriggerView, secret: z.string().nullable() })

export const RoutineRunView = z.object({
  id: z.uuid(),
  routineId: z.uuid(),
  triggerId: z.uuid().nullable(),
  source: RunSource,
  status: RoutineRunStatus,
  /** Why it was skipped or failed. */
  reason: z.string().nullable(),
  slotAt: z.string().nullable(),
  /** What was delivered with it; null for nothing. */
  payload: z.unknown().optional(),
  taskId: z.uuid().nullable(),
  taskIdentifier: z.string().nullable(),
  coalescedIntoId: z.uuid().nullable(),
  createdAt: z.string(),
  /** When nothing more was to come of it. */
  completedAt: z.string().nullable(),
})
export type RoutineRunView = z.output<typeof RoutineRunView>

export const RoutineView = z.object({
  id: z.uuid(),
  companyId: z.uuid(),
  title: z.string(),
  description: z.string(),
  assigneeId: z.uuid().nullable(),
  assigneeName: z.string().nullable(),
  projectId: z.uuid().nullable(),
  goalId: z.uuid().nullable(),
  parentId: z.uuid().nullable(),
  priority: Priority,
  status: RoutineStatus,
  concurrency: Concurrency,
  catchUp: CatchUp,
  variables: z.array(Variable),
  createdAt: z.string(),
  updatedAt: z.string(),
  /** When a schedule fires it next; null while it is not active. */
  nextRunAt: z.string().nullable(),
  triggers: z.array(TriggerView),
  lastRun: RoutineRunView.nullable(),
  /** The newest task of it that is open. */
  activeTask: z.object({ id: z.uuid(), identifier: z.string(), title: z.string(), state: TaskState }).nullable(),
})
export type RoutineView = z.output<typeof RoutineView>
