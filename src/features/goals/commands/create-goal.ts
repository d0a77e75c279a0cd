import { defineCommand, type Work } from '@/platform/command'
import { getGoal } from '../queries/get-goal'
import { CreateGoal, GoalDetail } from '../schema'
import { parentFor, requireOwner } from '../store'

/**
 * Adds a goal below another one, or below the mission. An agent owns what it creates, unless it names somebody.
 * @throws Refusal not_found for a parent or owner that is not of this company; broken_rule when the tree would be too deep
 */
export const createGoal = defineCommand({
  name: 'createGoal',
  grant: 'goal:write',
  input: CreateGoal,
  output: GoalDetail,
  records: ['goal.created'],
  announces: ['goal/created'],
  async run(work, input) {
    const parentId = await parentFor(work, input.parentId, null)
    await requireOwner(work, input)
    const goal = await work.db.goal.create({
      data: {
        id: work.newId(),
        companyId: work.companyId,
        parentId,
        title: input.title,
        description: input.description,
        level: input.level,
        status: input.status,
        ownerAgentId: input.ownerAgentId ?? makerOf(work, input),
        ownerPersonId: input.ownerPersonId ?? null,
        dueDate: input.dueDate ? new Date(input.dueDate) : null,
        createdAt: work.now,
        updatedAt: work.now,
      },
    })
    work.record({
      action: 'goal.created',
      subject: { kind: 'goal', id: goal.id },
      details: { title: input.title, parentId, ownerAgentId: goal.ownerAgentId, ownerPersonId: goal.ownerPersonId },
    })
    work.announce({ name: 'goal/created', data: { goalId: goal.id } })
    return getGoal.within(work, { goalId: goal.id })
  },
})

/** The agent that creates it, where the input does not speak of an owner. */
function makerOf(work: Work, input: typeof CreateGoal._output): string | null {
  const isSilent = input.ownerAgentId === undefined && input.ownerPersonId === undefined
  return isSilent && work.actor.kind === 'agent' ? work.actor.id : null
}
