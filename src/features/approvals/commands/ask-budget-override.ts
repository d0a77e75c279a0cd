import { z } from 'zod'
import { type BudgetName, ScopeKind } from '@/features/budgets'
import { amountText } from '@/features/budgets/rules/amount'
import { defineCommand, type Work } from '@/platform/command'
import { ask } from '../ask'
import { proposedCap } from '../rules/proposed-cap'

const Answer = z.object({ approvalId: z.uuid().nullable() })

/**
 * Asks the board, in the name of the product, what to do about a budget that lets nothing start, or has halted somebody: one open
 * question a budget. Where the budget is whole again by now there is nothing to ask.
 */
export const askBudgetOverride = defineCommand({
  name: 'askBudgetOverride',
  grant: 'run:report',
  input: z.object({
    scopeKind: ScopeKind,
    scopeId: z.uuid(),
    /** Absent: the one of the scope that was used up last. */
    budgetId: z.uuid().optional(),
    /** Names the halt, so that a repeated step finds its own question, also a decided one. */
    haltId: z.string().min(1).max(150),
  }),
  output: Answer,
  records: ['approval.requested', 'approval.approved'],
  announces: ['approval/requested', 'approval/decided'],
  async run(work, { scopeKind, scopeId, budgetId, haltId }) {
    const incident = await openIncident(work, { scopeKind, scopeId, budgetId })
    if (!incident) {
      work.unchanged()
      return { approvalId: null }
    }
    const { metric, window, windowHours } = incident
    const cap = proposedCap(incident)
    const payload = {
      ...{ scopeKind, scopeId, metric, window, windowHours },
      ...(metric === 'money' ? { capMicros: cap } : { cap }),
      reason: reasonOf(incident),
    }
    const asking = { taskIds: [], requestKey: `halt:${haltId}` }
    return { approvalId: await ask(work, { type: 'budget_override_required', payload }, asking) }
  },
})

type Incident = Pick<BudgetName, 'metric' | 'window' | 'windowHours'> & {
  cap: number
  spent: number
  stopPercent: number
  threshold: 'stopped' | 'exhausted'
}

type Which = { scopeKind: ScopeKind; scopeId: string; budgetId: string | undefined }

async function openIncident(work: Work, { scopeKind, scopeId, budgetId }: Which): Promise<Incident | undefined> {
  const [incident] = await work.sql<Incident>(
    `SELECT i.cap, p.spent, i.threshold, b.metric, b."window", b."windowHours", b."stopPercent" FROM "Budget" b
     JOIN "BudgetIncident" i ON i."companyId" = $1 AND i."budgetId" = b.id AND i.threshold IN ('stopped', 'exhausted') AND i.state = 'open'
     JOIN "BudgetPeriod" p ON p."companyId" = $1 AND p."budgetId" = b.id AND p."periodStart" = i."periodStart"
     WHERE b."companyId" = $1 AND b."scopeKind" = $2 AND b."scopeId" = $3 AND ($4::uuid IS NULL OR b.id = $4)
     ORDER BY i."createdAt" DESC, i.threshold LIMIT 1`,
    [work.companyId, scopeKind, scopeId, budgetId ?? null],
  )
  return incident
}

function reasonOf({ metric, window, cap, spent, threshold }: Incident): string {
  const budget = `The budget${window === 'month' ? ' of this month' : ''}`
  if (threshold === 'exhausted' && metric !== 'runs') return `${budget} is used up, and what it pays for was halted.`
  return `${budget} lets nothing new start: ${amountText(metric, spent)} of ${amountText(metric, cap)} is used.`
}
