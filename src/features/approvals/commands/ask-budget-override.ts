import { z } from 'zod'
import { type BudgetWindow, ScopeKind } from '@/features/budgets'
import { defineCommand, type Work } from '@/platform/command'
import { ask } from '../ask'

const Answer = z.object({ approvalId: z.uuid().nullable() })

/**
 * Asks the board, in the name of the product, what to do about a budget that has halted somebody: one open question a budget. Where
 * the budget is whole again by now there is nothing to ask.
 */
export const askBudgetOverride = defineCommand({
  name: 'askBudgetOverride',
  grant: 'run:report',
  input: z.object({
    scopeKind: ScopeKind,
    scopeId: z.uuid(),
    /** Names the halt, so that a repeated step finds its own question, also a decided one. */
    haltId: z.string().min(1).max(150),
  }),
  output: Answer,
  records: ['approval.requested', 'approval.approved'],
  announces: ['approval/requested', 'approval/decided'],
  async run(work, { scopeKind, scopeId, haltId }) {
    const incident = await openIncident(work, scopeKind, scopeId)
    if (!incident) {
      work.unchanged()
      return { approvalId: null }
    }
    const { capMicros, spentMicros, window, windowHours } = incident
    const payload = {
      ...{ scopeKind, scopeId, window, windowHours },
      capMicros: proposedCap(capMicros, spentMicros),
      reason: `The budget${window === 'month' ? ' of this month' : ''} is used up, and what it pays for was halted.`,
    }
    const asking = { taskIds: [], requestKey: `halt:${haltId}` }
    return { approvalId: await ask(work, { type: 'budget_override_required', payload }, asking) }
  },
})

type Incident = { capMicros: number; spentMicros: number; window: BudgetWindow; windowHours: number }

async function openIncident(work: Work, scopeKind: string, scopeId: string): Promise<Incident | undefined> {
  const [incident] = await work.sql<Incident>(
    `SELECT i.cap AS "capMicros", p.spent AS "spentMicros", b."window", b."windowHours" FROM "Budget" b
     JOIN "BudgetIncident" i ON i."companyId" = $1 AND i."budgetId" = b.id AND i.threshold IN ('stopped', 'exhausted') AND i.state = 'open'
     JOIN "BudgetPeriod" p ON p."companyId" = $1 AND p."budgetId" = b.id AND p."periodStart" = i."periodStart"
     WHERE b."companyId" = $1 AND b."scopeKind" = $2 AND b."scopeId" = $3 AND b.metric = 'money' ORDER BY i."createdAt" DESC LIMIT 1`,
    [work.companyId, scopeKind, scopeId],
  )
  return incident
}

const DOLLAR_MICROS = 1_000_000

/** Half of the cap above what is spent, in whole dollars: a start for whoever decides. */
function proposedCap(capMicros: number, spentMicros: number): number {
  const wished = Math.max(capMicros, spentMicros) + Math.max(capMicros / 2, DOLLAR_MICROS)
  return Math.ceil(wished / DOLLAR_MICROS) * DOLLAR_MICROS
}
