import { updateGoal } from '@/features/goals'
import type { Work } from '@/platform/command'

/** The agent at the root answers for the mission, unless somebody does already. */
export async function ownMission(work: Work, agentId: string): Promise<void> {
  const [mission] = await work.sql<{ id: string }>(
    `SELECT g.id FROM "Goal" g JOIN "Agent" a ON a."companyId" = $1 AND a.id = $2 AND a."managerId" IS NULL
     WHERE g."companyId" = $1 AND g."parentId" IS NULL AND g."ownerAgentId" IS NULL AND g."ownerPersonId" IS NULL`,
    [work.companyId, agentId],
  )
  if (mission) await updateGoal.within(work, { goalId: mission.id, ownerAgentId: agentId })
}
