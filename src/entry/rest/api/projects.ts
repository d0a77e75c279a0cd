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
import {
  Cents,
  cents,
  Flag,
  Id,
  IdOrNull,
  Instant,
  InstantOrNull,
  idOf,
  idOrNull,
  Never,
  NoneYet,
  Text,
} from './fields'
import { byId, cut, pageOf } from './page'
import { route } from './route'

const Project = z
  .object({
    id: Id,
    companyId: Id,
    name: z.string(),
    urlKey: z.string().meta({ description: 'The shortname.' }),
    description: Text,
    status: ProjectStatus,
    goalId: IdOrNull,
    goalIds: z.array(Id),
    goals: z.array(z.object({ id: Id, title: z.string() })),
    leadAgentId: IdOrNull,
    targetDate: Text,
    color: Text,
    repositoryUrl: Text,
    defaultBranch: Text,
    costCents: Cents,
    env: Never,
    executionWorkspacePolicy: Never,
    workspaces: NoneYet,
    primaryWorkspace: Never,
    archivedAt: InstantOrNull,
    pauseReason: Text,
    pausedAt: InstantOrNull,
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Project' })

const SETTINGS = {
  description: z.string().max(20_000).nullish(),
  status: ProjectStatus.optional(),
  goalId: idOrNull('goal'),
  goalIds: z.array(idOf('goal')).max(1, 'a project has one goal').optional(),
  leadAgentId: idOrNull('agent'),
  targetDate: CreateProject.shape.targetDate,
  color: CreateProject.shape.color,
  repositoryUrl: CreateProject.shape.repositoryUrl,
  defaultBranch: CreateProject.shape.defaultBranch,
}
const NewProject = z.object({ name: CreateProject.shape.name.meta({ example: 'Website' }), ...SETTINGS })
const ProjectChange = z.object({
  name: UpdateProject.shape.name,
  ...SETTINGS,
  archivedAt: z.iso
    .datetime({ offset: true })
    .nullish()
    .meta({ description: 'A time archives it, null brings it back.' }),
  pausedAt: z.iso.datetime({ offset: true }).nullish().meta({ description: 'A time pauses it, null resumes it.' }),
  pauseReason: UpdateProject.shape.pauseReason,
})

type Settings = Pick<z.output<typeof ProjectChange>, keyof typeof SETTINGS>

function settingsOf({ description, goalId, goalIds, ...rest }: Settings) {
  const goal = goalId === undefined && goalIds ? (goalIds[0] ?? null) : goalId
  const text = description === null ? '' : description
  const { status, leadAgentId, targetDate, color, repositoryUrl, defaultBranch } = rest
  return { description: text, goalId: goal, status, leadAgentId, targetDate, color, repositoryUrl, defaultBranch }
}

function projectAnswer(view: ProjectView): z.output<typeof Project> {
  const goals = view.goalId ? [{ id: view.goalId, title: view.goalTitle ?? '' }] : []
  return {
    id: view.id,
    companyId: view.companyId,
    name: view.name,
    urlKey: view.key,
    description: view.description || null,
    status: view.status,
    goalId: view.goalId,
    goalIds: goals.map((goal) => goal.id),
    goals,
    leadAgentId: view.leadAgentId,
    targetDate: view.targetDate,
    color: view.color,
    repositoryUrl: view.repositoryUrl,
    defaultBranch: view.defaultBranch,
    costCents: cents(view.costMicros),
    env: null,
    executionWorkspacePolicy: null,
    workspaces: [],
    primaryWorkspace: null,
    archivedAt: view.archivedAt,
    pauseReason: view.pauseReason,
    pausedAt: view.pausedAt,
    createdAt: view.createdAt,
    updatedAt: view.updatedAt,
  }
}

/** A time that is set or taken away, as a truth; undefined leaves it. */
const isSet = (time: string | null | undefined) => (time === undefined ? undefined : time !== null)

export const projects = [
  route({
    method: 'get',
    path: '/companies/{companyId}/projects',
    name: 'listProjects',
    tag: 'Projects',
    summary: 'List the projects of a company, oldest first',
    query: pageOf('project', 499).extend({
      goalId: idOf('goal').optional(),
      leadAgentId: idOf('agent').optional(),
      status: ProjectStatus.optional(),
      includeArchived: Flag,
    }),
    answer: z.array(Project),
    run: async ({ caller, query: { cursor, limit, ...filter }, ...asked }) => {
      const rows = await listProjects(caller, { ...filter, after: cursor, limit: limit + 1 })
      return cut(rows, limit, asked, byId).map(projectAnswer)
    },
  }),
  route({
    method: 'post',
    path: '/companies/{companyId}/projects',
    name: 'createProject',
    tag: 'Projects',
    summary: 'Add a project',
    body: NewProject,
    status: 201,
    answer: Project,
    refusals: ['broken_rule'],
    run: async ({ caller, body, options }) =>
      projectAnswer(await createProject(caller, { name: body.name, ...settingsOf(body) }, options)),
  }),
  route({
    method: 'get',
    path: '/projects/{id}',
    name: 'getProject',
    tag: 'Projects',
    summary: 'Read a project',
    answer: Project,
    run: async ({ caller, id }) => projectAnswer(await getProject(caller, { projectId: id })),
  }),
  route({
    method: 'patch',
    path: '/projects/{id}',
    name: 'updateProject',
    tag: 'Projects',
    summary: 'Change, pause, resume, archive or restore a project',
    body: ProjectChange,
    answer: Project,
    refusals: ['broken_rule'],
    run: async ({ caller, id, body, options }) => {
      const { name, archivedAt, pausedAt, pauseReason } = body
      const stops = { isArchived: isSet(archivedAt), isPaused: isSet(pausedAt), pauseReason }
      return projectAnswer(await updateProject(caller, { projectId: id, name, ...settingsOf(body), ...stops }, options))
    },
  }),
  route({
    method: 'delete',
    path: '/projects/{id}',
    name: 'updateProject',
    tag: 'Projects',
    summary: 'Archive a project',
    description: 'Projects are not deleted, because issues and costs refer to them.',
    answer: Project,
    run: async ({ caller, id, options }) =>
      projectAnswer(await updateProject(caller, { projectId: id, isArchived: true }, options)),
  }),
]
