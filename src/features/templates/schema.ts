import { z } from 'zod'
import { CreateCompany, UpdateCompany } from '@/features/companies/schema'
import { CreateGoal, CreateProject } from '@/features/goals/schema'
import { MemoryKey, MemoryScope, MemoryTags, MemoryText } from '@/features/memory/schema'
import { AgentStatus, HireAgent } from '@/features/org/schema'
import { SCHEDULE_FIELDS } from '@/features/schedules/schema'
import {
  AcceptanceChecks,
  CreateTask,
  LabelColor,
  LabelName,
  ProductFields,
  TaskState,
  ToolCall,
} from '@/features/tasks/schema'

/** What a bundle of this version looks like; another one is refused. */
export const FORMAT_VERSION = 1

/** A name by which the parts of a bundle speak of each other. */
const Key = z.string().min(1).max(200)
const Instant = z.iso.datetime({ offset: true })
const At = { createdAt: Instant.optional(), updatedAt: Instant.optional() }

/** Who did something: an agent of the bundle, a person by name, or the product. */
const Who = z.union([
  z.object({ agent: Key }),
  z.object({ person: z.string().max(300) }),
  z.object({ system: z.literal(true) }),
])
export type Who = z.output<typeof Who>

/** `env.TOKEN` of the agent `ada` has to be given a value before it can run. */
const Input = z.object({
  name: z.string().max(300),
  description: z.string().max(2000).default(''),
  agent: Key,
  setting: z.string().max(500),
})
export type Input = z.output<typeof Input>

const settings = UpdateCompany.shape
export const BundleCompany = z.object({
  name: CreateCompany.shape.name,
  slug: CreateCompany.shape.slug,
  mission: CreateCompany.shape.mission,
  timeZone: CreateCompany.shape.timeZone,
  gates: CreateCompany.shape.gates,
  capMicros: CreateCompany.shape.capMicros,
  failurePolicy: settings.failurePolicy,
  queueOrder: settings.queueOrder,
  maxRequestDepth: settings.maxRequestDepth,
  attachmentMaxBytes: settings.attachmentMaxBytes,
  brandColor: settings.brandColor,
  maxConcurrentRuns: settings.maxConcurrentRuns,
  runtimeLimits: settings.runtimeLimits,
  budgetsCount: settings.budgetsCount,
  unknownModels: settings.unknownModels,
  budgetInvariant: settings.budgetInvariant,
  remindAfterHours: settings.remindAfterHours,
})

const goal = CreateGoal.shape
export const BundleGoal = z.object({
  key: Key,
  /** Null for the mission, of which there is one. */
  parent: Key.nullable(),
  title: z.string().trim().min(1, 'must not be empty').max(4000),
  description: goal.description,
  level: goal.level,
  status: goal.status,
  owner: Who.nullish(),
  dueDate: goal.dueDate,
  ...At,
})

export const BundleProject = z.object({
  key: Key,
  name: CreateProject.shape.name,
  description: CreateProject.shape.description,
  status: CreateProject.shape.status,
  goal: Key.nullish(),
  lead: Key.nullish(),
  targetDate: CreateProject.shape.targetDate,
  color: CreateProject.shape.color,
  repositoryUrl: CreateProject.shape.repositoryUrl,
  defaultBranch: CreateProject.shape.defaultBranch,
  pausedAt: Instant.nullish(),
  pauseReason: z.string().max(500).nullish(),
  archivedAt: Instant.nullish(),
  ...At,
})

export const BundleTeam = z.object({
  key: Key,
  name: z.string().trim().min(1, 'must not be empty').max(120),
  description: z.string().max(2000).default(''),
  agents: z.array(Key).max(500).default([]),
})

/** What is worth knowing again. */
export const BundleMemory = z.object({
  scope: MemoryScope,
  /** Key of the agent or team; null for the company's. */
  of: Key.nullish(),
  key: MemoryKey,
  text: MemoryText,
  tags: MemoryTags.default([]),
  ...At,
})
export type BundleMemory = z.output<typeof BundleMemory>

export const BundleLabel = z.object({ name: LabelName, color: LabelColor })

/** As it is made from a name: some capital letters, such as ℐ, have no small one, and stay. */
const AgentKey = z
  .string()
  .regex(/^[\p{L}\p{M}\p{N}-]{1,130}$/u, 'takes letters, digits and dashes')
  .refine((key) => key === key.toLowerCase(), 'takes lower-case letters')

const agent = HireAgent.shape
/** The file beside an agent's. */
export const BundleInstructions = agent.instructions

/** The instructions are a file beside this one. */
export const BundleAgent = z.object({
  key: AgentKey,
  name: agent.name,
  role: agent.role,
  title: agent.title,
  capabilities: agent.capabilities,
  manager: Key.nullish(),
  runtime: agent.runtime,
  runtimeConfig: agent.runtimeConfig,
  icon: agent.icon,
  metadata: agent.metadata,
  permissions: agent.permissions,
  queueOrder: agent.queueOrder,
  capMicros: agent.capMicros,
  schedule: z.object({ ...SCHEDULE_FIELDS, isEnabled: z.boolean().default(false) }).nullish(),
  status: AgentStatus.default('active'),
  ...At,
})

export const BundleMessage = z.object({
  author: Who,
  role: z.enum(['agent', 'human', 'system']),
  content: z.string().min(1).max(100_000),
  toolCalls: z.array(ToolCall).max(200).default([]),
  createdAt: Instant.optional(),
  editedAt: Instant.nullish(),
})

export const BundleDocument = z.object({
  key: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'takes lower-case letters, digits, _ and -'),
  title: z.string().max(500).nullish(),
  body: z.string().max(4_000_000),
  createdBy: Who,
  updatedBy: Who,
  ...At,
})

export const BundleProduct = ProductFields.extend({ createdBy: Who.nullish(), ...At })

const task = CreateTask.shape

/** Stages with `@agent/<key>` and `@person` for ids. The rest is checked by the schema of tasks, once there are ids (`policyHere`). */
const BundlePolicy = z.looseObject({
  stages: z.array(
    z.looseObject({
      approvalsNeeded: z.int().optional(),
      participants: z.array(z.object({ type: z.enum(['agent', 'person']), id: z.string().max(300) })),
    }),
  ),
})
export type BundlePolicy = z.output<typeof BundlePolicy>

export const BundleTask = z.object({
  /** Tasks speak of each other by number. A new company keeps them. */
  number: z.int().min(1).max(100_000_000),
  title: task.title,
  description: task.description,
  state: TaskState.default('backlog'),
  priority: task.priority,
  complexity: task.complexity,
  goal: Key.nullish(),
  project: Key.nullish(),
  parent: z.int().nullish(),
  labels: z.array(LabelName).max(30).default([]),
  blockedBy: z.array(z.int()).max(100).default([]),
  assignee: Who.nullish(),
  accountable: Who.nullish(),
  createdBy: Who.nullish(),
  requestDepth: task.requestDepth,
  dueAt: task.dueAt,
  notBefore: task.notBefore,
  billingCode: task.billingCode,
  originKind: task.originKind,
  originId: task.originId,
  hiddenAt: Instant.nullish(),
  executionPolicy: BundlePolicy.nullish(),
  acceptance: AcceptanceChecks.default([]),
  blockedReason: z.string().max(2000).nullish(),
  completionSummary: z.string().max(100_000).nullish(),
  startedAt: Instant.nullish(),
  completedAt: Instant.nullish(),
  ...At,
  messages: z.array(BundleMessage).default([]),
  documents: z.array(BundleDocument).max(500).default([]),
  workProducts: z.array(BundleProduct).max(2000).default([]),
})

export const Manifest = z.object({
  format: z.literal('paperclip-company', 'is not that of a .paperclip file'),
  version: z.literal(FORMAT_VERSION, `is one that this installation cannot read; it reads ${FORMAT_VERSION}`),
  name: z.string().max(300).default(''),
  /** The newest change that is in the bundle: the same state makes the same bundle. */
  stateAt: Instant.optional(),
  files: z.array(z.object({ path: z.string(), bytes: z.int().min(0), sha256: z.string() })),
  inputs: z.array(Input).default([]),
})
export type Manifest = z.output<typeof Manifest>

/** A company as a bundle holds it, read and checked file by file. */
export const Bundle = z.object({
  company: BundleCompany,
  goals: z.array(BundleGoal),
  projects: z.array(BundleProject),
  teams: z.array(BundleTeam),
  labels: z.array(BundleLabel),
  agents: z.array(BundleAgent.extend({ instructions: BundleInstructions })),
  tasks: z.array(BundleTask),
  memories: z.array(BundleMemory).max(20_000).optional(),
  inputs: z.array(Input),
  /** What was found in the file that is not used. */
  warnings: z.array(z.string()),
})
export type Bundle = z.output<typeof Bundle>

export const PARTS = ['agents', 'goals', 'projects', 'teams', 'labels', 'tasks'] as const

export const ImportOptions = z.object({
  /** For a new company; absent: as in the bundle. A slug that is taken gets a number. */
  name: CreateCompany.shape.name.optional(),
  slug: CreateCompany.shape.slug,
  /** What happens to an agent, project, team or label whose key the company has already. */
  collisions: z.enum(['rename', 'skip', 'replace']).default('rename'),
  /** Only these parts. */
  include: z.array(z.enum(PARTS)).optional(),
  /** Only these agents, projects and teams, by key, and only these tasks, by number. */
  agents: z.array(Key).optional(),
  projects: z.array(Key).optional(),
  teams: z.array(Key).optional(),
  tasks: z.array(z.int()).optional(),
  /** Names for agents in place of the bundle's, by key. With its new name an agent is met as a new one. */
  names: z.record(Key, agent.name).optional(),
})
/** What of a bundle is wanted. */
export type Choice = Pick<z.output<typeof ImportOptions>, 'include' | 'agents' | 'projects' | 'teams' | 'tasks'>
export type ImportOptions = z.output<typeof ImportOptions>

export const ImportInput = ImportOptions.extend({ bundle: Bundle })

const PlanRow = z.object({
  key: z.string(),
  action: z.enum(['create', 'rename', 'skip', 'replace']),
  /** Its name after the import. */
  name: z.string(),
  reason: z.string(),
  existingId: z.uuid().nullable(),
})
export type PlanRow = z.output<typeof PlanRow>

export const ImportPlan = z.object({
  company: z.object({ action: z.enum(['create', 'extend']), name: z.string(), slug: z.string() }),
  agents: z.array(PlanRow),
  projects: z.array(PlanRow),
  teams: z.array(PlanRow),
  labels: z.array(PlanRow),
  goals: z.number(),
  tasks: z.number(),
  messages: z.number(),
  inputs: z.array(Input),
  warnings: z.array(z.string()),
  /** With any of them nothing is imported. */
  errors: z.array(z.string()),
})
export type ImportPlan = z.output<typeof ImportPlan>
