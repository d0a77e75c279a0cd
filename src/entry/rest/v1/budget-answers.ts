import { z } from 'zod'
import {
  BudgetInvariant,
  BudgetState,
  type BudgetView,
  BudgetWindow,
  Metric,
  type PoolView,
  ScopeKind,
} from '@/features/budgets'
import { publicId } from '@/platform/ids'
import { Cents, cents, centsOrNull, shownId, Usd, usd, usdOrNull } from './fields'

export const Budget = z
  .object({
    scope: ScopeKind,
    scope_id: z.string().meta({ description: 'Id of what the scope says; of a subtree, its manager.' }),
    scope_name: z.string(),
    metric: Metric,
    window: BudgetWindow,
    window_hours: z.number().nullable().meta({ description: 'Of a rolling window.' }),
    cap: z.number().nullable().meta({ description: 'In micro-dollars, tokens or runs; null means no limit.' }),
    spent: z.number(),
    reserved: z.number(),
    remaining: z.number().nullable(),
    monthly_usd: Usd.nullable().meta({ description: 'The cap of a budget of money; null means no limit.' }),
    monthly_cents: Cents.nullable(),
    spent_usd: Usd.meta({ description: 'Like all dollars and cents 0 where the metric is not money.' }),
    spent_cents: Cents,
    reserved_usd: Usd.meta({ description: 'Set aside for runs that go on.' }),
    remaining_usd: Usd.nullable(),
    remaining_cents: Cents.nullable(),
    warn_percent: z.number(),
    stop_percent: z.number().meta({ description: 'From here on nothing new starts; what runs may go on to the cap.' }),
    status: BudgetState,
    period_start: z.string().meta({ format: 'date', example: '2026-06-01' }),
  })
  .meta({ id: 'Budget' })

/** A subtree is named by its manager. */
export const scopeIdOf = (scopeKind: ScopeKind, scopeId: string) =>
  publicId(scopeKind === 'subtree' ? 'agent' : scopeKind, scopeId)

export function budgetAnswer(view: BudgetView): z.output<typeof Budget> {
  const isMoney = view.metric === 'money'
  const micros = isMoney ? view : { cap: null, spent: 0, reserved: 0, remaining: null }
  return {
    scope: view.scopeKind,
    scope_id: scopeIdOf(view.scopeKind, view.scopeId),
    scope_name: view.scopeName,
    metric: view.metric,
    window: view.window,
    window_hours: view.windowHours || null,
    cap: view.cap,
    spent: view.spent,
    reserved: view.reserved,
    remaining: view.remaining,
    monthly_usd: usdOrNull(micros.cap),
    monthly_cents: centsOrNull(micros.cap),
    spent_usd: usd(micros.spent),
    spent_cents: cents(micros.spent),
    reserved_usd: usd(micros.reserved),
    remaining_usd: usdOrNull(micros.remaining),
    remaining_cents: centsOrNull(micros.remaining),
    warn_percent: view.warnPercent,
    stop_percent: view.stopPercent,
    status: view.state,
    period_start: view.periodStart,
  }
}

export const Pool = z
  .object({
    agent_id: shownId('agent'),
    invariant: BudgetInvariant.meta({
      description: 'Whether handing on more than the pool is refused, or only shown.',
    }),
    pool_usd: Usd.nullable().meta({ description: 'Null means no limit.' }),
    allotted_usd: Usd,
    left_usd: Usd.nullable(),
    reports: z.array(
      z.object({ agent_id: shownId('agent'), name: z.string(), own_usd: Usd.nullable(), pool_usd: Usd.nullable() }),
    ),
  })
  .meta({ id: 'Pool' })

export function poolAnswer(view: PoolView): z.output<typeof Pool> {
  return {
    agent_id: publicId('agent', view.agentId),
    invariant: view.invariant,
    pool_usd: usdOrNull(view.poolMicros),
    allotted_usd: usd(view.allottedMicros),
    left_usd: usdOrNull(view.leftMicros),
    reports: view.reports.map((report) => ({
      agent_id: publicId('agent', report.agentId),
      name: report.name,
      own_usd: usdOrNull(report.ownMicros),
      pool_usd: usdOrNull(report.poolMicros),
    })),
  }
}
