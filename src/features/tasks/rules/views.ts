import { z } from 'zod'
import { AcceptanceChecks, Verification } from './acceptance'
import { ExecutionPolicy, ExecutionState } from './execution'
import { Complexity, Priority, TaskState } from './vocabulary'

export const LabelView = z.object({ id: z.uuid(), name: z.string(), color: z.string() })
export type LabelView = z.output<typeof LabelView>

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
  assigneePersonId: z.uuid().nullable(),
  assigneePersonName: z.string().nullable(),
  goalId: z.uuid(),
  projectId: z.uuid().nullable(),
  parentId: z.uuid().nullable(),
  requestDepth: z.number(),
  /** Handed on so often that somebody should ask why. */
  isDeep: z.boolean(),
  messageCount: z.number(),
  labels: z.array(LabelView),
  /** How many tasks must still be done before this one. */
  unresolvedBlockers: z.number(),
  originKind: z.string(),
  dueAt: z.string().nullable(),
  notBefore: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
  startedAt: z.string().nullable(),
  completedAt: z.string().nullable(),
})
export type TaskRow = z.output<typeof TaskRow>

export const TaskLink = z.object({ id: z.uuid(), identifier: z.string(), title: z.string(), state: TaskState })
const Named = z.object({ id: z.uuid(), name: z.string() })

/** Why nobody works on a task: it, or a task above it, is on hold with everything below. */
export const HeldView = z.object({
  taskId: z.uuid(),
  identifier: z.string(),
  since: z.string(),
  reason: z.string().nullable(),
})
export type HeldView = z.output<typeof HeldView>

export const TaskView = TaskRow.extend({
  description: z.string(),
  blockedReason: z.string().nullable(),
  completionSummary: z.string().nullable(),
  createdByKind: z.string(),
  createdById: z.uuid(),
  /** Who answers for it; a task that an agent makes below another one is answered for by whom that one is. */
  accountable: z.object({ kind: z.enum(['person', 'agent', 'system']), id: z.uuid(), name: z.string().nullable() }),
  assigneePerson: Named.nullable(),
  project: Named.extend({ key: z.string() }).nullable(),
  billingCode: z.string().nullable(),
  originId: z.string().nullable(),
  isHidden: z.boolean(),
  /** Titles from the mission down to the task's goal. */
  goalAncestry: z.array(z.string()),
  parent: TaskLink.nullable(),
  /** Tasks above, nearest first. */
  ancestors: z.array(TaskLink),
  childCounts: z.object({ total: z.number(), done: z.number(), over: z.number() }),
  blockedBy: z.array(TaskLink),
  blocks: z.array(TaskLink),
  executionPolicy: ExecutionPolicy.nullable(),
  executionState: ExecutionState.nullable(),
  acceptance: AcceptanceChecks,
  verification: Verification.nullable(),
  /** Null unless it is on hold. */
  held: HeldView.nullable(),
  /** Who works on it now; null when it is free. */
  lease: LeaseView.nullable(),
  costMicros: z.number(),
})
export type TaskView = z.output<typeof TaskView>

/** What a person has noted of a task. */
export const MarkView = z.object({
  taskId: z.uuid(),
  isUnread: z.boolean(),
  readAt: z.string().nullable(),
  archivedAt: z.string().nullable(),
})
export type MarkView = z.output<typeof MarkView>

export const ToolCall = z.object({
  tool: z.string().min(1).max(200),
  input: z.unknown().optional(),
  output: z.unknown().optional(),
})

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
  editedAt: z.string().nullable(),
})
export type MessageView = z.output<typeof MessageView>

/** What a message said before its edit of this number. */
export const MessageRevisionView = z.object({
  number: z.number(),
  content: z.string(),
  editorKind: z.string(),
  editorId: z.uuid(),
  createdAt: z.string(),
})
export type MessageRevisionView = z.output<typeof MessageRevisionView>
