import { z } from 'zod'
import { type Gates, gatesOf } from '@/features/companies/rules/gates'
import { defineQuery } from '@/platform/command'
import { type Governance, type GovernanceLint, governanceLintsOf } from '../rules/lints'

/** What is weak about how the company is governed, the gravest first. */
export const governanceLints = defineQuery({
  name: 'governanceLints',
  grant: 'company:read',
  input: z.object({}),
  async run(view): Promise<GovernanceLint[]> {
    const [facts] = await view.sql<Omit<Governance, 'gates'> & { gates: Gates }>(
      `SELECT c.gates, c."strategyApprovedAt" IS NOT NULL AS "isStrategyApproved",
         count(a.id)::int AS agents, count(a.id) FILTER (WHERE (a.permissions ->> 'mayHire')::boolean)::int AS "hiringAgents",
         count(a.id) FILTER (WHERE own.cap IS NULL)::int AS "uncappedAgents",
         (SELECT b.cap FROM "Budget" b WHERE b."companyId" = $1 AND b."scopeKind" = 'company' AND b."scopeId" = $1 AND b.metric = 'money' AND b."window" = 'month') AS "capMicros",
         (SELECT count(*)::int FROM "Membership" WHERE "companyId" = $1 AND role = 'owner') AS owners,
         (SELECT count(*)::int FROM "Membership" WHERE "companyId" = $1 AND role IN ('owner', 'admin')) AS deciders,
         (SELECT count(*)::int FROM "ApiKey" WHERE "companyId" = $1 AND kind = 'board' AND "revokedAt" IS NULL
            AND "createdAt" < $2::timestamptz - interval '90 days') AS "oldBoardKeys"
       FROM "Company" c LEFT JOIN "Agent" a ON a."companyId" = $1 AND a.status IN ('active', 'paused')
       LEFT JOIN "Budget" own ON own."companyId" = $1 AND own."scopeKind" = 'agent' AND own."scopeId" = a.id AND own.metric = 'money' AND own."window" = 'month'
       WHERE c.id = $1 GROUP BY c.id`,
      [view.companyId, view.now],
    )
    return governanceLintsOf({ ...facts!, gates: gatesOf(facts!.gates) })
  },
})
