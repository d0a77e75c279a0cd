import { defineCommand, type Work } from '@/platform/command'
import { notFound } from '@/platform/errors'
import { getGoal } from '../queries/get-goal'
import { CreateGoal, GoalView } from '../schema'
import { missionId } from '../store'

/** Adds a goal below another one, or below the mission. */
export const createGoal = defineCommand({
  name: 'createGoal',
  grant: 'goal:write',
  input: CreateGoal,
  output: GoalView,
  records: ['goal.created'],
  announces: ['goal/created'],
  async run(work, input) {
    const parentId = await parentOf(work, input.parentId)
    await requireOwner(work, input.ownerAgentId)
    const goal = await work.db.goal.create({
      data: {
        id: work.newId(),
        companyId: work.companyId,
        parentId,
        title: input.title,
        description: input.description,
        level: input.level,
        status: input.status,
        ownerAgentId: input.ownerAgentId ?? null,
        dueDate: input.dueDate ? new Date(input.dueDate) : null,
        createdAt: work.now,
        updatedAt: work.now,
      },
    })
    work.record({
      action: 'goal.created',
      subject: { kind: 'goal', id: goal.id },
      details: { title: input.title, parentId },
    })
    work.announce({ name: 'goal/created', data: { goalId: goal.id } })
    return getGoal.within(work, { goalId: goal.id })
  },
})

async function parentOf(work: Work, parentId: string | null | undefined): Promise<string> {
  if (!parentId) return missionId(work)
  const parent = await work.db.goal.findFirst({ where: { id: parentId }, select: { id: true } })
  if (!parent) throw notFound('goal')
  return parent.id
}

export async function requireOwner(work: Work, agentId: string | null | undefined): Promise<void> {
  if (!agentId) return
  const owner = await work.db.agent.findFirst({ where: { id: agentId }, select: { id: true } })
  if (!owner) throw notFound('agent')
}
