import { z } from 'zod'
import { defineQuery, type View } from '@/platform/command'
import type { GoalView } from '../schema'

const MOST_GOALS = 1000

/** All goals with their progress, parents before children: the tree is small, so it comes whole (at most 1,000). */
export const listGoals = defineQuery({
  name: 'listGoals',
  grant: 'goal:read',
  input: z.object({}),
  run: (view) => selectGoals(view, null),
})

/** Goals with progress rolled up; all of them, or the one named. */
export function selectGoals(view: View, goalId: string | null): Promise<GoalView[]> {
  return view.sql<GoalView>(
    `WITH RECURSIVE shown AS (
       SELECT * FROM "Goal" WHERE "companyId" = $1 AND ($2::uuid IS NULL OR id = $2) ORDER BY "createdAt", id LIMIT ${MOST_GOALS}
     ), below AS (
       SELECT id AS top, id FROM shown
       UNION ALL
       SELECT below.top, g.id FROM "Goal" g JOIN below ON g."companyId" = $1 AND g."parentId" = below.id
     ), counts AS (
       SELECT "goalId", count(*) FILTER (WHERE state = 'done') AS done, count(*) FILTER (WHERE state <> 'cancelled') AS total
       FROM "Task" WHERE "companyId" = $1 GROUP BY "goalId"
     ), progress AS (
       SELECT below.top, sum(c.done)::int AS done, sum(c.total)::int AS total
       FROM below JOIN counts c ON c."goalId" = below.id GROUP BY below.top
     )
     SELECT s.id, s."companyId", s."parentId", s.title, s.description, s.level, s.status, s."ownerAgentId", s."dueDate",
            s."createdAt", s."updatedAt", coalesce(p.done, 0) AS "tasksDone", coalesce(p.total, 0) AS "tasksTotal"
     FROM shown s LEFT JOIN progress p ON p.top = s.id ORDER BY s."createdAt", s.id`,
    [view.companyId, goalId],
  )
}
