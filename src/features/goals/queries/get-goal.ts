import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { notFound } from '@/platform/errors'
import { selectGoals } from './list-goals'

/** One goal with its progress. */
export const getGoal = defineQuery({
  name: 'getGoal',
  grant: 'goal:read',
  input: z.object({ goalId: z.uuid() }),
  async run(view, { goalId }) {
    const [goal] = await selectGoals(view, goalId)
    if (!goal) throw notFound('goal')
    return goal
  },
})
