import { z } from 'zod'

export const GoalLevel = z.enum(['company', 'team', 'agent', 'task'])
export const GoalStatus = z.enum(['planned', 'active', 'achieved', 'cancelled'])

const Title = z.string().trim().min(1, 'must not be empty').max(300)
const Description = z.string().max(20_000)
const Day = z.iso.date('must be a day such as 2026-06-01')

export const CreateGoal = z.object({
  title: Title,
  description: Description.default(''),
  /** Absent or null: directly below the mission. */
  parentId: z.uuid().nullish(),
  level: GoalLevel.default('team'),
  status: GoalStatus.default('active'),
  ownerAgentId: z.uuid().nullish(),
  dueDate: Day.nullish(),
})

export const UpdateGoal = z.object({
  goalId: z.uuid(),
  title: Title.optional(),
  description: Description.optional(),
  status: GoalStatus.optional(),
  ownerAgentId: z.uuid().nullish(),
  dueDate: Day.nullish(),
})

export const GoalView = z.object({
  id: z.uuid(),
  companyId: z.uuid(),
  parentId: z.uuid().nullable(),
  title: z.string(),
  description: z.string(),
  level: GoalLevel,
  status: GoalStatus,
  ownerAgentId: z.uuid().nullable(),
  dueDate: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
  /** Tasks of this goal and of all goals below it; cancelled ones do not count. */
  tasksDone: z.number(),
  tasksTotal: z.number(),
})
export type GoalView = z.output<typeof GoalView>
