import { z } from 'zod'
import { ScopeKind } from '@/features/budgets'
import { defineCommand } from '@/platform/command'
import { askRunToStop } from './ask-run-to-stop'

/** An agent, or a company, that goes on by now has work that was begun since: a stop that comes late is not about that. */
const IN_SCOPE: Record<ScopeKind, string> = {
  agent: `"agentId" = $2 AND EXISTS (SELECT 1 FROM "Agent" WHERE "companyId" = $1 AND id = $2 AND status <> 'active')`,
  subtree: `"agentId" IN (WITH RECURSIVE below AS (SELECT $2::uuid AS id UNION ALL SELECT a.id FROM below
    JOIN "Agent" a ON a."companyId" = $1 AND a."managerId" = below.id) SELECT id FROM below)`,
  goal: `"taskId" IN (WITH RECURSIVE below AS (SELECT $2::uuid AS id UNION ALL SELECT g.id FROM below
    JOIN "Goal" g ON g."companyId" = $1 AND g."parentId" = below.id) SELECT t.id FROM below JOIN "Task" t ON t."companyId" = $1 AND t."goalId" = below.id)`,
  team: `"agentId" IN (SELECT "agentId" FROM "TeamMember" WHERE "companyId" = $1 AND "teamId" = $2)`,
  project: `"taskId" IN (SELECT id FROM "Task" WHERE "companyId" = $1 AND "projectId" = $2)`,
  company: `"companyId" = $2 AND EXISTS (SELECT 1 FROM "Company" WHERE id = $2 AND status <> 'active')`,
}

const StopRuns = z.union([
  z.object({ scopeKind: ScopeKind, scopeId: z.uuid(), reason: z.string() }),
  z.object({ runIds: z.array(z.uuid()), reason: z.string() }),
])

/**
 * Asks every live run of an agent, a manager's subtree, a team, a project, a goal, the whole company, or of a list, to stop: after a halt, a pause, a termination or
 * a hold.
 */
export const stopRuns = defineCommand({
  name: 'stopRuns',
  grant: 'run:report',
  input: StopRuns,
  output: z.object({ asked: z.number() }),
  records: [],
  announces: [],
  async run(work, input) {
    const { reason } = input
    const [which, value] =
      'runIds' in input ? ['id = ANY($2)', input.runIds] : [IN_SCOPE[input.scopeKind], input.scopeId]
    const runs = await work.sql<{ id: string }>(
      `SELECT id FROM "Run" WHERE "companyId" = $1 AND state IN ('queued', 'running') AND ${which} ORDER BY id`,
      [work.companyId, value],
    )
    work.unchanged()
    let asked = 0
    for (const run of runs) {
      // One that ended in between needs no stop.
      const { refusal } = await work.attempt(() => askRunToStop.within(work, { runId: run.id, reason }))
      if (!refusal) asked += 1
    }
    return { asked }
  },
})
