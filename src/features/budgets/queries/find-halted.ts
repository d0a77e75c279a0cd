import { systemSql } from '@/platform/database'
import type { ScopeKind } from '../schema'

export type Halted = { companyId: string; scopeKind: ScopeKind; scopeId: string }

const PAGE = 500

/**
 * What a used-up budget has halted, in any company, a page at a time: what stays halted keeps nobody out. Not all that has a budget has
 * a standing: its open incident says so.
 * @param after the last one of the page before
 */
export function findHalted(after?: Halted): Promise<Halted[]> {
  return systemSql<Halted>(
    `SELECT * FROM (
       SELECT "companyId", 'agent' AS "scopeKind", id AS "scopeId" FROM "Agent" WHERE status = 'paused' AND "pauseReason" = 'budget'
       UNION SELECT id, 'company', id FROM "Company" WHERE status = 'paused' AND "pauseReason" = 'budget'
       UNION SELECT "companyId", 'project', id FROM "Project" WHERE "pauseReason" = 'budget'
       UNION SELECT b."companyId", b."scopeKind", b."scopeId" FROM "BudgetIncident" i JOIN "Budget" b ON b.id = i."budgetId"
         WHERE i.state = 'open' AND i.threshold IN ('stopped', 'exhausted')
     ) halted WHERE $1::uuid IS NULL OR ("scopeId", "scopeKind") > ($1, $2) ORDER BY "scopeId", "scopeKind" LIMIT ${PAGE}`,
    [after?.scopeId ?? null, after?.scopeKind ?? null],
  )
}
