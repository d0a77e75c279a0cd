import { z } from 'zod'
import { ScopeKind } from '@/features/budgets'
import type { Caller } from '@/platform/command'
import { defineQuery } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { askRunToStop } from './commands/ask-run-to-stop'

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

const Which = z.union([z.object({ scopeKind: ScopeKind, scopeId: z.uuid() }), z.object({ runIds: z.array(z.uuid()) })])

/** The live runs of an agent, a manager's subtree, a team, a project, a goal, the whole company, or of a list. */
export const liveRuns = defineQuery({
  name: 'liveRuns',
  grant: 'run:report',
  input: Which,
  async run(view, input): Promise<{ runIds: string[] }> {
    const [which, value] =
      'runIds' in input ? ['id = ANY($2)', input.runIds] : [IN_SCOPE[input.scopeKind], input.scopeId]
    const runs = await view.sql<{ id: string }>(
      `SELECT id FROM "Run" WHERE "companyId" = $1 AND state IN ('queued', 'running') AND ${which} ORDER BY id`,
      [view.companyId, value],
    )
    return { runIds: runs.map((run) => run.id) }
  },
})

/**
 * Asks live runs to stop, after a halt, a pause, a termination or a hold. Each in a transaction of its own: a run that ends, or books a cost,
 * meanwhile has locks that others wait for.
 */
export async function stopRuns(
  caller: Caller,
  { reason, ...which }: z.input<typeof Which> & { reason: string },
): Promise<{ asked: number }> {
  const { runIds } = await liveRuns(caller, which)
  let asked = 0
  for (const runId of runIds) {
    try {
      await askRunToStop(caller, { runId, reason })
      asked += 1
    } catch (error) {
      // one that ended in between needs no stop
      if (!(error instanceof Refusal)) throw error
    }
  }
  return { asked }
}
