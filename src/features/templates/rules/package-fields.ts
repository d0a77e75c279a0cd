import { z } from 'zod'

/** What a package of texts says it is; another version is refused. */
const PACKAGE_SCHEMA = 'agentcompanies/v1'
const SIDECAR_SCHEMA = 'paperclip/v1'

/** YAML reads `2024` as a number and an empty line as null: both are texts here. */
const Text = z
  .union([z.string(), z.number(), z.boolean()])
  .transform(String)
  .nullish()
  .transform((text) => text?.trim() || null)
const Texts = z
  .array(Text)
  .nullish()
  .transform((texts) => (texts ?? []).filter((text) => text !== null))
const Truth = z.boolean().nullish()
const Bag = z.record(z.string(), z.unknown()).nullish()

const COMMON = {
  schema: Text.refine((text) => text === null || text === PACKAGE_SCHEMA, `must be ${PACKAGE_SCHEMA}`),
  name: Text,
  slug: Text,
  description: Text,
}

export const CompanyFields = z.object({ ...COMMON, goals: Texts, includes: Texts })

export const AgentFields = z.object({
  ...COMMON,
  role: Text,
  title: Text,
  icon: Text,
  /** A slug, or the way to the manager's AGENTS.md. */
  reportsTo: Text,
  skills: Texts,
})
export type AgentFields = z.output<typeof AgentFields>

export const TeamFields = z.object({ ...COMMON, manager: Text, includes: Texts })
export type TeamFields = z.output<typeof TeamFields>

export const ProjectFields = z.object({ ...COMMON, owner: Text })
export type ProjectFields = z.output<typeof ProjectFields>

export const TaskFields = z.object({
  ...COMMON,
  title: Text,
  assignee: Text,
  project: Text,
  priority: Text,
  labels: Texts,
  recurring: Truth,
  /** The older way to say that a task recurs. */
  schedule: z.unknown().optional(),
})
export type TaskFields = z.output<typeof TaskFields>

const EnvInput = z.object({ kind: Text, requirement: Text, default: Text, description: Text }).nullish()

const SidecarAgent = z.object({
  role: Text,
  icon: Text,
  capabilities: Text,
  adapter: z.object({ type: Text, config: Bag }).nullish(),
  runtime: z
    .object({
      heartbeat: z.object({ enabled: Truth, intervalSec: z.number().nullish(), cron: Text, timezone: Text }).nullish(),
    })
    .nullish(),
  permissions: z.object({ canCreateAgents: Truth }).nullish(),
  budgetMonthlyCents: z.int().min(0).nullish(),
  metadata: Bag,
  inputs: z.object({ env: z.record(z.string(), EnvInput).nullish() }).nullish(),
})
export type SidecarAgent = z.output<typeof SidecarAgent>

const SidecarProject = z.object({ status: Text, targetDate: Text, color: Text, leadAgentSlug: Text })
export type SidecarProject = z.output<typeof SidecarProject>
const SidecarTask = z.object({ status: Text, priority: Text })
export type SidecarTask = z.output<typeof SidecarTask>
const Trigger = z.object({ cronExpression: Text, timezone: Text })
const Routine = z.object({ triggers: z.array(Trigger).nullish() })

const recordOf = <T extends z.ZodType>(thing: T) => z.record(z.string(), thing.nullish()).nullish()

/** `.paperclip.yaml`: what the texts do not say. */
export const Sidecar = z.object({
  schema: Text.refine((text) => text === null || text === SIDECAR_SCHEMA, `must be ${SIDECAR_SCHEMA}`),
  company: z.object({ brandColor: Text, requireBoardApprovalForNewAgents: Truth }).nullish(),
  agents: recordOf(SidecarAgent),
  projects: recordOf(SidecarProject),
  tasks: recordOf(SidecarTask),
  routines: recordOf(Routine),
})
export type Sidecar = z.output<typeof Sidecar>
