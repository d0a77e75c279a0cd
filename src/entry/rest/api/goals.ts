import { z } from 'zod'
import {
  CreateGoal,
  createGoal,
  deleteGoal,
  GoalLevel,
  GoalStatus,
  type GoalView,
  getGoal,
  listGoals,
  UpdateGoal,
  updateGoal,
} from '@/features/goals'
import { Cents, Count, cents, Id, IdOrNull, Instant, idOf, idOrNull, Text } from './fields'
import { byId, cut, pageOf } from './page'
import { route } from './route'

const Goal = z
  .object({
    id: Id,
    companyId: Id,
    title: z.string(),
    description: Text,
    level: GoalLevel,
    status: GoalStatus,
    parentId: IdOrNull,
    ownerAgentId: IdOrNull,
    ownerUserId: IdOrNull,
    dueDate: Text,
    issuesDone: Count.meta({ description: 'Of this goal and the goals below it.' }),
    issuesTotal: Count,
    costCents: Cents,
    ownCostCents: Cents,
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Goal' })

const SETTINGS = {
  description: z.string().max(20_000).nullish(),
  level: GoalLevel.optional(),
  status: GoalStatus.optional(),
  parentId: idOrNull('goal').meta({ description: 'Null: directly below the mission.' }),
  ownerAgentId: idOrNull('agent'),
  ownerUserId: idOrNull('person'),
  dueDate: CreateGoal.shape.dueDate,
}
const NewGoal = z.object({ title: CreateGoal.shape.title.meta({ example: 'Ship the first release' }), ...SETTINGS })
const GoalChange = z.object({ title: UpdateGoal.shape.title, ...SETTINGS })

function inputOf({ description, ownerUserId, ...body }: Omit<z.output<typeof GoalChange>, 'title'>) {
  return { ...body, description: description === null ? '' : description, ownerPersonId: ownerUserId }
}

function goalAnswer(view: GoalView): z.output<typeof Goal> {
  return {
    id: view.id,
    companyId: view.companyId,
    title: view.title,
    description: view.description || null,
    level: view.level,
    status: view.status,
    parentId: view.parentId,
    ownerAgentId: view.ownerAgentId,
    ownerUserId: view.ownerPersonId,
    dueDate: view.dueDate,
    issuesDone: view.tasksDone,
    issuesTotal: view.tasksTotal,
    costCents: cents(view.costMicros),
    ownCostCents: cents(view.ownCostMicros),
    createdAt: view.createdAt,
    updatedAt: view.updatedAt,
  }
}

export const goals = [
  route({
    method: 'get',
    path: '/companies/{companyId}/goals',
    name: 'listGoals',
    tag: 'Goals',
    summary: 'List the goals of a company, oldest first',
    query: pageOf('goal', 499).extend({
      parentId: idOf('goal').optional(),
      ownerAgentId: idOf('agent').optional(),
      status: GoalStatus.optional(),
    }),
    answer: z.array(Goal),
    run: async ({ caller, query: { cursor, limit, ...filter }, ...asked }) => {
      const rows = await listGoals(caller, { ...filter, after: cursor, limit: limit + 1 })
      return cut(rows, limit, asked, byId).map(goalAnswer)
    },
  }),
  route({
    method: 'post',
    path: '/companies/{companyId}/goals',
    name: 'createGoal',
    tag: 'Goals',
    summary: 'Add a goal',
    body: NewGoal,
    status: 201,
    answer: Goal,
    refusals: ['broken_rule'],
    run: async ({ caller, body: { title, ...body }, options }) =>
      goalAnswer(await createGoal(caller, { title, ...inputOf(body) }, options)),
  }),
  route({
    method: 'get',
    path: '/goals/{id}',
    name: 'getGoal',
    tag: 'Goals',
    summary: 'Read a goal with its progress',
    answer: Goal,
    run: async ({ caller, id }) => goalAnswer(await getGoal(caller, { goalId: id })),
  }),
  route({
    method: 'patch',
    path: '/goals/{id}',
    name: 'updateGoal',
    tag: 'Goals',
    summary: 'Change or move a goal',
    body: GoalChange,
    answer: Goal,
    refusals: ['broken_rule'],
    run: async ({ caller, id, body: { title, ...body }, options }) =>
      goalAnswer(await updateGoal(caller, { goalId: id, title, ...inputOf(body) }, options)),
  }),
  route({
    method: 'delete',
    path: '/goals/{id}',
    name: 'deleteGoal',
    tag: 'Goals',
    summary: 'Delete a goal that nothing hangs on',
    answer: z.object({ ok: z.literal(true) }),
    refusals: ['broken_rule'],
    run: async ({ caller, id, options }) => {
      await deleteGoal(caller, { goalId: id }, options)
      return { ok: true }
    },
  }),
]
