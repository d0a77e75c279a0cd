import type { View, Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { keyOf } from '@/platform/ids'
import type { ProjectView } from './schema'
import { lockGoals, requireOwner, TASK_COUNTS } from './store'

/**
 * The shortname of a project with this name that no other project of the company has: "Launch site" → launch-site, launch-site-2, …
 * Holds the others off until the transaction ends.
 */
export async function freeKey(work: Work, name: string, projectId: string): Promise<string> {
  await lockGoals(work)
  const [row] = await work.sql<{ key: string }>(
    `WITH candidate AS (
       SELECT n, CASE n WHEN 1 THEN $2 ELSE $2 || '-' || n END AS key
       FROM generate_series(1, (SELECT count(*) + 1 FROM "Project" WHERE "companyId" = $1)) n
     )
     SELECT key FROM candidate c
     WHERE NOT EXISTS (SELECT 1 FROM "Project" p WHERE p."companyId" = $1 AND p.key = c.key AND p.id <> $3) ORDER BY n LIMIT 1`,
    [work.companyId, keyOf(name) || 'project', projectId],
  )
  return row!.key
}

/** @throws Refusal when the goal or the lead is not of this company, or the lead is terminated */
export async function requireFrame(
  work: Work,
  input: { goalId?: string | null | undefined; leadAgentId?: string | null | undefined },
): Promise<void> {
  await requireOwner(work, { ownerAgentId: input.leadAgentId })
  if (!input.goalId) return
  await lockGoals(work)
  const goal = await work.db.goal.findFirst({ where: { id: input.goalId }, select: { id: true } })
  if (!goal) throw notFound('goal')
}

/**
 * What a worker fetches is for people to say: an address may be anything that the worker can reach.
 * @throws Refusal forbidden
 */
export function requireRepositoryByPerson(
  work: Work,
  { repositoryUrl }: { repositoryUrl?: string | null | undefined },
): void {
  if (work.actor.kind !== 'agent' || repositoryUrl === undefined) return
  throw new Refusal('forbidden', 'The repository of a project is set by people. Ask the board for it.')
}

/**
 * People change every project. An agent changes one that it leads or that nobody leads, the root agent any; pausing and archiving
 * are for people.
 * @returns its name
 * @throws Refusal not_found or forbidden
 */
export async function requireProject(work: Work, projectId: string): Promise<{ name: string }> {
  const agentId = work.actor.kind === 'agent' ? work.actor.id : null
  const [project] = await work.sql<{ name: string; isOpenToAgent: boolean }>(
    `SELECT name, "leadAgentId" IS NULL OR "leadAgentId" = $3
       OR EXISTS (SELECT 1 FROM "Agent" WHERE "companyId" = $1 AND id = $3 AND "managerId" IS NULL) AS "isOpenToAgent"
     FROM "Project" WHERE "companyId" = $1 AND id = $2`,
    [work.companyId, projectId, agentId],
  )
  if (!project) throw notFound('project')
  if (agentId && !project.isOpenToAgent) {
    throw new Refusal('forbidden', 'Another agent leads this project. Ask it, or post a message to the root agent.')
  }
  return project
}

/**
 * Projects with goal, lead and counts of tasks.
 * @param shown the condition on `p`, with order and limit; `$1` is the company
 */
export function selectProjects(view: View, shown: string, values: unknown[]): Promise<ProjectView[]> {
  return view.sql<ProjectView>(
    `SELECT p.id, p."companyId", p.name, p.key, p.description, p.status, p."goalId", g.title AS "goalTitle", p."leadAgentId",
       a.name AS "leadName", p."targetDate", p.color, p."repositoryUrl", p."defaultBranch", p."pausedAt", p."pauseReason", p."archivedAt", p."createdAt", p."updatedAt",
       (SELECT coalesce(sum("costMicros"), 0)::bigint FROM "CostTally" WHERE "companyId" = $1 AND "projectId" = p.id) AS "costMicros",
       (SELECT ${TASK_COUNTS} FROM "TaskTally" WHERE "companyId" = $1 AND "projectId" = p.id) AS tasks
     FROM "Project" p LEFT JOIN "Goal" g ON g."companyId" = $1 AND g.id = p."goalId"
     LEFT JOIN "Agent" a ON a."companyId" = $1 AND a.id = p."leadAgentId"
     WHERE p."companyId" = $1 AND ${shown}`,
    [view.companyId, ...values],
  )
}
