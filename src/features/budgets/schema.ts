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
export const BudgetState = z.enum(['ok', 'warning', 'exceeded'])

/** At most ten million dollars: nothing real is dearer, and sums stay exact. */
const Micros = z.int().min(0).max(10_000_000_000_000)
const Tokens = z.int().min(0).max(2_000_000_000)

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
  warnPercent: z.int().min(1).max(99).optional(),
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

export const IncidentView = z.object({
  id: z.uuid(),
  budgetId: z.uuid(),
  scopeKind: ScopeKind,
  scopeId: z.uuid(),
  scopeName: z.string(),
  threshold: z.enum(['warning', 'exhausted']),
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
