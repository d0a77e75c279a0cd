import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { lockGoals, requireGoal } from '../store'

/**
 * Deletes a goal that nothing hangs on.
 * @throws Refusal not_found; forbidden for an agent that has nothing to do with it; broken_rule for the mission, and for a goal with
 * goals, tasks, projects, routines or costs
 */
export const deleteGoal = defineCommand({
  name: 'deleteGoal',
  grant: 'goal:write',
  input: z.object({ goalId: z.uuid() }),
  output: z.object({ id: z.uuid() }),
  records: ['goal.deleted'],
  announces: ['goal/deleted'],
  async run(work, { goalId }) {
    const { isMission } = await requireGoal(work, goalId)
    if (isMission) throw new Refusal('broken_rule', 'The mission cannot be deleted.', { rule: 'mission' })
    await lockGoals(work)
    // Locked first: who is adding a task to it either is done, and is seen below, or finds no goal.
    const [goal] = await work.sql<{ title: string }>(
      `SELECT title FROM "Goal" WHERE "companyId" = $1 AND id = $2 FOR UPDATE`,
      [work.companyId, goalId],
    )
    if (!goal) throw notFound('goal')
    const [hanging] = await work.sql<{
      goals: boolean
      tasks: boolean
      projects: boolean
      routines: boolean
      costs: boolean
    }>(
      `SELECT EXISTS (SELECT 1 FROM "Goal" WHERE "companyId" = $1 AND "parentId" = $2) AS goals,
         EXISTS (SELECT 1 FROM "Task" WHERE "companyId" = $1 AND "goalId" = $2) AS tasks,
         EXISTS (SELECT 1 FROM "Project" WHERE "companyId" = $1 AND "goalId" = $2) AS projects,
         EXISTS (SELECT 1 FROM "Routine" WHERE "companyId" = $1 AND "goalId" = $2) AS routines,
         EXISTS (SELECT 1 FROM "CostTally" WHERE "companyId" = $1 AND "goalId" = $2) AS costs`,
      [work.companyId, goalId],
    )
    const kinds = Object.entries(hanging ?? {}).flatMap(([kind, isThere]) => (isThere ? [kind] : []))
    if (kinds.length > 0) {
      const sentence = `This goal still has ${kinds.join(', ')}. Move them first, or set its status to cancelled.`
      throw new Refusal('broken_rule', sentence, { rule: 'goal_not_empty', has: kinds })
    }
    await work.sql(`DELETE FROM "Goal" WHERE "companyId" = $1 AND id = $2`, [work.companyId, goalId])
    work.record({ action: 'goal.deleted', subject: { kind: 'goal', id: goalId }, details: { title: goal.title } })
    work.announce({ name: 'goal/deleted', data: { goalId } })
    return { id: goalId }
  },
})
