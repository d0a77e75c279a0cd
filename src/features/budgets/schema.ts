import { z } from 'zod'

export const ScopeKind = z.enum(['company', 'project', 'team', 'agent'])
export type ScopeKind = z.output<typeof ScopeKind>
export const BudgetState = z.enum(['ok', 'warning', 'exceeded'])

/** At most ten million dollars: nothing real is dearer, and sums stay exact. */
const Micros = z.int().min(0).max(10_000_000_000_000)
const Tokens = z.int().min(0).max(2_000_000_000)

export const SetBudget = z.object({
  scopeKind: ScopeKind,
  scopeId: z.uuid(),
  /** Null means no limit. */
  capMicros: Micros.nullable(),
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

/** One budget in the current month. */
export const BudgetView = z.object({
  budgetId: z.uuid(),
  scopeKind: ScopeKind,
  scopeId: z.uuid(),
  capMicros: z.number().nullable(),
  warnPercent: z.number(),
  periodStart: z.string(),
  spentMicros: z.number(),
  reservedMicros: z.number(),
  /** Null when there is no limit. */
  remainingMicros: z.number().nullable(),
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
  capMicros: z.number(),
  spentMicros: z.number(),
  createdAt: z.string(),
  resolvedAt: z.string().nullable(),
})
export type IncidentView = z.output<typeof IncidentView>
