import { defineCommand, type Work } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { getGoal } from '../queries/get-goal'
import { GoalDetail, UpdateGoal } from '../schema'
import { parentFor, requireGoal, requireOwner } from '../store'

/**
 * Changes the text, state, owner or due date of a goal, or moves it with all below it.
 * @throws Refusal not_found; forbidden for an agent that has nothing to do with the goal; broken_rule for a circle, a tree that is
 * too deep, or a mission that should move or be renamed
 */
export const updateGoal = defineCommand({
  name: 'updateGoal',
  grant: 'goal:write',
  input: UpdateGoal,
  output: GoalDetail,
  records: ['goal.updated'],
  announces: ['goal/updated'],
  async run(work, { goalId, dueDate, ...input }) {
    const goal = await requireGoal(work, goalId)
    if (goal.isMission) requireMissionStays(input, goal.title)
    await requireOwner(work, input)
    const change = {
      ...input,
      ...otherOwnerOff(input),
      ...(await placeOf(work, goalId, goal.isMission ? undefined : input.parentId)),
    }
    const day = dueDate === undefined ? {} : { dueDate: dueDate ? new Date(dueDate) : null }
    await work.db.goal.updateMany({ where: { id: goalId }, data: { ...change, ...day, updatedAt: work.now } })
    work.record({ action: 'goal.updated', subject: { kind: 'goal', id: goalId }, details: { ...change, dueDate } })
    work.announce({ name: 'goal/updated', data: { goalId } })
    return getGoal.within(work, { goalId })
  },
})

type Input = Omit<typeof UpdateGoal._output, 'goalId' | 'dueDate'>

function requireMissionStays(input: Input, title: string): void {
  if (input.parentId) {
    throw new Refusal('broken_rule', 'The mission is the root of all goals and does not move.', { rule: 'mission' })
  }
  if (input.title !== undefined && input.title !== title) {
    throw new Refusal('broken_rule', 'The mission is reworded in the settings of the company.', { rule: 'mission' })
  }
}

/** A new owner takes the place of the one before, of whichever kind. */
function otherOwnerOff(input: Input) {
  if (input.ownerAgentId) return { ownerPersonId: null }
  return input.ownerPersonId ? { ownerAgentId: null } : {}
}

async function placeOf(work: Work, goalId: string, asked: string | null | undefined) {
  if (asked === undefined) return {}
  return { parentId: await parentFor(work, asked, goalId) }
}
