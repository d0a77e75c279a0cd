import { systemSql } from '@/platform/database'
import type { ScopeKind } from '../schema'

export type Halted = { companyId: string; scopeKind: ScopeKind; scopeId: string }

const PAGE = 500

/** What a used-up budget has halted, in any company. A team has no standing of its own: its open incident says so. */
export function findHalted(): Promise<Halted[]> {
  return systemSql<Halted>(
    `SELECT "companyId", 'agent' AS "scopeKind", id AS "scopeId" FROM "Agent" WHERE status = 'paused' AND "pauseReason" = 'budget'
     UNION ALL SELECT id, 'company', id FROM "Company" WHERE status = 'paused' AND "pauseReason" = 'budget'
     UNION ALL SELECT "companyId", 'project', id FROM "Project" WHERE "pauseReason" = 'budget'
     UNION ALL SELECT b."companyId", 'team', b."scopeId" FROM "BudgetIncident" i JOIN "Budget" b ON b.id = i."budgetId" AND b."scopeKind" = 'team'
       WHERE i.state = 'open' AND i.threshold = 'exhausted' LIMIT ${PAGE}`,
  )
}
