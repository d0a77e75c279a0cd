import type { View, Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'

/** The mission is the first level. Deeper than people think; it ends a chain that an agent builds without an end. */
const MOST_LEVELS = 32

/** A `WITH` that gives the goals from one (step 0) up to the mission as `up`. `$1` is the company. */
const wayUp = (goalId: string) => `WITH RECURSIVE up AS (
    SELECT id, "parentId", title, "ownerAgentId", 0 AS step FROM "Goal" WHERE "companyId" = $1 AND id = ${goalId}
    UNION ALL
    SELECT g.id, g."parentId", g.title, g."ownerAgentId", up.step + 1 FROM "Goal" g JOIN up ON g."companyId" = $1 AND g.id = up."parentId"
    WHERE up.step < 64
  )`

/** Titles from the mission down to the goal of `t`: a column for a statement about tasks. `$1` is the company. */
export const GOAL_ANCESTRY = `(${wayUp('t."goalId"')} SELECT array_agg(title ORDER BY step DESC) FROM up)`

/** `[{id, title}]` from the mission down to the goal `s`. `$1` is the company. */
export const GOAL_PATH = `(${wayUp('s.id')} SELECT jsonb_agg(jsonb_build_object('id', id, 'title', title) ORDER BY step DESC) FROM up)`

/** How many tasks stand where, over rows of "TaskTally": `open` is backlog and todo. */
export const TASK_COUNTS = `jsonb_build_object(
  'open', coalesce(sum(delta) FILTER (WHERE state IN ('backlog', 'todo')), 0),
  'inProgress', coalesce(sum(delta) FILTER (WHERE state = 'in_progress'), 0),
  'inReview', coalesce(sum(delta) FILTER (WHERE state = 'in_review'), 0),
  'blocked', coalesce(sum(delta) FILTER (WHERE state = 'blocked'), 0),
  'done', coalesce(sum(delta) FILTER (WHERE state = 'done'), 0))`

/** Titles from the mission down to this goal. */
export async function ancestryOf(view: View, goalId: string): Promise<string[]> {
  const [row] = await view.sql<{ titles: string[] | null }>(
    `SELECT ${GOAL_ANCESTRY} AS titles FROM (SELECT $2::uuid AS "goalId") t`,
    [view.companyId, goalId],
  )
  return row?.titles ?? []
}

/** The root goal's id. */
export async function missionId(view: View): Promise<string> {
  const [row] = await view.sql<{ id: string }>(`SELECT id FROM "Goal" WHERE "companyId" = $1 AND "parentId" IS NULL`, [
    view.companyId,
  ])
  if (!row) throw new Error('the company has no mission goal')
  return row.id
}

/**
 * One change of the shape of goals and projects at a time in a company: two moves that are fine alone could close a circle together,
 * and what hangs on a goal must not be deleted meanwhile.
 */
export async function lockGoals(work: Work): Promise<void> {
  await work.sql(`SELECT pg_advisory_xact_lock(hashtextextended('goals:' || $1, 0))`, [work.companyId])
}

/**
 * The goal that a new or moved one goes below: the one asked for, else the mission. Takes `lockGoals`.
 * @param moved the goal that moves, or null for a new one
 * @throws Refusal not_found, or broken_rule for a circle or a tree that would be too deep
 */
export async function parentFor(work: Work, asked: string | null | undefined, moved: string | null): Promise<string> {
  await lockGoals(work)
  const parentId = asked ?? (await missionId(work))
  const [place] = await work.sql<{ level: number; isBelowMoved: boolean; height: number }>(
    `${wayUp('$2')}, down AS (
       SELECT $3::uuid AS id, 1 AS height
       UNION ALL
       SELECT g.id, down.height + 1 FROM "Goal" g JOIN down ON g."companyId" = $1 AND g."parentId" = down.id WHERE down.height < 64
     )
     SELECT count(*)::int AS level, coalesce(bool_or(id = $3), false) AS "isBelowMoved", (SELECT max(height) FROM down) AS height FROM up`,
    [work.companyId, parentId, moved],
  )
  if (!place || place.level === 0) throw notFound('goal')
  if (place.isBelowMoved) {
    throw new Refusal('broken_rule', 'A goal cannot go below itself or below one of the goals under it.', {
      rule: 'goal_cycle',
    })
  }
  if (place.level + place.height > MOST_LEVELS) {
    throw new Refusal('broken_rule', `Goals go ${MOST_LEVELS} levels deep at most. Hang this one higher up.`, {
      rule: 'goal_depth',
      mostLevels: MOST_LEVELS,
    })
  }
  return parentId
}

/** @throws Refusal not_found when it is no agent or member of this company; broken_rule for an agent that is terminated */
export async function requireOwner(
  work: Work,
  owner: { ownerAgentId?: string | null | undefined; ownerPersonId?: string | null | undefined },
): Promise<void> {
  if (owner.ownerAgentId) {
    const agent = await work.db.agent.findFirst({ where: { id: owner.ownerAgentId }, select: { status: true } })
    if (!agent) throw notFound('agent')
    if (agent.status === 'terminated') {
      throw new Refusal('broken_rule', 'A terminated agent takes nothing over.', { rule: 'agent_terminated' })
    }
  }
  if (owner.ownerPersonId) {
    const member = await work.db.membership.findFirst({
      where: { companyId: work.companyId, personId: owner.ownerPersonId },
      select: { personId: true },
    })
    if (!member) throw notFound('person')
  }
}

/**
 * People change every goal. An agent changes a goal that is nobody's, that it owns, or that lies below one it owns; the root agent
 * any. The mission is for people.
 * @returns its title, and whether it is the mission
 * @throws Refusal not_found or forbidden
 */
export async function requireGoal(work: Work, goalId: string): Promise<{ title: string; isMission: boolean }> {
  const agentId = work.actor.kind === 'agent' ? work.actor.id : null
  const [goal] = await work.sql<{ title: string; isMission: boolean; isOpenToAgent: boolean }>(
    `${wayUp('$2')} SELECT g.title, g."parentId" IS NULL AS "isMission",
       (g."ownerAgentId" IS NULL AND g."ownerPersonId" IS NULL) OR EXISTS (SELECT 1 FROM up WHERE "ownerAgentId" = $3)
         OR EXISTS (SELECT 1 FROM "Agent" WHERE "companyId" = $1 AND id = $3 AND "managerId" IS NULL) AS "isOpenToAgent"
     FROM "Goal" g WHERE g."companyId" = $1 AND g.id = $2`,
    [work.companyId, goalId, agentId],
  )
  if (!goal) throw notFound('goal')
  if (agentId && goal.isMission) throw new Refusal('forbidden', 'The mission is changed by people.')
  if (agentId && !goal.isOpenToAgent) {
    throw new Refusal('forbidden', 'This goal has another owner. Ask them, or post a message to the root agent.')
  }
  return goal
}
