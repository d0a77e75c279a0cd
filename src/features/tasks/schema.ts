import { z } from 'zod'

export const TASK_STATES = ['backlog', 'todo', 'in_progress', 'in_review', 'blocked', 'done', 'cancelled'] as const
export const TaskState = z.enum(TASK_STATES)
export type TaskState = z.output<typeof TaskState>
export const Priority = z.enum(['critical', 'high', 'medium', 'low'])
export const Complexity = z.enum(['low', 'medium', 'high'])

const Title = z.string().trim().min(1, 'must not be empty').max(300)
const Text = z.string().max(100_000)

export const CreateTask = z.object({
  title: Title,
  description: Text.default(''),
  /** Absent: `todo` when assigned, else `backlog`. */
  state: TaskState.optional(),
  priority: Priority.default('medium'),
  complexity: Complexity.nullish(),
  assigneeId: z.uuid().nullish(),
  /** Absent: the parent task's goal, else the mission. */
  goalId: z.uuid().nullish(),
  parentId: z.uuid().nullish(),
})

export const UpdateTask = z.object({
  taskId: z.uuid(),
  title: Title.optional(),
  description: Text.optional(),
  priority: Priority.optional(),
  complexity: Complexity.nullish(),
  goalId: z.uuid().optional(),
  assigneeId: z.uuid().nullish(),
  state: TaskState.optional(),
  completionSummary: Text.optional(),
  blockedReason: z.string().max(2000).optional(),
  /** Needed to leave done or cancelled. */
  reopen: z.boolean().default(false),
})

export const ToolCall = z.object({
  tool: z.string().min(1).max(200),
  input: z.unknown().optional(),
  output: z.unknown().optional(),
})

export const PostMessage = z.object({
  taskId: z.uuid(),
  content: z.string().trim().min(1, 'must not be empty').max(100_000),
  toolCalls: z.array(ToolCall).max(200).default([]),
})

export const LeaseView = z.object({
  agentId: z.uuid(),
  agentName: z.string(),
  runId: z.uuid().nullable(),
  fence: z.number(),
  expiresAt: z.string(),
})

/** A row of a list: slim, without the description. */
export const TaskRow = z.object({
  id: z.uuid(),
  companyId: z.uuid(),
  identifier: z.string(),
  title: z.string(),
  state: TaskState,
  priority: Priority,
  complexity: Complexity.nullable(),
  assigneeId: z.uuid().nullable(),
  assigneeName: z.string().nullable(),
  goalId: z.uuid(),
  parentId: z.uuid().nullable(),
  requestDepth: z.number(),
  messageCount: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
})
export type TaskRow = z.output<typeof TaskRow>

export const TaskView = TaskRow.extend({
  description: z.string(),
  blockedReason: z.string().nullable(),
  completionSummary: z.string().nullable(),
  createdByKind: z.string(),
  createdById: z.uuid(),
  startedAt: z.string().nullable(),
  completedAt: z.string().nullable(),
  /** From the mission down to the task's goal. */
  goalAncestry: z.array(z.string()),
  /** Who works on it now; null when it is free. */
  lease: LeaseView.nullable(),
  costMicros: z.number(),
})
export type TaskView = z.output<typeof TaskView>

export const MessageView = z.object({
  id: z.uuid(),
  taskId: z.uuid(),
  role: z.enum(['agent', 'human', 'system']),
  authorKind: z.string(),
  authorId: z.uuid(),
  authorName: z.string(),
  runId: z.uuid().nullable(),
  content: z.string(),
  toolCalls: z.array(ToolCall),
  createdAt: z.string(),
})
export type MessageView = z.output<typeof MessageView>
