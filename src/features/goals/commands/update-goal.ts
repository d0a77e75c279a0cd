import { defineCommand, type Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { getGoal } from '../queries/get-goal'
import { GoalView, UpdateGoal } from '../schema'
import { requireOwner } from './create-goal'

/** Changes the text, state, owner or due date of a goal. */
export const updateGoal = defineCommand({
  name: 'updateGoal',
  grant: 'goal:write',
  input: UpdateGoal,
  output: GoalView,
  records: ['goal.updated'],
  announces: ['goal/updated'],
  async run(work, { goalId, dueDate, ownerAgentId, ...rest }) {
    const change = { ...rest, ownerAgentId }
    if (ownerAgentId) await requireOwner(work, ownerAgentId)
    if (work.actor.kind === 'agent') await requireNotMission(work, goalId)
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

async function requireNotMission(work: Work, goalId: string): Promise<void> {
  const goal = await work.db.goal.findFirst({ where: { id: goalId, parentId: null }, select: { id: true } })
  if (goal) throw new Refusal('forbidden', 'The mission is changed by people, in the settings of the company.')
}
