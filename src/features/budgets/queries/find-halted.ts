import { systemSql } from '@/platform/database'
import type { ScopeKind } from '../schema'

export type Halted = { companyId: string; scopeKind: ScopeKind; scopeId: string }

const PAGE = 500

/** What a used-up budget has halted, in any company. Not all that has a budget has a standing: its open incident says so. */
export function findHalted(): Promise<Halted[]> {
  return systemSql<Halted>(
    `SELECT "companyId", 'agent' AS "scopeKind", id AS "scopeId" FROM "Agent" WHERE status = 'paused' AND "pauseReason" = 'budget'
     UNION SELECT id, 'company', id FROM "Company" WHERE status = 'paused' AND "pauseReason" = 'budget'
     UNION SELECT "companyId", 'project', id FROM "Project" WHERE "pauseReason" = 'budget'
     UNION SELECT b."companyId", b."scopeKind", b."scopeId" FROM "BudgetIncident" i JOIN "Budget" b ON b.id = i."budgetId"
       WHERE i.state = 'open' AND i.threshold = 'exhausted' LIMIT ${PAGE}`,
  )
}
