import { defineCommand } from '@/platform/command'
import { notFound } from '@/platform/errors'
import { getGoal } from '../queries/get-goal'
import { GoalView, UpdateGoal } from '../schema'

/** Changes the text, state, owner or due date of a goal. */
export const updateGoal = defineCommand({
  name: 'updateGoal',
  grant: 'goal:write',
  input: UpdateGoal,
  output: GoalView,
  records: ['goal.updated'],
  announces: ['goal/updated'],
  async run(work, { goalId, dueDate, ...change }) {
    const day = dueDate === undefined ? {} : { dueDate: dueDate ? new Date(dueDate) : null }
    const { count } = await work.db.goal.updateMany({
      where: { id: goalId },
      data: { ...change, ...day, updatedAt: work.now },
    })
    if (count === 0) throw notFound('goal')
    work.record({ action: 'goal.updated', subject: { kind: 'goal', id: goalId }, details: { ...change, dueDate } })
    work.announce({ name: 'goal/updated', data: { goalId } })
    return getGoal.within(work, { goalId })
  },
})
