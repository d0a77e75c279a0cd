import { z } from 'zod'
import { ScopeKind } from '@/features/budgets'
import { defineCommand } from '@/platform/command'
import { announceAnswer } from '../answer'

/** Withdraws what the product asked about budgets of a scope that are whole again: raised by hand, or in a new month. */
export const closeBudgetOverride = defineCommand({
  name: 'closeBudgetOverride',
  grant: 'run:report',
  input: z.object({ scopeKind: ScopeKind, scopeId: z.uuid() }),
  output: z.object({ approvalIds: z.array(z.uuid()) }),
  records: ['approval.cancelled'],
  announces: ['approval/decided'],
  async run(work, { scopeKind, scopeId }) {
    const closed = await work.sql<{ id: string }>(
      `UPDATE "Approval" SET status = 'cancelled', "decisionNote" = 'The budget is whole again.', "updatedAt" = $4
       WHERE "companyId" = $1 AND type = 'budget_override_required' AND "requestedByKind" = 'system'
         AND status IN ('pending', 'revision_requested') AND payload ->> 'scopeKind' = $2 AND payload ->> 'scopeId' = $3
         AND NOT EXISTS (SELECT 1 FROM "BudgetIncident" i JOIN "Budget" b ON b."companyId" = $1 AND b.id = i."budgetId"
           WHERE i."companyId" = $1 AND b."scopeKind" = $2 AND b."scopeId"::text = $3 AND b.metric = coalesce(payload ->> 'metric', 'money')
             AND b."window" = coalesce(payload ->> 'window', 'month') AND b."windowHours"::text = coalesce(payload ->> 'windowHours', '0') AND i.threshold IN ('stopped', 'exhausted') AND i.state = 'open')
       RETURNING id`,
      [work.companyId, scopeKind, scopeId, work.now],
    )
    if (closed.length === 0) work.unchanged()
    const details = { type: 'budget_override_required', note: 'The budget is whole again.' }
    for (const { id } of closed) {
      work.record({ action: 'approval.cancelled', subject: { kind: 'approval', id }, details })
      announceAnswer(work, { id, status: 'cancelled', wakes: false })
    }
    return { approvalIds: closed.map(({ id }) => id) }
  },
})
