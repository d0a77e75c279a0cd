import { z } from 'zod'
import {
  CreateGoal,
  createGoal,
  GoalLevel,
  GoalStatus,
  type GoalView,
  getGoal,
  listGoals,
  UpdateGoal,
  updateGoal,
} from '@/features/goals'
import { publicId } from '@/platform/ids'
import { Instant, idOrNull, NextCursor, shownId } from './fields'
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
    due_date: z.string().nullable().meta({ format: 'date', example: '2026-06-01' }),
    tasks_done: z.number().meta({ description: 'Of this goal and all below it.' }),
    tasks_total: z.number(),
    created_at: Instant,
    updated_at: Instant,
  })
  .meta({ id: 'Goal' })
const GoalAnswer = Goal.extend({ goal: Goal }).meta({ id: 'GoalAnswer' })

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
    due_date: view.dueDate,
    tasks_done: view.tasksDone,
    tasks_total: view.tasksTotal,
    created_at: view.createdAt,
    updated_at: view.updatedAt,
  }
}

function goalAnswer(view: GoalView): z.output<typeof GoalAnswer> {
  const goal = goalFields(view)
  return { ...goal, goal }
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
    summary: 'List all goals, parents before children',
    description: 'The tree comes whole, at most 1,000 goals, so `next_cursor` is always null.',
    answer: z.object({ goals: z.array(Goal), next_cursor: NextCursor }),
    run: async ({ caller }) => ({ goals: (await listGoals(caller, {})).map(goalFields), next_cursor: null }),
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
      owner_agent_id: idOrNull('agent'),
      due_date: DueDate,
    }),
    answer: GoalAnswer,
    run: async ({ caller, id, body, options }) => {
      const { title, description, status, owner_agent_id: ownerAgentId, due_date: dueDate } = body
      const input = { goalId: id, title, description, status, ownerAgentId, dueDate }
      return goalAnswer(await updateGoal(caller, input, options))
    },
  }),
]
