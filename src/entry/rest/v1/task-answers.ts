import { z } from 'zod'
import {
  Complexity,
  type LabelView,
  type MessageView,
  Priority,
  type TaskRow,
  TaskState,
  type TaskView,
  ToolCall,
} from '@/features/tasks'
import { publicId } from '@/platform/ids'
import { Cents, cents, Instant, shownId, Usd, usd, Who, whoAnswer } from './fields'
import {
  actorKind,
  ExecutionPolicyShown,
  ExecutionStateShown,
  executionAnswer,
  linkAnswer,
  policyAnswer,
  snakeKeys,
  TaskLink,
  VerificationShown,
  verificationAnswer,
} from './task-parts'

export const TaskStatus = z
  .enum(['open', 'in_progress', 'in_review', 'blocked', 'done', 'cancelled'])
  .meta({ description: '`open` stands for the states backlog and todo.' })

export const Label = z.object({ id: shownId('label'), name: z.string(), color: z.string() }).meta({ id: 'Label' })

export function labelAnswer({ id, name, color }: LabelView): z.output<typeof Label> {
  return { id: publicId('label', id), name, color }
}

export const TaskSummary = z
  .object({
    id: shownId('task'),
    company_id: shownId('company'),
    identifier: z.string().meta({ example: 'NOT-12' }),
    title: z.string().meta({ example: 'Implement offline sync for notes' }),
    status: TaskStatus,
    state: TaskState,
    priority: Priority,
    complexity: Complexity.nullable(),
    assigned_to: shownId('agent').nullable(),
    assignee_name: z.string().nullable(),
    assigned_to_person: shownId('person').nullable(),
    assigned_person_name: z.string().nullable(),
    goal_id: shownId('goal'),
    project_id: shownId('project').nullable(),
    parent_task_id: shownId('task').nullable(),
    request_depth: z.number().meta({ description: 'How often the work was handed on.' }),
    is_deep: z.boolean().meta({ description: 'Handed on so often that somebody should ask why.' }),
    messages_count: z.number(),
    labels: z.array(Label),
    unresolved_blockers: z.number().meta({ description: 'Tasks that must still be done before this one.' }),
    origin_kind: z.string(),
    due_at: Instant.nullable(),
    not_before: Instant.nullable(),
    started_at: Instant.nullable(),
    completed_at: Instant.nullable(),
    created_at: Instant,
    updated_at: Instant,
  })
  .meta({ id: 'TaskSummary' })

const Lease = z.object({
  agent_id: shownId('agent'),
  agent_name: z.string(),
  run_id: shownId('run').nullable(),
  fence: z.number().meta({ description: 'Grows with every new holder.' }),
  expires_at: Instant,
})

export const Task = TaskSummary.extend({
  description: z.string(),
  goal_ancestry: z.array(z.string()).meta({ description: 'From the mission down to the goal.' }),
  lease: Lease.nullable().meta({ description: 'Who works on it now; null when it is free.' }),
  held: z
    .object({ task_id: shownId('task'), identifier: z.string(), since: Instant, reason: z.string().nullable() })
    .nullable()
    .meta({ description: 'The task that was put on hold with everything below it; nobody works on this one.' }),
  blocked_reason: z.string().nullable(),
  completion_summary: z.string().nullable(),
  cost_usd: Usd,
  cost_cents: Cents,
  created_by: Who,
  accountable: Who.extend({ name: z.string().nullable() }).meta({ description: 'Who answers for it.' }),
  project: z.object({ id: shownId('project'), name: z.string(), key: z.string() }).nullable(),
  billing_code: z.string().nullable(),
  origin_id: z.string().nullable(),
  is_hidden: z.boolean(),
  ancestors: z.array(TaskLink).meta({ description: 'Tasks above, nearest first.' }),
  children_count: z.number(),
  children_done: z.number(),
  blocked_by: z.array(TaskLink),
  blocks: z.array(TaskLink),
  execution_policy: ExecutionPolicyShown.nullable().meta({ description: 'Who must agree before it is done.' }),
  execution_state: ExecutionStateShown.nullable(),
  acceptance: z.array(z.looseObject({ id: z.string(), name: z.string(), kind: z.string() })),
  verification: VerificationShown.nullable().meta({ description: 'What its completion was checked against.' }),
}).meta({ id: 'Task' })

export const Message = z
  .object({
    id: shownId('message'),
    task_id: shownId('task'),
    role: z.enum(['agent', 'human', 'system']),
    author: z.object({ kind: z.string(), id: z.string(), name: z.string() }),
    run_id: shownId('run').nullable(),
    content: z.string(),
    tool_calls: z.array(ToolCall),
    created_at: Instant,
    edited_at: Instant.nullable(),
  })
  .meta({ id: 'Message' })

export function statusOf(state: TaskState): z.output<typeof TaskStatus> {
  return state === 'backlog' || state === 'todo' ? 'open' : state
}

export function taskSummary(row: TaskRow): z.output<typeof TaskSummary> {
  return {
    id: publicId('task', row.id),
    company_id: publicId('company', row.companyId),
    identifier: row.identifier,
    title: row.title,
    status: statusOf(row.state),
    state: row.state,
    priority: row.priority,
    complexity: row.complexity,
    assigned_to: publicId('agent', row.assigneeId),
    assignee_name: row.assigneeName,
    assigned_to_person: publicId('person', row.assigneePersonId),
    assigned_person_name: row.assigneePersonName,
    goal_id: publicId('goal', row.goalId),
    project_id: publicId('project', row.projectId),
    parent_task_id: publicId('task', row.parentId),
    request_depth: row.requestDepth,
    is_deep: row.isDeep,
    messages_count: row.messageCount,
    labels: row.labels.map(labelAnswer),
    unresolved_blockers: row.unresolvedBlockers,
    origin_kind: row.originKind,
    due_at: row.dueAt,
    not_before: row.notBefore,
    started_at: row.startedAt,
    completed_at: row.completedAt,
    created_at: row.createdAt,
    updated_at: row.updatedAt,
  }
}

export function taskAnswer(task: TaskView): z.output<typeof Task> {
  const { lease } = task
  return {
    ...taskSummary(task),
    description: task.description,
    goal_ancestry: task.goalAncestry,
    lease: lease && {
      agent_id: publicId('agent', lease.agentId),
      agent_name: lease.agentName,
      run_id: publicId('run', lease.runId),
      fence: lease.fence,
      expires_at: lease.expiresAt,
    },
    held: task.held && heldAnswer(task.held),
    blocked_reason: task.blockedReason,
    completion_summary: task.completionSummary,
    cost_usd: usd(task.costMicros),
    cost_cents: cents(task.costMicros),
    created_by: whoAnswer(actorKind(task.createdByKind), task.createdById),
    accountable: { ...whoAnswer(task.accountable.kind, task.accountable.id), name: task.accountable.name },
    project: task.project && { ...task.project, id: publicId('project', task.project.id) },
    billing_code: task.billingCode,
    origin_id: task.originId,
    is_hidden: task.isHidden,
    ancestors: task.ancestors.map(linkAnswer),
    children_count: task.childCounts.total,
    children_done: task.childCounts.done,
    blocked_by: task.blockedBy.map(linkAnswer),
    blocks: task.blocks.map(linkAnswer),
    execution_policy: task.executionPolicy && policyAnswer(task.executionPolicy),
    execution_state: task.executionState && executionAnswer(task.executionState),
    acceptance: task.acceptance.map((check) => ({
      ...snakeKeys(check),
      id: check.id,
      name: check.name,
      kind: check.kind,
    })),
    verification: task.verification && verificationAnswer(task.verification),
  }
}

function heldAnswer({ taskId, identifier, since, reason }: NonNullable<TaskView['held']>) {
  return { task_id: publicId('task', taskId), identifier, since, reason }
}

export function messageAnswer(message: MessageView): z.output<typeof Message> {
  const { authorKind: kind, authorId } = message
  return {
    id: publicId('message', message.id),
    task_id: publicId('task', message.taskId),
    role: message.role,
    author: { kind, id: kind === 'agent' ? publicId('agent', authorId) : authorId, name: message.authorName },
    run_id: publicId('run', message.runId),
    content: message.content,
    tool_calls: message.toolCalls,
    created_at: message.createdAt,
    edited_at: message.editedAt,
  }
}
