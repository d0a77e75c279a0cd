import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import type { IncidentView } from '../schema'
import { SCOPE_JOINS, SCOPE_NAME } from '../store'

/** Budgets that crossed their warning or their cap, newest first. */
export const listIncidents = defineQuery({
  name: 'listIncidents',
  grant: 'budget:read',
  input: z.object({ state: z.enum(['open', 'resolved']).optional(), limit: z.int().min(1).max(200).default(50) }),
  run: (view, { state, limit }) =>
    view.sql<IncidentView>(
      `SELECT i.id, i."budgetId", b."scopeKind", b."scopeId", coalesce(${SCOPE_NAME}, 'what is gone') AS "scopeName", i.threshold, i.state, i.cap, i.spent,
              b.metric, b."window", b."windowHours",
              i."createdAt", i."resolvedAt"
       FROM "BudgetIncident" i JOIN "Budget" b ON b."companyId" = $1 AND b.id = i."budgetId" ${SCOPE_JOINS}
       WHERE i."companyId" = $1 AND ($2::text IS NULL OR i.state = $2) ORDER BY i."createdAt" DESC, i.id DESC LIMIT $3`,
      [view.companyId, state ?? null, limit],
    ),
})
