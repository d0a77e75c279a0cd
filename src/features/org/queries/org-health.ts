import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { type Lint, type LintedAgent, lintOrg } from '../rules/lints'

const MOST_AGENTS = 1000

/** What is unhealthy about the tree of agents, each with what to do; of the oldest 1,000 agents. */
export const orgHealth = defineQuery({
  name: 'orgHealth',
  grant: 'org:read',
  input: z.object({}),
  async run(view): Promise<{ lints: Lint[] }> {
    const agents = await view.sql<LintedAgent>(
      `SELECT a.id, a.name, a.role, a."managerId", b.cap AS "capMicros", pool.cap AS "poolMicros" FROM "Agent" a
       LEFT JOIN "Budget" b ON b."companyId" = $1 AND b."scopeKind" = 'agent' AND b."scopeId" = a.id AND b.metric = 'money' AND b."window" = 'month'
       LEFT JOIN "Budget" pool ON pool."companyId" = $1 AND pool."scopeKind" = 'subtree' AND pool."scopeId" = a.id AND pool.metric = 'money'
         AND pool."window" = 'month'
       WHERE a."companyId" = $1 AND a.status <> 'terminated' ORDER BY a."createdAt", a.id LIMIT ${MOST_AGENTS}`,
      [view.companyId],
    )
    return { lints: lintOrg(agents) }
  },
})
