import { z } from 'zod'
import {
  CreateGoal,
  createGoal,
  deleteGoal,
  type GoalDetail,
  GoalLevel,
  GoalStatus,
  type GoalView,
  getGoal,
  listGoals,
  UpdateGoal,
  updateGoal,
} from '@/features/goals'
import { publicId } from '@/platform/ids'
import { Cents, cents, cut, deleted, Instant, idOf, idOrNull, NextCursor, pageOf, shownId, Usd, usd } from './fields'
import { route } from './route'

const Goal = z
  .object({
    id: shownId('goal'),
    company_id: shownId('company'),
    parent_goal_id: shownId('goal').nullable().meta({ description: 'Null only for the mission.' }),
    title: z.string().meta({ example: 'Launch v1 to Product Hunt' }),
    description: z.string(),
    level: GoalLevel,
    status: GoalStatus,
    owner_agent_id: shownId('agent').nullable(),
    owner_person_id: shownId('person').nullable(),
    owner_name: z.string().nullable(),
    due_date: z.string().nullable().meta({ format: 'date', example: '2026-06-01' }),
    tasks_done: z.number().meta({ description: 'Of this goal and all below it.' }),
    tasks_total: z.number(),
    cost_usd: Usd.meta({ description: 'Of this goal and all below it.' }),
    cost_cents: Cents,
    own_cost_usd: Usd.meta({ description: 'Of tasks of this goal itself.' }),
    created_at: Instant,
    updated_at: Instant,
  })
  .meta({ id: 'Goal' })
const GoalAnswer = Goal.extend({
  goal: Goal,
  ancestry: z
    .array(z.object({ id: shownId('goal'), title: z.string() }))
    .meta({ description: 'From the mission down to the goal.' }),
}).meta({ id: 'GoalAnswer' })

const DueDate = CreateGoal.shape.dueDate.meta({ example: '2026-06-01' })

function goalFields(view: GoalView): z.output<typeof Goal> {
  return {
    id: publicId('goal', view.id),
    company_id: publicId('company', view.companyId),
    parent_goal_id: publicId('goal', view.parentId),
    title: view.title,
    description: view.description,
    level: view.level,
    status: view.status,
    owner_agent_id: publicId('agent', view.ownerAgentId),
    owner_person_id: publicId('person', view.ownerPersonId),
    owner_name: view.owner?.name ?? null,
    due_date: view.dueDate,
    tasks_done: view.tasksDone,
    tasks_total: view.tasksTotal,
    cost_usd: usd(view.costMicros),
    cost_cents: cents(view.costMicros),
    own_cost_usd: usd(view.ownCostMicros),
    created_at: view.createdAt,
    updated_at: view.updatedAt,
  }
}

function goalAnswer(view: GoalDetail): z.output<typeof GoalAnswer> {
  const goal = goalFields(view)
  return { ...goal, goal, ancestry: view.ancestry.map(({ id, title }) => ({ id: publicId('goal', id), title })) }
}

export const goals = [
  route({
    method: 'post',
    path: '/companies/{company_id}/goals',
    name: 'createGoal',
    tag: 'Goals',
    summary: 'Create a goal',
    body: z.object({
      title: CreateGoal.shape.title.meta({ example: 'Launch v1 to Product Hunt' }),
      description: z.string().nullish(),
      parent_goal_id: idOrNull('goal').meta({ description: 'Null or absent: directly below the mission.' }),
      level: GoalLevel.optional(),
      status: GoalStatus.optional(),
      owner_agent_id: idOrNull('agent'),
      owner_person_id: idOrNull('person'),
      due_date: DueDate,
    }),
    status: 201,
    answer: GoalAnswer,
    run: async ({ caller, body, options }) => {
      const { title, level, status } = body
      const input = {
        ...{ title, level, status },
        description: body.description ?? undefined,
        parentId: body.parent_goal_id,
        ownerAgentId: body.owner_agent_id,
        ownerPersonId: body.owner_person_id,
        dueDate: body.due_date,
      }
      return goalAnswer(await createGoal(caller, input, options))
    },
  }),
  route({
    method: 'get',
    path: '/companies/{company_id}/goals',
    name: 'listGoals',
    tag: 'Goals',
    summary: 'List goals with their progress',
    query: pageOf('goal', 499, 499).extend({
      parent_goal_id: idOf('goal').optional(),
      owner_agent_id: idOf('agent').optional(),
      status: GoalStatus.optional(),
    }),
    answer: z.object({ goals: z.array(Goal), next_cursor: NextCursor }),
    run: async ({ caller, query }) => {
      const { status, parent_goal_id: parentId, owner_agent_id: ownerAgentId, cursor: after, limit } = query
      const found = await listGoals(caller, { status, parentId, ownerAgentId, after, limit: limit + 1 })
      const [page, next_cursor] = cut(found, limit, 'goal')
      return { goals: page.map(goalFields), next_cursor }
    },
  }),
  route({
    method: 'get',
    path: '/goals/{goal_id}',
    name: 'getGoal',
    tag: 'Goals',
    summary: 'Read a goal with its progress',
    answer: GoalAnswer,
    run: async ({ caller, id }) => goalAnswer(await getGoal(caller, { goalId: id })),
  }),
  route({
    method: 'patch',
    path: '/goals/{goal_id}',
    name: 'updateGoal',
    tag: 'Goals',
    summary: 'Change a goal',
    body: z.object({
      title: UpdateGoal.shape.title,
      description: z.string().optional(),
      status: GoalStatus.optional(),
      level: GoalLevel.optional(),
      parent_goal_id: idOrNull('goal').meta({ description: 'Moves the goal with all below it.' }),
      owner_agent_id: idOrNull('agent'),
      owner_person_id: idOrNull('person'),
      due_date: DueDate,
    }),
    answer: GoalAnswer,
    run: async ({ caller, id, body, options }) => {
      const { title, description, status, level, owner_agent_id: ownerAgentId, due_date: dueDate } = body
      const owner = { ownerAgentId, ownerPersonId: body.owner_person_id }
      const input = { goalId: id, title, description, status, level, ...owner, dueDate, parentId: body.parent_goal_id }
      return goalAnswer(await updateGoal(caller, input, options))
    },
  }),
  route({
    method: 'delete',
    path: '/goals/{goal_id}',
    name: 'deleteGoal',
    tag: 'Goals',
    summary: 'Delete a goal that nothing hangs on',
    answer: deleted('goal'),
    refusals: ['broken_rule'],
    run: async ({ caller, id, options }) => {
      await deleteGoal(caller, { goalId: id }, options)
      return { id: publicId('goal', id), deleted: true }
    },
  }),
]
