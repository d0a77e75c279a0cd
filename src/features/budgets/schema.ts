import { z } from 'zod'

/** Whose budget it is. A subtree is named by its manager, and includes it; a goal includes those below it. */
export const ScopeKind = z.enum(['company', 'project', 'goal', 'team', 'subtree', 'agent'])
export type ScopeKind = z.output<typeof ScopeKind>
/** What a budget counts: micro-dollars, tokens in and out, admitted runs. */
export const Metric = z.enum(['money', 'tokens', 'runs'])
export type Metric = z.output<typeof Metric>
/** The calendar month in the company's zone, the latest hours, or for good. */
export const BudgetWindow = z.enum(['month', 'rolling', 'lifetime'])
export type BudgetWindow = z.output<typeof BudgetWindow>
/** `stopped`: nothing new starts; `exceeded`: the cap is reached, and what runs is stopped. */
export const BudgetState = z.enum(['ok', 'warning', 'stopped', 'exceeded'])

/** At most ten million dollars: nothing real is dearer, and sums stay exact. */
const Micros = z.int().min(0).max(10_000_000_000_000)
const Tokens = z.int().min(0).max(2_000_000_000)

/** Whether the budgets of direct reports may add up to more than their manager's pool. */
export const BudgetInvariant = z.enum(['enforce', 'warn'])
export type BudgetInvariant = z.output<typeof BudgetInvariant>

/** Names one budget; absent fields name the scope's budget of money in the month, which every company, project, team and agent has. */
export const BudgetName = z.object({
  scopeKind: ScopeKind,
  scopeId: z.uuid(),
  metric: Metric.default('money'),
  window: BudgetWindow.default('month'),
  /** Of a rolling window, and only of one; at most a year. */
  windowHours: z.int().min(0).max(8_784).default(0),
})
export type BudgetName = z.output<typeof BudgetName>

/** A rolling window has hours, and no other has. */
export const hasFittingHours = ({ window, windowHours }: { window: BudgetWindow; windowHours: number }) =>
  (window === 'rolling') === windowHours > 0
export const FITTING_HOURS = {
  error: 'a rolling window has hours, from 1 to 8784, and no other has',
  path: ['windowHours'],
}

export const SetBudget = BudgetName.extend({
  /** In the unit of the metric; null means no limit. */
  cap: Micros.nullable(),
  /** Percents of the cap: from where on a warning is shown, and from where on nothing new starts. The warning is not after the stop. */
  warnPercent: z.int().min(1).max(99).optional(),
  stopPercent: z.int().min(1).max(100).optional(),
})

/** Whose bill it is: by use, by a subscription that is paid anyway, or one's own machine. */
export const Billing = z.enum(['metered', 'subscription', 'local'])
export type Billing = z.output<typeof Billing>

export const ReportCost = z.object({
  agentId: z.uuid(),
  /** With those that were read from a cache and those that were written to one. */
  tokensIn: Tokens.default(0),
  tokensOut: Tokens.default(0),
  tokensCached: Tokens.default(0),
  tokensCacheWritten: Tokens.default(0),
  model: z.string().trim().min(1).max(200),
  provider: z.string().trim().max(100).default(''),
  taskId: z.uuid().nullish(),
  runId: z.uuid().nullish(),
  /** Absent: local where the provider or the model says so, else metered. */
  billing: Billing.optional(),
  /**
   * Dollars that the caller knows better than the price table does: what was billed; for a subscription and a local model, of which
   * nothing is billed, what it would have cost.
   */
  costMicros: Micros.optional(),
})

const ModelName = z
  .string()
  .trim()
  .toLowerCase()
  .min(1)
  .max(200)
  .regex(/^[^*]*\*?$/, 'takes one star, at its end')

/** A price in micro-dollars per million tokens; at most ten thousand dollars. */
const PerMillion = z.int().min(0).max(10_000_000_000)

export const SetModelPrice = z.object({
  /** The model's name, or its beginning and a star, as in `my-model-*`. */
  model: ModelName,
  /** Absent: of any provider. */
  provider: z.string().trim().toLowerCase().max(100).default(''),
  inMicros: PerMillion,
  outMicros: PerMillion,
  /** What is read from a cache, and what is written to one; null: like input. */
  cachedMicros: PerMillion.nullish(),
  cacheWrittenMicros: PerMillion.nullish(),
  /** First day, in the company's zone; absent: today. */
  startsOn: z.iso.date().optional(),
})

/** A company's own price. */
export const ModelPriceView = z.object({
  id: z.uuid(),
  model: z.string(),
  provider: z.string(),
  inMicros: z.number(),
  outMicros: z.number(),
  cachedMicros: z.number().nullable(),
  cacheWrittenMicros: z.number().nullable(),
  startsOn: z.string(),
})
export type ModelPriceView = z.output<typeof ModelPriceView>

/** What a model costs now, and who says so. */
export const EffectivePrice = z.object({
  /** Null: nobody knows its price. */
  source: z.enum(['company', 'table']).nullable(),
  /** The model that the price is of: a pattern of the company, or a name of the table. */
  matched: z.string().nullable(),
  provider: z.string().nullable(),
  inMicros: z.number().nullable(),
  outMicros: z.number().nullable(),
  cachedMicros: z.number().nullable(),
  cacheWrittenMicros: z.number().nullable(),
  /** Dearer prices for calls with more input than this. */
  tiers: z.array(
    z.object({ of: z.enum(['in', 'out', 'cached', 'cacheWritten']), aboveTokens: z.number(), micros: z.number() }),
  ),
})
export type EffectivePrice = z.output<typeof EffectivePrice>

/** One budget in its current window. Figures are in the unit of the metric. */
export const BudgetView = z.object({
  budgetId: z.uuid(),
  scopeKind: ScopeKind,
  scopeId: z.uuid(),
  scopeName: z.string(),
  metric: Metric,
  window: BudgetWindow,
  /** Of a rolling window; else 0. */
  windowHours: z.number(),
  cap: z.number().nullable(),
  warnPercent: z.number(),
  stopPercent: z.number(),
  /** First day of the company's month, of whatever window. */
  periodStart: z.string(),
  spent: z.number(),
  reserved: z.number(),
  /** Null when there is no limit. */
  remaining: z.number().nullable(),
  state: BudgetState,
})
export type BudgetView = z.output<typeof BudgetView>

export const CostView = z.object({
  id: z.uuid(),
  billing: Billing,
  /** Billed. */
  costMicros: z.number(),
  /** At list price. */
  listMicros: z.number(),
  isPriced: z.boolean(),
  isUnusual: z.boolean(),
})
export const CostReport = z.object({ cost: CostView, budget: BudgetView })
export type CostReport = z.output<typeof CostReport>

const Moment = z.union(
  [z.iso.date(), z.iso.datetime({ offset: true })],
  'must be a day such as 2026-06-01 or a time such as 2026-06-01T00:00:00Z',
)

/** A part of the ledger: a month of the company, or from a day or instant to another; without any of them the current month. */
const LedgerPeriod = z.object({
  month: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'must be a month such as 2026-06')
    .optional(),
  from: Moment.optional(),
  to: Moment.optional(),
})
export type LedgerPeriod = z.output<typeof LedgerPeriod>

/** Fields of what asks for a part of the ledger, and what else it takes. */
export function inPeriod<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return LedgerPeriod.extend(shape).refine(
    (asked) => {
      const { month, from, to } = asked as LedgerPeriod
      return !month || (!from && !to)
    },
    { error: 'takes a month, or from and to', path: ['month'] },
  )
}

const Reason = z.string().trim().min(3, 'must say why').max(500)

export const VoidCost = z.object({ costId: z.uuid(), reason: Reason })

/** What should have been reported; what is absent was right. */
export const AdjustCost = z.object({
  costId: z.uuid(),
  reason: Reason,
  /** What was billed; for a subscription and a local model what it would have cost. */
  costMicros: Micros.optional(),
  tokensIn: Tokens.optional(),
  tokensOut: Tokens.optional(),
  tokensCached: Tokens.optional(),
  tokensCacheWritten: Tokens.optional(),
})

export const CostCorrection = z.object({
  /** The counter-entry, and the entry that it corrects. */
  id: z.uuid(),
  costId: z.uuid(),
  /** What it changes. */
  costMicros: z.number(),
  listMicros: z.number(),
  /** The agent's, after it. */
  budget: BudgetView,
})
export type CostCorrection = z.output<typeof CostCorrection>

export const IncidentView = z.object({
  id: z.uuid(),
  budgetId: z.uuid(),
  scopeKind: ScopeKind,
  scopeId: z.uuid(),
  scopeName: z.string(),
  /** `stopped`: nothing new starts. `miscounted`: the counter is not the sum of the ledger; then the cap is the sum. */
  threshold: z.enum(['warning', 'stopped', 'exhausted', 'miscounted']),
  state: z.enum(['open', 'resolved']),
  metric: Metric,
  window: BudgetWindow,
  windowHours: z.number(),
  cap: z.number(),
  spent: z.number(),
  createdAt: z.string(),
  resolvedAt: z.string().nullable(),
})
export type IncidentView = z.output<typeof IncidentView>
