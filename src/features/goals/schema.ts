import { z } from 'zod'

export const GoalLevel = z.enum(['company', 'team', 'agent', 'task'])
export const GoalStatus = z.enum(['planned', 'active', 'achieved', 'cancelled'])

const Title = z.string().trim().min(1, 'must not be empty').max(300)
const Description = z.string().max(20_000)
const Day = z.iso.date('must be a day such as 2026-06-01')

/** A goal has one owner at most: an agent, or a member of the company. Naming one takes the place of the other. */
const ONE_OWNER = { message: 'a goal has one owner: an agent or a person', path: ['ownerPersonId'] }
const hasOneOwner = (input: { ownerAgentId?: string | null | undefined; ownerPersonId?: string | null | undefined }) =>
  !(input.ownerAgentId && input.ownerPersonId)

export const CreateGoal = z
  .object({
    title: Title,
    description: Description.default(''),
    /** Absent or null: directly below the mission. */
    parentId: z.uuid().nullish(),
    level: GoalLevel.default('team'),
    status: GoalStatus.default('active'),
    /** Absent, and no person either: the agent that creates it. */
    ownerAgentId: z.uuid().nullish(),
    ownerPersonId: z.uuid().nullish(),
    dueDate: Day.nullish(),
  })
  .refine(hasOneOwner, ONE_OWNER)

export const UpdateGoal = z
  .object({
    goalId: z.uuid(),
    title: Title.optional(),
    description: Description.optional(),
    /** Moves the goal, with all below it. Null: directly below the mission. */
    parentId: z.uuid().nullish(),
    level: GoalLevel.optional(),
    status: GoalStatus.optional(),
    ownerAgentId: z.uuid().nullish(),
    ownerPersonId: z.uuid().nullish(),
    dueDate: Day.nullish(),
  })
  .refine(hasOneOwner, ONE_OWNER)

export const Owner = z.object({ kind: z.enum(['agent', 'person']), id: z.uuid(), name: z.string() })

export const GoalView = z.object({
  id: z.uuid(),
  companyId: z.uuid(),
  parentId: z.uuid().nullable(),
  title: z.string(),
  description: z.string(),
  level: GoalLevel,
  status: GoalStatus,
  ownerAgentId: z.uuid().nullable(),
  ownerPersonId: z.uuid().nullable(),
  owner: Owner.nullable(),
  dueDate: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
  /** Tasks of this goal and of all goals below it; cancelled ones do not count. */
  tasksDone: z.number(),
  tasksTotal: z.number(),
  /** What was spent on this goal and on all goals below it. */
  costMicros: z.number(),
  /** What was spent on tasks of this goal itself. */
  ownCostMicros: z.number(),
})
export type GoalView = z.output<typeof GoalView>

/** A goal by itself: with the way to it, from the mission down to the goal. */
export const GoalDetail = GoalView.extend({ ancestry: z.array(z.object({ id: z.uuid(), title: z.string() })) })
export type GoalDetail = z.output<typeof GoalDetail>

export const ProjectStatus = z.enum(['backlog', 'planned', 'in_progress', 'completed', 'cancelled'])

const Name = z.string().trim().min(1, 'must not be empty').max(120)
const Color = z
  .string()
  .regex(/^#[0-9a-fA-F]{6}$/, 'must be a colour such as #7c3aed')
  .transform((color) => color.toLowerCase())

const ADDRESS = /^(https?:\/\/|ssh:\/\/|git:\/\/|file:\/\/\/|[\w.-]+@[\w.-]+:|\/)[^\s\p{Cc}]+$/u
const hasPassword = (url: string) => /^https?:\/\/[^/@]*@/.test(url)

const REPOSITORY = {
  /** Where the code lives: `https://…`, `ssh://…`, `git@host:owner/name.git`, or a folder on the worker. */
  repositoryUrl: z
    .string()
    .trim()
    .max(500)
    .regex(ADDRESS, 'must be the address of a git repository such as https://example.com/owner/name.git, or a folder')
    .refine((url) => !hasPassword(url), 'must hold no credentials. Give them to the agents as secrets')
    .nullish(),
  /** Where branches of tasks begin. Null: the one that the repository names. */
  defaultBranch: z
    .string()
    .regex(/^(?![-/.])(?!.*(\.\.|\/\/|@\{|\.lock$|\/$))[^\s~^:?*[\\\p{Cc}]{1,200}$/u, 'is no name of a branch')
    .nullish(),
}

export const CreateProject = z.object({
  name: Name,
  description: Description.default(''),
  status: ProjectStatus.default('backlog'),
  goalId: z.uuid().nullish(),
  leadAgentId: z.uuid().nullish(),
  targetDate: Day.nullish(),
  color: Color.nullish(),
  ...REPOSITORY,
})

export const UpdateProject = z.object({
  projectId: z.uuid(),
  /** Changes the key, too. */
  name: Name.optional(),
  description: Description.optional(),
  status: ProjectStatus.optional(),
  goalId: z.uuid().nullish(),
  leadAgentId: z.uuid().nullish(),
  targetDate: Day.nullish(),
  color: Color.nullish(),
  ...REPOSITORY,
  /** Nobody checks out tasks of a paused project. */
  isPaused: z.boolean().optional(),
  pauseReason: z.string().max(500).nullish(),
  /** An archived project is not listed. */
  isArchived: z.boolean().optional(),
})

export const ProjectView = z.object({
  id: z.uuid(),
  companyId: z.uuid(),
  name: z.string(),
  key: z.string(),
  description: z.string(),
  status: ProjectStatus,
  goalId: z.uuid().nullable(),
  goalTitle: z.string().nullable(),
  leadAgentId: z.uuid().nullable(),
  leadName: z.string().nullable(),
  targetDate: z.string().nullable(),
  color: z.string().nullable(),
  repositoryUrl: z.string().nullable(),
  defaultBranch: z.string().nullable(),
  pausedAt: z.string().nullable(),
  pauseReason: z.string().nullable(),
  archivedAt: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
  /** What was spent on its tasks. */
  costMicros: z.number(),
  /** `open` is backlog and todo; cancelled ones do not count. */
  tasks: z.object({
    open: z.number(),
    inProgress: z.number(),
    inReview: z.number(),
    blocked: z.number(),
    done: z.number(),
  }),
})
export type ProjectView = z.output<typeof ProjectView>
