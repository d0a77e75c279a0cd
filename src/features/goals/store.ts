import type { View } from '@/platform/command'

/** Titles from the mission down to this goal. */
export async function ancestryOf(view: View, goalId: string): Promise<string[]> {
  const rows = await view.sql<{ title: string }>(
    `WITH RECURSIVE up AS (
       SELECT id, "parentId", title, 0 AS step FROM "Goal" WHERE "companyId" = $1 AND id = $2
       UNION ALL
       SELECT g.id, g."parentId", g.title, up.step + 1 FROM "Goal" g JOIN up ON g."companyId" = $1 AND g.id = up."parentId"
       WHERE up.step < 64
     ) SELECT title FROM up ORDER BY step DESC`,
    [view.companyId, goalId],
  )
  return rows.map((row) => row.title)
}

/** The root goal's id. */
export async function missionId(view: View): Promise<string> {
  const [row] = await view.sql<{ id: string }>(`SELECT id FROM "Goal" WHERE "companyId" = $1 AND "parentId" IS NULL`, [
    view.companyId,
  ])
  if (!row) throw new Error('the company has no mission goal')
  return row.id
}
