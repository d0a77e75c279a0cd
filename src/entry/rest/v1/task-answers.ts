import { z } from 'zod'
import {
  Complexity,
  type MessageView,
  Priority,
  type TaskRow,
  TaskState,
  type TaskView,
  ToolCall,
} from '@/features/tasks'
import { publicId } from '@/platform/ids'
import { Cents, cents, Instant, shownId, Usd, usd } from './fields'

export const TaskStatus = z
  .enum(['open', 'in_progress', 'in_review', 'blocked', 'done', 'cancelled'])
  .meta({ description: '`open` stands for the states backlog and todo.' })

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
    goal_id: shownId('goal'),
    parent_task_id: shownId('task').nullable(),
    request_depth: z.number().meta({ description: 'How often the work was handed on.' }),
    messages_count: z.number(),
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
  blocked_reason: z.string().nullable(),
  completion_summary: z.string().nullable(),
  cost_usd: Usd,
  cost_cents: Cents,
  started_at: Instant.nullable(),
  completed_at: Instant.nullable(),
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
    goal_id: publicId('goal', row.goalId),
    parent_task_id: publicId('task', row.parentId),
    request_depth: row.requestDepth,
    messages_count: row.messageCount,
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
    blocked_reason: task.blockedReason,
    completion_summary: task.completionSummary,
    cost_usd: usd(task.costMicros),
    cost_cents: cents(task.costMicros),
    started_at: task.startedAt,
    completed_at: task.completedAt,
  }
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
  }
}
