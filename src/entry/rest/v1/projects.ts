import { z } from 'zod'
import {
  CreateProject,
  createProject,
  getProject,
  listProjects,
  ProjectStatus,
  type ProjectView,
  UpdateProject,
  updateProject,
} from '@/features/goals'
import { publicId } from '@/platform/ids'
import { cut, Flag, Instant, idOf, idOrNull, NextCursor, pageOf, shownId, Usd, usd } from './fields'
import { route } from './route'

const Project = z
  .object({
    id: shownId('project'),
    company_id: shownId('company'),
    name: z.string(),
    key: z.string(),
    description: z.string(),
    status: ProjectStatus,
    goal_id: shownId('goal').nullable(),
    goal_title: z.string().nullable(),
    lead_agent_id: shownId('agent').nullable(),
    lead_name: z.string().nullable(),
    target_date: z.string().nullable().meta({ format: 'date' }),
    color: z.string().nullable(),
    repository_url: z.string().nullable(),
    default_branch: z.string().nullable(),
    paused_at: Instant.nullable().meta({ description: 'Nobody checks out tasks of a paused project.' }),
    pause_reason: z.string().nullable(),
    archived_at: Instant.nullable(),
    cost_usd: Usd.meta({ description: 'What was spent on its tasks.' }),
    tasks: z.object({
      open: z.number(),
      in_progress: z.number(),
      in_review: z.number(),
      blocked: z.number(),
      done: z.number(),
    }),
    created_at: Instant,
    updated_at: Instant,
  })
  .meta({ id: 'Project' })
const ProjectAnswer = Project.extend({ project: Project }).meta({ id: 'ProjectAnswer' })

function projectFields(view: ProjectView): z.output<typeof Project> {
  const { open, inProgress, inReview, blocked, done } = view.tasks
  return {
    id: publicId('project', view.id),
    company_id: publicId('company', view.companyId),
    ...{ name: view.name, key: view.key, description: view.description, status: view.status },
    goal_id: publicId('goal', view.goalId),
    goal_title: view.goalTitle,
    lead_agent_id: publicId('agent', view.leadAgentId),
    lead_name: view.leadName,
    ...{ target_date: view.targetDate, color: view.color },
    ...{ repository_url: view.repositoryUrl, default_branch: view.defaultBranch },
    ...{ paused_at: view.pausedAt, pause_reason: view.pauseReason, archived_at: view.archivedAt },
    cost_usd: usd(view.costMicros),
    tasks: { open, in_progress: inProgress, in_review: inReview, blocked, done },
    ...{ created_at: view.createdAt, updated_at: view.updatedAt },
  }
}

function hybrid(view: ProjectView): z.output<typeof ProjectAnswer> {
  const project = projectFields(view)
  return { ...project, project }
}

const Fields = z.object({
  description: z.string().optional(),
  status: ProjectStatus.optional(),
  goal_id: idOrNull('goal'),
  lead_agent_id: idOrNull('agent'),
  target_date: CreateProject.shape.targetDate.meta({ example: '2026-06-01' }),
  color: z.string().nullish().meta({ example: '#7c3aed' }),
  repository_url: CreateProject.shape.repositoryUrl.meta({ example: 'https://example.com/owner/name.git' }),
  default_branch: CreateProject.shape.defaultBranch.meta({ example: 'main' }),
})

function fieldsOf({ description, status, color, ...body }: z.output<typeof Fields>) {
  const { goal_id: goalId, lead_agent_id: leadAgentId, target_date: targetDate } = body
  const { repository_url: repositoryUrl, default_branch: defaultBranch } = body
  return { description, status, color, goalId, leadAgentId, targetDate, repositoryUrl, defaultBranch }
}

export const projects = [
  route({
    method: 'post',
    path: '/companies/{company_id}/projects',
    name: 'createProject',
    tag: 'Projects',
    summary: 'Set up a project',
    body: Fields.extend({ name: CreateProject.shape.name }),
    status: 201,
    answer: ProjectAnswer,
    refusals: ['already_exists'],
    run: async ({ caller, body, options }) =>
      hybrid(await createProject(caller, { ...fieldsOf(body), name: body.name }, options)),
  }),
  route({
    method: 'get',
    path: '/companies/{company_id}/projects',
    name: 'listProjects',
    tag: 'Projects',
    summary: 'List projects',
    query: pageOf('project', 100, 200).extend({
      status: ProjectStatus.optional(),
      goal_id: idOf('goal').optional(),
      lead_agent_id: idOf('agent').optional(),
      include_archived: Flag,
    }),
    answer: z.object({ projects: z.array(Project), next_cursor: NextCursor }),
    run: async ({ caller, query }) => {
      const { status, goal_id: goalId, lead_agent_id: leadAgentId, include_archived: includeArchived } = query
      const filter = { status, goalId, leadAgentId, includeArchived, after: query.cursor }
      const [page, next_cursor] = cut(
        await listProjects(caller, { ...filter, limit: query.limit + 1 }),
        query.limit,
        'project',
      )
      return { projects: page.map(projectFields), next_cursor }
    },
  }),
  route({
    method: 'get',
    path: '/projects/{project_id}',
    name: 'getProject',
    tag: 'Projects',
    summary: 'Read a project',
    answer: ProjectAnswer,
    run: async ({ caller, id }) => hybrid(await getProject(caller, { projectId: id })),
  }),
  route({
    method: 'patch',
    path: '/projects/{project_id}',
    name: 'updateProject',
    tag: 'Projects',
    summary: 'Change, pause or archive a project',
    body: Fields.extend({
      name: UpdateProject.shape.name,
      paused: z.boolean().optional(),
      pause_reason: UpdateProject.shape.pauseReason,
      archived: z.boolean().optional(),
    }),
    answer: ProjectAnswer,
    refusals: ['already_exists'],
    run: async ({ caller, id, body, options }) => {
      const { name, paused: isPaused, pause_reason: pauseReason, archived: isArchived } = body
      const change = { ...fieldsOf(body), name, isPaused, pauseReason, isArchived, projectId: id }
      return hybrid(await updateProject(caller, change, options))
    },
  }),
]
