import { systemSql } from '@/platform/database'

export type Halted = { companyId: string; scopeKind: 'agent' | 'company'; scopeId: string }

const PAGE = 500

/** Agents and companies that a used-up budget has halted, in any company. */
export function findHalted(): Promise<Halted[]> {
  return systemSql<Halted>(
    `SELECT "companyId", 'agent' AS "scopeKind", id AS "scopeId" FROM "Agent" WHERE status = 'paused' AND "pauseReason" = 'budget'
     UNION ALL SELECT id, 'company', id FROM "Company" WHERE status = 'paused' AND "pauseReason" = 'budget' LIMIT ${PAGE}`,
  )
}
