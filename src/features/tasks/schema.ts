import { z } from 'zod'
import { AcceptanceChecks } from './rules/acceptance'
import { ExecutionPolicy } from './rules/execution'
import { ToolCall } from './rules/views'
import { Complexity, MOST_DEPTH, Priority, TaskState } from './rules/vocabulary'

export { AcceptanceChecks } from './rules/acceptance'
export { ExecutionPolicy } from './rules/execution'
export { ProductFields, ProductType, ProductView } from './rules/products'
export * from './rules/views'
export { Complexity, Priority, TASK_STATES, TaskState } from './rules/vocabulary'

const Title = z.string().trim().min(1, 'must not be empty').max(300)
const Text = z.string().max(100_000)
const Instant = z.iso.datetime({ offset: true })

export const Accountable = z.object({ kind: z.enum(['person', 'agent']), id: z.uuid() })

const LabelIds = z.array(z.uuid()).max(30)
const BlockerIds = z.array(z.uuid()).max(100)

export const CreateTask = z
  .object({
    title: Title,
    description: Text.default(''),
    /** Absent: `todo` when assigned, else `backlog`. */
    state: TaskState.optional(),
    priority: Priority.default('medium'),
    complexity: Complexity.nullish(),
    assigneeId: z.uuid().nullish(),
    /** A member of the company, instead of an agent. */
    assigneePersonId: z.uuid().nullish(),
    /** Absent: the creator; for an agent's task below another one, whoever answers for that one. */
    accountable: Accountable.optional(),
    /** Absent: the parent task's goal, else the mission. */
    goalId: z.uuid().nullish(),
    /** Absent: the parent task's project; null for none. */
    projectId: z.uuid().nullish(),
    parentId: z.uuid().nullish(),
    labelIds: LabelIds.default([]),
    /** Tasks that must be done before this one. */
    blockedByIds: BlockerIds.default([]),
    dueAt: Instant.nullish(),
    /** Nobody is woken for it, or offered it, before this time. */
    notBefore: Instant.nullish(),
    /** Absent: the parent task's. */
    billingCode: z.string().trim().max(100).nullish(),
    /** How often the work was handed on, if the caller knows of more than the parents show. */
    requestDepth: z.int().min(0).max(MOST_DEPTH).default(0),
    /** People may enter a task that an agent asked for; an agent names itself. */
    createdByAgentId: z.uuid().optional(),
    originKind: z
      .string()
      .regex(/^[a-z][a-z_]{0,39}$/, 'takes lower-case words joined by _')
      .default('manual'),
    originId: z.string().max(200).nullish(),
    /** Who must agree before it is done. */
    executionPolicy: ExecutionPolicy.nullish(),
    /** What must be true before it is done. */
    acceptance: AcceptanceChecks.default([]),
  })
  .refine((task) => !(task.assigneeId && task.assigneePersonId), {
    path: ['assigneePersonId'],
    message: 'a task has one assignee, an agent or a person',
  })

export const UpdateTask = z
  .object({
    taskId: z.uuid(),
    title: Title.optional(),
    description: Text.optional(),
    priority: Priority.optional(),
    complexity: Complexity.nullish(),
    goalId: z.uuid().optional(),
    projectId: z.uuid().nullish(),
    /** Null lifts the task to the top. */
    parentId: z.uuid().nullish(),
    /** Naming an agent clears the person, and the other way round. */
    assigneeId: z.uuid().nullish(),
    assigneePersonId: z.uuid().nullish(),
    accountable: Accountable.optional(),
    state: TaskState.optional(),
    completionSummary: Text.optional(),
    blockedReason: z.string().max(2000).optional(),
    dueAt: Instant.nullish(),
    notBefore: Instant.nullish(),
    billingCode: z.string().trim().max(100).nullish(),
    /** Put away from lists; for people. */
    isHidden: z.boolean().optional(),
    /** Replaces all labels. */
    labelIds: LabelIds.optional(),
    /** Replaces all blockers. */
    blockedByIds: BlockerIds.optional(),
    /** How the task is accepted, for people: what an agent must pass it does not change. */
    executionPolicy: ExecutionPolicy.nullish(),
    acceptance: AcceptanceChecks.optional(),
    /** Posted to the thread in the same transaction. */
    comment: z.string().trim().min(1, 'must not be empty').max(100_000).optional(),
    /** Needed to leave done or cancelled. */
    reopen: z.boolean().default(false),
  })
  .refine((task) => !(task.assigneeId && task.assigneePersonId), {
    path: ['assigneePersonId'],
    message: 'a task has one assignee, an agent or a person',
  })

/** Why a whole tree is held or cancelled, for people and the log. */
export const HoldReason = z.string().trim().max(500).nullish()

export const PostMessage = z.object({
  taskId: z.uuid(),
  content: z.string().trim().min(1, 'must not be empty').max(100_000),
  toolCalls: z.array(ToolCall).max(200).default([]),
  /** Takes a task that is done or cancelled up again. */
  reopen: z.boolean().default(false),
})

export const LabelName = z.string().trim().min(1, 'must not be empty').max(60)
export const LabelColor = z
  .string()
  .regex(/^#[0-9a-fA-F]{6}$/, 'takes a colour as in #3366ff')
  .transform((color) => color.toLowerCase())
