import { z } from 'zod'
import { GATED_ACTIONS, Gate, Gates } from './rules/gates'

export const CompanyStatus = z.enum(['active', 'paused', 'archived'])

/** An IANA time zone that this runtime knows. */
export const TimeZone = z.string().refine(isTimeZone, 'is not a time zone. Use a name such as Europe/Lisbon or UTC')

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** What happens to a task when its agent's runs have failed for good. */
export const FailurePolicy = z.enum(['none', 'escalate_to_manager', 'reassign_by_capability'])
/** In which order agents are offered their work. */
export const QueueOrder = z.enum(['priority', 'fifo'])
/** Which figure of a cost counts on budgets: what was billed, or its list price, which a subscription has, too. */
export const BudgetsCount = z.enum(['billed', 'list'])
/** What becomes of an agent that uses a model without a known price: it goes on, or is halted. */
/** What becomes of budgets of reports that add up to more than their manager's pool. */
export const BudgetInvariant = z.enum(['warn', 'enforce'])
export const UnknownModels = z.enum(['allow', 'block'])

const Name = z.string().trim().min(1, 'must not be empty').max(120)
const Mission = z.string().trim().max(4000)

export const CreateCompany = z.object({
  name: Name,
  mission: Mission.default(''),
  slug: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?$/, 'takes lower-case letters, digits and dashes, at most 48')
    .optional(),
  timeZone: TimeZone.default('UTC'),
  gates: Gates.default({}),
  /** Monthly cap of the whole company in micro-dollars; absent or null means no limit. */
  capMicros: z.int().min(0).nullish(),
})

/** Runs at the same time by runtime, as in {"claude-code": 2}. Replaced as a whole; what is absent has no limit of its own. */
export const RuntimeLimits = z.record(
  z.string().regex(/^[a-z][a-z0-9_-]{0,39}$/, 'is no name of a runtime'),
  z.int().min(1).max(10_000),
)

export const UpdateCompany = z
  .object({
    name: Name,
    mission: Mission,
    timeZone: TimeZone,
    /** Changes the gates that are named, leaves the others. */
    gates: Gates,
    failurePolicy: FailurePolicy,
    queueOrder: QueueOrder,
    maxRequestDepth: z.int().min(0).max(1024).nullable(),
    attachmentMaxBytes: z.int().min(1024).max(1_073_741_824),
    brandColor: z
      .string()
      .regex(/^#[0-9a-f]{6}$/i, 'must be a color such as #3366ff')
      .nullable(),
    maxConcurrentRuns: z.int().min(1).max(10_000).nullable(),
    /** Days that logs of runs and conversations with models are kept; null: as the installation says; 0: for ever. */
    runLogDays: z.int().min(0).max(36_500).nullable(),
    runtimeLimits: RuntimeLimits,
    budgetsCount: BudgetsCount,
    unknownModels: UnknownModels,
    budgetInvariant: BudgetInvariant,
    /** Age at which people are first reminded of what waits for them, in hours; null: never. */
    remindAfterHours: z.int().min(1).max(720).nullable(),
  })
  .partial()

export const CompanyView = z.object({
  id: z.uuid(),
  name: z.string(),
  slug: z.string(),
  mission: z.string(),
  status: CompanyStatus,
  pauseReason: z.string().nullable(),
  /** When all of it is removed, because an owner deleted it; null otherwise. */
  removalDueAt: z.string().nullable(),
  timeZone: z.string(),
  taskPrefix: z.string(),
  gates: z.record(z.enum(GATED_ACTIONS), Gate),
  strategyApprovedAt: z.string().nullable(),
  failurePolicy: FailurePolicy,
  queueOrder: QueueOrder,
  maxRequestDepth: z.number().nullable(),
  attachmentMaxBytes: z.number(),
  brandColor: z.string().nullable(),
  maxConcurrentRuns: z.number().nullable(),
  runLogDays: z.number().nullable(),
  runtimeLimits: z.record(z.string(), z.number()),
  budgetsCount: BudgetsCount,
  unknownModels: UnknownModels,
  budgetInvariant: BudgetInvariant,
  remindAfterHours: z.number().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
})
export type CompanyView = z.output<typeof CompanyView>
