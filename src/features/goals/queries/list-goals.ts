import { z } from 'zod'
import { defineQuery, type View } from '@/platform/command'
import { type GoalDetail, GoalStatus, type GoalView } from '../schema'
import { GOAL_PATH } from '../store'

/** Goals with their progress, oldest first; `after` is the id of the last row of the page before. */
export const listGoals = defineQuery({
  name: 'listGoals',
  grant: 'goal:read',
  input: z.object({
    parentId: z.uuid().optional(),
    ownerAgentId: z.uuid().optional(),
    status: GoalStatus.optional(),
    after: z.uuid().optional(),
    limit: z.int().min(1).max(500).default(500),
  }),
  async run(view, { parentId, ownerAgentId, status, after, limit }) {
    // Only the filters in use are in the text, so that each shape gets the index that fits it.
    const values: unknown[] = [view.companyId, limit]
    const where = ['"companyId" = $1']
    const add = (text: string, value: unknown) => {
      if (value === undefined) return
      values.push(value)
      where.push(text.replace('?', `$${values.length}`))
    }
    add('"parentId" = ?', parentId)
    add('"ownerAgentId" = ?', ownerAgentId)
    add('status = ?', status)
    add('("createdAt", id) > (SELECT "createdAt", id FROM "Goal" WHERE "companyId" = $1 AND id = ?)', after)
    return view.sql<GoalView>(
      selectGoals(`SELECT * FROM "Goal" WHERE ${where.join(' AND ')} ORDER BY "createdAt", id LIMIT $2`, ''),
      values,
    )
  },
})

/** One goal with the way to it; none when the company has no such goal. */
export function selectGoal(view: View, goalId: string): Promise<GoalDetail[]> {
  return view.sql<GoalDetail>(
    selectGoals(`SELECT * FROM "Goal" WHERE "companyId" = $1 AND id = $2`, `, ${GOAL_PATH} AS ancestry`),
    [view.companyId, goalId],
  )
}

/**
 * Goals with owner, and with tasks and cost rolled up from the tallies of all goals below.
 * @param shown selects the rows of "Goal"; `$1` is the company
 */
function selectGoals(shown: string, moreColumns: string): string {
  return `WITH RECURSIVE shown AS (${shown}), below AS (
      SELECT id AS top, id FROM shown
      UNION ALL
      SELECT below.top, g.id FROM below, LATERAL (
        -- OFFSET 0: step by step by the index, also where the planner would read all goals of the company at once
        SELECT id FROM "Goal" WHERE "companyId" = $1 AND "parentId" = below.id OFFSET 0
      ) g
    ), sums AS (
      SELECT g.id, t.done, t.total, c.cost FROM (SELECT DISTINCT id FROM below) g
      LEFT JOIN LATERAL (
        SELECT sum(delta) FILTER (WHERE state = 'done') AS done, sum(delta) FILTER (WHERE state <> 'cancelled') AS total
        FROM "TaskTally" WHERE "companyId" = $1 AND "goalId" = g.id
      ) t ON true
      LEFT JOIN LATERAL (SELECT sum("costMicros") AS cost FROM "CostTally" WHERE "companyId" = $1 AND "goalId" = g.id) c ON true
    ), progress AS (
      SELECT below.top, sum(done)::int AS done, sum(total)::int AS total, sum(cost)::bigint AS cost
      FROM below JOIN sums ON sums.id = below.id GROUP BY below.top
    )
    SELECT s.id, s."companyId", s."parentId", s.title, s.description, s.level, s.status, s."ownerAgentId", s."ownerPersonId", s."dueDate",
      s."createdAt", s."updatedAt", coalesce(p.done, 0) AS "tasksDone", coalesce(p.total, 0) AS "tasksTotal", coalesce(p.cost, 0) AS "costMicros",
      coalesce((SELECT cost FROM sums WHERE sums.id = s.id), 0)::bigint AS "ownCostMicros",
      CASE WHEN a.id IS NOT NULL THEN jsonb_build_object('kind', 'agent', 'id', a.id, 'name', a.name)
        WHEN s."ownerPersonId" IS NOT NULL THEN jsonb_build_object('kind', 'person', 'id', s."ownerPersonId",
          'name', (SELECT name FROM "Person" WHERE id = s."ownerPersonId")) END AS owner${moreColumns}
    FROM shown s LEFT JOIN progress p ON p.top = s.id LEFT JOIN "Agent" a ON a."companyId" = $1 AND a.id = s."ownerAgentId"
    ORDER BY s."createdAt", s.id`
}
