import { z } from 'zod'
import {
  createGoal,
  createProject,
  deleteGoal,
  type GoalDetail,
  GoalLevel,
  GoalStatus,
  type GoalView,
  getGoal,
  getProject,
  listGoals,
  listProjects,
  ProjectStatus,
  type ProjectView,
  updateGoal,
  updateProject,
} from '@/features/goals'
import { Flag, Id, Moment, more, page, pageOf } from './cells'
import { route } from './route'

const Goal = z
  .object({
    id: Id,
    companyId: Id,
    title: z.string(),
    description: z.string().nullable(),
    level: GoalLevel,
    status: GoalStatus,
    parentId: Id.nullable(),
    ownerAgentId: Id.nullable(),
    ownerUserId: Id.nullable(),
    dueDate: z.string().nullable(),
    issuesDone: z.int(),
    issuesTotal: z.int(),
    createdAt: Moment,
    updatedAt: Moment,
  })
  .meta({ id: 'Goal' })
const Detail = Goal.extend({ ancestry: z.array(z.object({ id: Id, title: z.string() })) }).meta({ id: 'GoalDetail' })

function goalAnswer(goal: GoalView): z.output<typeof Goal> {
  const { id, companyId, title, level, status, parentId, ownerAgentId, dueDate, createdAt, updatedAt } = goal
  return {
    ...{ id, companyId, title, level, status, parentId, ownerAgentId },
    description: goal.description || null,
    ownerUserId: goal.ownerPersonId,
    ...{ dueDate, issuesDone: goal.tasksDone, issuesTotal: goal.tasksTotal, createdAt, updatedAt },
  }
}
const detailAnswer = (goal: GoalDetail) => ({ ...goalAnswer(goal), ancestry: goal.ancestry })

const GOAL = {
  description: z.string().nullish(),
  level: GoalLevel.optional(),
  status: GoalStatus.optional(),
  parentId: Id.nullish(),
  ownerAgentId: Id.nullish(),
  ownerUserId: Id.nullish(),
  dueDate: z.string().nullish(),
}

function goalFields({ description, ownerUserId, ...fields }: z.output<z.ZodObject<typeof GOAL>>) {
  return { ...fields, description: description ?? undefined, ownerPersonId: ownerUserId }
}

const Project = z
  .object({
    id: Id,
    companyId: Id,
    name: z.string(),
    urlKey: z.string(),
    description: z.string().nullable(),
    status: ProjectStatus,
    goalId: Id.nullable(),
    goalIds: z.array(Id),
    leadAgentId: Id.nullable(),
    targetDate: z.string().nullable(),
    color: z.string().nullable(),
    pausedAt: Moment.nullable(),
    pauseReason: z.string().nullable(),
    archivedAt: Moment.nullable(),
    createdAt: Moment,
    updatedAt: Moment,
  })
  .meta({ id: 'Project' })

function projectAnswer(project: ProjectView): z.output<typeof Project> {
  const { id, companyId, name, key, status, goalId, leadAgentId, targetDate, color } = project
  return {
    ...{ id, companyId, name, urlKey: key, description: project.description || null, status, goalId },
    goalIds: goalId ? [goalId] : [],
    ...{ leadAgentId, targetDate, color, pausedAt: project.pausedAt, pauseReason: project.pauseReason },
    ...{ archivedAt: project.archivedAt, createdAt: project.createdAt, updatedAt: project.updatedAt },
  }
}

const PROJECT = {
  description: z.string().nullish(),
  status: ProjectStatus.optional(),
  goalId: Id.nullish(),
  goalIds: z.array(Id).max(1, 'a project is for one goal').optional(),
  leadAgentId: Id.nullish(),
  targetDate: z.string().nullish(),
  color: z.string().nullish(),
}

function projectFields({ description, goalIds, ...fields }: z.output<z.ZodObject<typeof PROJECT>>) {
  return { ...fields, description: description ?? undefined, goalId: fields.goalId ?? goalIds?.[0] }
}

export const goals = [
  route({
    method: 'get',
    path: '/companies/{companyId}/goals',
    name: 'listGoals',
    tag: 'Goals',
    summary: 'List goals with their progress',
    query: pageOf(200).extend({ parentId: Id.optional(), ownerAgentId: Id.optional(), status: GoalStatus.optional() }),
    answer: z.array(Goal),
    run: async ({ caller, query: { limit, cursor: after, ...filter } }) =>
      page(await listGoals(caller, { ...filter, after, limit: more(limit) }), limit, goalAnswer),
  }),
  route({
    method: 'post',
    path: '/companies/{companyId}/goals',
    name: 'createGoal',
    tag: 'Goals',
    summary: 'Set a goal',
    body: z.object({ ...GOAL, title: z.string() }),
    status: 201,
    answer: Detail,
    run: async ({ caller, body, options }) =>
      detailAnswer(await createGoal(caller, { ...goalFields(body), title: body.title }, options)),
  }),
  route({
    method: 'get',
    path: '/goals/{goalId}',
    name: 'getGoal',
    tag: 'Goals',
    summary: 'Read a goal with the way to it from the mission',
    answer: Detail,
    run: async ({ caller, id }) => detailAnswer(await getGoal(caller, { goalId: id })),
  }),
  route({
    method: 'patch',
    path: '/goals/{goalId}',
    name: 'updateGoal',
    tag: 'Goals',
    summary: 'Change or move a goal',
    body: z.object({ ...GOAL, title: z.string().optional() }),
    answer: Detail,
    refusals: ['broken_rule'],
    run: async ({ caller, id, body, options }) =>
      detailAnswer(await updateGoal(caller, { ...goalFields(body), title: body.title, goalId: id }, options)),
  }),
  route({
    method: 'delete',
    path: '/goals/{goalId}',
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
  route({
    method: 'get',
    path: '/companies/{companyId}/projects',
    name: 'listProjects',
    tag: 'Projects',
    summary: 'List projects',
    query: pageOf(200).extend({ status: ProjectStatus.optional(), includeArchived: Flag.optional() }),
    answer: z.array(Project),
    run: async ({ caller, query: { limit, cursor: after, ...filter } }) =>
      page(await listProjects(caller, { ...filter, after, limit: more(limit) }), limit, projectAnswer),
  }),
  route({
    method: 'post',
    path: '/companies/{companyId}/projects',
    name: 'createProject',
    tag: 'Projects',
    summary: 'Set up a project',
    body: z.object({ ...PROJECT, name: z.string() }),
    status: 201,
    answer: Project,
    run: async ({ caller, body, options }) =>
      projectAnswer(await createProject(caller, { ...projectFields(body), name: body.name }, options)),
  }),
  route({
    method: 'get',
    path: '/projects/{projectId}',
    name: 'getProject',
    tag: 'Projects',
    summary: 'Read a project',
    answer: Project,
    run: async ({ caller, id }) => projectAnswer(await getProject(caller, { projectId: id })),
  }),
  route({
    method: 'patch',
    path: '/projects/{projectId}',
    name: 'updateProject',
    tag: 'Projects',
    summary: 'Change, pause or archive a project',
    body: z.object({
      ...PROJECT,
      name: z.string().optional(),
      isPaused: z.boolean().optional(),
      pauseReason: z.string().nullish(),
      archivedAt: Moment.nullish(),
    }),
    answer: Project,
    run: async ({ caller, id, body, options }) => {
      const { name, isPaused, pauseReason, archivedAt } = body
      const isArchived = archivedAt === undefined ? undefined : archivedAt !== null
      const change = { ...projectFields(body), name, isPaused, pauseReason, isArchived, projectId: id }
      return projectAnswer(await updateProject(caller, change, options))
    },
  }),
]
