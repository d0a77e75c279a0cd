import { z } from 'zod'
import { SCHEDULE_FIELDS } from '@/features/schedules/schema'

/**
 * What an agent runs on. A worker starts `bash` and `http` (one adapter each in `src/worker/runtimes/`); an agent on one of the
 * others is called at its endpoint, or fetches its work itself.
 */
export const RUNTIMES = ['bash', 'http', 'claude-code', 'codex', 'cursor', 'openclaw'] as const
export const Runtime = z.enum(RUNTIMES, `must be one of ${RUNTIMES.join(', ')}`)

/** What is stored. `running` is derived from live runs and never stored. */
export const AgentStatus = z.enum(['active', 'paused', 'pending_approval', 'terminated'])
/** What is shown. */
export const AgentState = z.enum(['idle', 'running', 'paused', 'pending_approval', 'terminated'])

const Name = z.string().trim().min(1, 'must not be empty').max(120)
const Text = z.string().max(20_000)
const Config = z.record(z.string(), z.unknown())

export const ScheduleInput = z
  .object(SCHEDULE_FIELDS)
  .refine((s) => !!s.cron !== !!s.intervalSeconds, 'takes either cron or intervalSeconds')

export const HireAgent = z.object({
  name: Name,
  /** In any case, and free text: an unknown role is kept as the title. */
  role: z.string().trim().max(120).default('general'),
  title: z.string().trim().max(120).optional(),
  capabilities: Text.default(''),
  /** Absent: below the root agent, or the root when there is none yet. */
  managerId: z.uuid().nullish(),
  runtime: Runtime,
  runtimeConfig: Config.default({}),
  instructions: Text.default(''),
  /** Monthly cap in micro-dollars; null means no limit. */
  capMicros: z.int().min(0).nullish(),
  schedule: ScheduleInput.nullish(),
})

export const UpdateAgent = z.object({
  agentId: z.uuid(),
  name: Name.optional(),
  role: z.string().trim().max(120).optional(),
  title: z.string().trim().max(120).optional(),
  capabilities: Text.optional(),
  managerId: z.uuid().optional(),
  runtime: Runtime.optional(),
  runtimeConfig: Config.optional(),
  instructions: Text.optional(),
})

/** A row of a list: slim. */
export const AgentRow = z.object({
  id: z.uuid(),
  companyId: z.uuid(),
  name: z.string(),
  role: z.string(),
  title: z.string(),
  managerId: z.uuid().nullable(),
  runtime: z.string(),
  state: AgentState,
  pauseReason: z.string().nullable(),
  /** The live run, if there is one. */
  runId: z.uuid().nullable(),
  openTasks: z.number(),
  spentMicros: z.number(),
  capMicros: z.number().nullable(),
  nextWakeAt: z.string().nullable(),
  lastRunAt: z.string().nullable(),
  lastRunState: z.string().nullable(),
  createdAt: z.string(),
})
export type AgentRow = z.output<typeof AgentRow>

export const AgentView = AgentRow.extend({
  capabilities: z.string(),
  runtimeConfig: Config,
  instructions: z.string(),
  version: z.number(),
  pausedAt: z.string().nullable(),
  terminatedAt: z.string().nullable(),
  lastSeenAt: z.string().nullable(),
  updatedAt: z.string(),
  schedule: z
    .object({
      isEnabled: z.boolean(),
      cron: z.string().nullable(),
      intervalSeconds: z.number().nullable(),
      timeZone: z.string().nullable(),
      catchUp: z.string(),
      nextWakeAt: z.string().nullable(),
      lastSlotAt: z.string().nullable(),
    })
    .nullable(),
  /** Nearest manager first. */
  chainOfCommand: z.array(z.object({ id: z.uuid(), name: z.string(), role: z.string(), title: z.string() })),
})
export type AgentView = z.output<typeof AgentView>
