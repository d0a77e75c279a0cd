import { systemSql } from '@/platform/database'
import type { ScopeKind } from '../schema'

export type Halted = { companyId: string; scopeKind: ScopeKind; scopeId: string }

const PAGE = 500

/**
 * What a used-up budget has halted, in any company, a page at a time in the order of the ids: what stays halted keeps nobody out. A
 * team has no standing of its own: its open incident says so.
 * @param afterScopeId the last one of the page before
 */
export function findHalted(afterScopeId?: string): Promise<Halted[]> {
  return systemSql<Halted>(
    `SELECT * FROM (
       SELECT "companyId", 'agent' AS "scopeKind", id AS "scopeId" FROM "Agent" WHERE status = 'paused' AND "pauseReason" = 'budget'
       UNION ALL SELECT id, 'company', id FROM "Company" WHERE status = 'paused' AND "pauseReason" = 'budget'
       UNION ALL SELECT "companyId", 'project', id FROM "Project" WHERE "pauseReason" = 'budget'
       UNION ALL SELECT b."companyId", 'team', b."scopeId" FROM "Budget" b WHERE b."scopeKind" = 'team' AND EXISTS (
         SELECT 1 FROM "BudgetIncident" i WHERE i."budgetId" = b.id AND i.state = 'open' AND i.threshold = 'exhausted')
     ) halted WHERE $1::uuid IS NULL OR "scopeId" > $1 ORDER BY "scopeId" LIMIT ${PAGE}`,
    [afterScopeId ?? null],
  )
}
