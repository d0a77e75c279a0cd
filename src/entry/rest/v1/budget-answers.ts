import { z } from 'zod'
import { BudgetState, type BudgetView, ScopeKind } from '@/features/budgets'
import { publicId } from '@/platform/ids'
import { Cents, cents, centsOrNull, Usd, usd, usdOrNull } from './fields'

export const Budget = z
  .object({
    scope: ScopeKind,
    scope_id: z.string().meta({ description: 'Id of what the scope says.' }),
    monthly_usd: Usd.nullable().meta({ description: 'Null means no limit.' }),
    monthly_cents: Cents.nullable(),
    spent_usd: Usd,
    spent_cents: Cents,
    reserved_usd: Usd.meta({ description: 'Set aside for runs that go on.' }),
    remaining_usd: Usd.nullable(),
    remaining_cents: Cents.nullable(),
    warn_percent: z.number(),
    status: BudgetState,
    period_start: z.string().meta({ format: 'date', example: '2026-06-01' }),
  })
  .meta({ id: 'Budget' })

export function budgetAnswer(view: BudgetView): z.output<typeof Budget> {
  return {
    scope: view.scopeKind,
    scope_id: publicId(view.scopeKind, view.scopeId),
    monthly_usd: usdOrNull(view.capMicros),
    monthly_cents: centsOrNull(view.capMicros),
    spent_usd: usd(view.spentMicros),
    spent_cents: cents(view.spentMicros),
    reserved_usd: usd(view.reservedMicros),
    remaining_usd: usdOrNull(view.remainingMicros),
    remaining_cents: centsOrNull(view.remainingMicros),
    warn_percent: view.warnPercent,
    status: view.state,
    period_start: view.periodStart,
  }
}
