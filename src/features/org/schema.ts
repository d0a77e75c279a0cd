import { z } from 'zod'
import { TEAM_ROLES } from '@/features/access/rules/grants'
import { OfficeHours } from '@/features/schedules/rules/office-hours'
import { SCHEDULE_FIELDS } from '@/features/schedules/schema'

/**
 * What an agent runs on, one file or folder each in `src/worker/runtimes/`. One whose settings name nothing to start is called at its
 * endpoint, or fetches its work itself. So does an agent on a command line of coding agents that no worker has.
 */
export const RUNTIMES = [
  'bash',
  'http',
  'claude-code',
  'codex',
  'opencode',
  'gemini',
  'cursor',
  'openclaw',
  'openai-compatible',
  'acp',
] as const
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

/** Leaves what it does not name as it is; null for the whole switches the schedule off. */
const ScheduleChange = z.object({
  ...SCHEDULE_FIELDS,
  isEnabled: z.boolean().optional(),
  catchUp: SCHEDULE_FIELDS.catchUp.unwrap().optional(),
})

const QueueOrder = z.enum(['priority', 'fifo'])
/** What an agent may do beyond every agent's grants. */
export const Permissions = z.object({ mayHire: z.boolean() })

const LOOKS = {
  /** A word or an emoji that stands for the agent on screens. */
  icon: z.string().trim().max(100).nullish(),
  /** Anything that the company wants to keep with the agent. */
  metadata: Config.optional(),
  /** In which order the agent is offered its work; null means the company's. */
  queueOrder: QueueOrder.nullish(),
}

export const HireAgent = z.object({
  name: Name,
  /** In any case, and free text: an unknown role is kept as the title. */
  role: z.string().trim().max(120).default('general'),
  title: z.string().trim().max(120).optional(),
  capabilities: Text.default(''),
  /** Absent: below the root agent, or the root when there is none yet. Null: the root, which there may be one of. */
  managerId: z.uuid().nullish(),
  /** Absent: `http` with an endpoint, else `bash`; what can then not be started is paused until somebody says how it runs. */
  runtime: Runtime.optional(),
  runtimeConfig: Config.default({}),
  instructions: Text.default(''),
  /** Monthly cap in micro-dollars; null means no limit. */
  capMicros: z.int().min(0).nullish(),
  schedule: ScheduleInput.nullish(),
  permissions: Permissions.optional(),
  ...LOOKS,
  /** A hire that waits for its approval: it takes no work until `activateAgent`. */
  asDraft: z.boolean().default(false),
  /** What the first revision says it came from. */
  source: z.enum(['hire', 'approval', 'import']).default('hire'),
})

export const UpdateAgent = z.object({
  agentId: z.uuid(),
  /** The version that the change was made for; another one is refused. */
  expectedVersion: z.int().min(1).optional(),
  name: Name.optional(),
  role: z.string().trim().max(120).optional(),
  title: z.string().trim().max(120).optional(),
  capabilities: Text.optional(),
  /** Null: the root, where there is none. */
  managerId: z.uuid().nullish(),
  runtime: Runtime.optional(),
  /** Merged into the old one key by key; null removes a key. */
  runtimeConfig: Config.optional(),
  replaceRuntimeConfig: z.boolean().default(false),
  instructions: Text.optional(),
  capMicros: z.int().min(0).nullable().optional(),
  schedule: ScheduleChange.nullish(),
  permissions: Permissions.optional(),
  ...LOOKS,
  source: z.enum(['update', 'approval', 'import']).default('update'),
})

/** What a revision keeps, and a rollback brings back. Secrets are in it by reference. */
export const AgentSettings = z.object({
  name: z.string(),
  role: z.string(),
  title: z.string(),
  capabilities: z.string(),
  managerId: z.uuid().nullable(),
  runtime: z.string(),
  runtimeConfig: Config,
  instructions: z.string(),
  icon: z.string().nullable(),
  metadata: Config,
  queueOrder: QueueOrder.nullable(),
})
export type AgentSettings = z.output<typeof AgentSettings>

/** A row of a list: slim. The number counts from 1 for each agent. */
export const RevisionRow = z.object({
  id: z.uuid(),
  agentId: z.uuid(),
  number: z.number(),
  changedKeys: z.array(z.string()),
  source: z.enum(['hire', 'update', 'rollback', 'approval', 'import']),
  restoredNumber: z.number().nullable(),
  actorKind: z.string(),
  actorId: z.string(),
  actorName: z.string().nullable(),
  createdAt: z.string(),
})
export type RevisionRow = z.output<typeof RevisionRow>

/** A row of a list: slim. */
export const AgentRow = z.object({
  id: z.uuid(),
  companyId: z.uuid(),
  name: z.string(),
  /** "Ada Lovelace" → ada-lovelace; a shortname for addresses and mentions, not unique. */
  key: z.string(),
  icon: z.string().nullable(),
  role: z.string(),
  title: z.string(),
  managerId: z.uuid().nullable(),
  runtime: z.string(),
  state: AgentState,
  pauseReason: z.string().nullable(),
  /** The live run, if there is one. */
  runId: z.uuid().nullable(),
  /** That run has been silent for minutes: green, but perhaps idle. */
  isStalled: z.boolean(),
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
  metadata: Config,
  permissions: Permissions,
  queueOrder: QueueOrder.nullable(),
  /** The number of its newest revision. */
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
      catchUp: z.enum(['skip', 'one', 'capped']),
      catchUpCap: z.number(),
      maxLatenessSeconds: z.number().nullable(),
      /** Null: the product's own. */
      staggerSeconds: z.number().nullable(),
      officeHours: OfficeHours.nullable(),
      nextWakeAt: z.string().nullable(),
      lastSlotAt: z.string().nullable(),
    })
    .nullable(),
  /** Nearest manager first. */
  chainOfCommand: z.array(z.object({ id: z.uuid(), name: z.string(), role: z.string(), title: z.string() })),
})
export type AgentView = z.output<typeof AgentView>

/** A revision of an agent, by its number or its id. */
export const RevisionName = z
  .object({ agentId: z.uuid(), number: z.int().min(1).optional(), revisionId: z.uuid().optional() })
  .refine(
    (name) => (name.number === undefined) !== (name.revisionId === undefined),
    'takes either number or revisionId',
  )

const Description = z.string().trim().max(2000)

export const CreateTeam = z.object({ name: Name, description: Description.default('') })
export const UpdateTeam = z.object({ teamId: z.uuid(), name: Name.optional(), description: Description.optional() })
/** Replaces who is in the team. */
export const SetTeamMembers = z.object({
  teamId: z.uuid(),
  agentIds: z.array(z.uuid()).max(500).default([]),
  personIds: z.array(z.uuid()).max(500).default([]),
})

/** A row of a list. Agents that are terminated do not count. */
export const TeamRow = z.object({
  id: z.uuid(),
  name: z.string(),
  key: z.string(),
  description: z.string(),
  agents: z.number(),
  people: z.number(),
  createdAt: z.string(),
})
export type TeamRow = z.output<typeof TeamRow>

export const TeamView = TeamRow.extend({
  agentMembers: z.array(z.object({ id: z.uuid(), name: z.string(), role: z.string(), title: z.string() })),
  personMembers: z.array(z.object({ id: z.uuid(), name: z.string(), title: z.string() })),
})
export type TeamView = z.output<typeof TeamView>

/** A person of the company. The address is for people, not for agents. */
export const MemberView = z.object({
  id: z.uuid(),
  name: z.string(),
  email: z.string().nullable(),
  role: z.enum(['owner', 'admin', 'operator', 'viewer']),
  title: z.string(),
  /** What the person may do in teams beyond that. */
  teamRoles: z.array(z.object({ teamId: z.uuid(), teamName: z.string(), role: z.enum(TEAM_ROLES) })),
})
export type MemberView = z.output<typeof MemberView>
