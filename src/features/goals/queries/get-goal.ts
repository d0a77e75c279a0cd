import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { notFound } from '@/platform/errors'
import type { GoalDetail } from '../schema'
import { selectGoal } from './list-goals'

/** One goal with its progress, and the way to it from the mission. */
export const getGoal = defineQuery({
  name: 'getGoal',
  grant: 'goal:read',
  input: z.object({ goalId: z.uuid() }),
  async run(view, { goalId }): Promise<GoalDetail> {
    const [goal] = await selectGoal(view, goalId)
    if (!goal) throw notFound('goal')
    return goal
  },
})
