import { z } from 'zod'
import type { MessageView, TaskRow, TaskView } from '@/features/tasks'
import { AcceptanceChecks, Complexity, Priority, TaskState, ToolCall } from '@/features/tasks'
import { Anything, Id, Moment } from './cells'

const Label = z.object({ id: Id, name: z.string(), color: z.string() })

/** A row of a list. */
export const IssueSummary = z
  .object({
    id: Id,
    companyId: Id,
    issueNumber: z.int(),
    identifier: z.string().meta({ example: 'PAP-39' }),
    title: z.string(),
    status: TaskState,
    priority: Priority,
    projectId: Id.nullable(),
    goalId: Id,
    parentId: Id.nullable(),
    assigneeAgentId: Id.nullable(),
    assigneeUserId: Id.nullable(),
    requestDepth: z.int(),
    originKind: z.string(),
    labels: z.array(Label),
    labelIds: z.array(Id),
    unresolvedBlockerCount: z.int(),
    dueAt: Moment.nullable(),
    notBefore: Moment.nullable(),
    startedAt: Moment.nullable(),
    completedAt: Moment.nullable(),
    cancelledAt: Moment.nullable(),
    createdAt: Moment,
    updatedAt: Moment,
  })
  .meta({ id: 'IssueSummary' })

const IssueLink = z.object({ id: Id, identifier: z.string(), title: z.string(), status: TaskState })

export const Issue = IssueSummary.extend({
  description: z.string().nullable(),
  complexity: Complexity.nullable(),
  createdByAgentId: Id.nullable(),
  createdByUserId: Id.nullable(),
  accountable: z.object({ kind: z.string(), id: Id, name: z.string().nullable() }),
  billingCode: z.string().nullable(),
  originId: z.string().nullable(),
  completionSummary: z.string().nullable(),
  blockedReason: z.string().nullable(),
  checkoutRunId: Id.nullable(),
  executionRunId: Id.nullable(),
  executionAgentNameKey: z.string().nullable(),
  executionLockedUntil: Moment.nullable(),
  executionPolicy: Anything.nullable(),
  executionState: Anything.nullable(),
  acceptance: z.array(Anything),
  verification: Anything.nullable(),
  hiddenAt: Moment.nullable(),
  goalAncestry: z.array(z.string()).meta({ description: 'From the mission down to the goal.' }),
  ancestors: z.array(IssueLink).meta({ description: 'Parents, nearest first.' }),
  blockedBy: z.array(IssueLink),
  blocks: z.array(IssueLink),
  blockedByIssueIds: z.array(Id),
  project: z.object({ id: Id, name: z.string(), urlKey: z.string() }).nullable(),
  costCents: z.number(),
}).meta({ id: 'Issue' })

export function issueSummary(task: TaskRow): z.output<typeof IssueSummary> {
  return {
    ...{ id: task.id, companyId: task.companyId, identifier: task.identifier, title: task.title },
    issueNumber: Number(task.identifier.split('-').at(-1)),
    status: task.state,
    priority: task.priority,
    ...{ projectId: task.projectId, goalId: task.goalId, parentId: task.parentId },
    assigneeAgentId: task.assigneeId,
    assigneeUserId: task.assigneePersonId,
    requestDepth: task.requestDepth,
    originKind: task.originKind,
    labels: task.labels,
    labelIds: task.labels.map((label) => label.id),
    unresolvedBlockerCount: task.unresolvedBlockers,
    ...{ dueAt: task.dueAt, notBefore: task.notBefore, startedAt: task.startedAt },
    completedAt: task.state === 'done' ? task.completedAt : null,
    cancelledAt: task.state === 'cancelled' ? task.completedAt : null,
    ...{ createdAt: task.createdAt, updatedAt: task.updatedAt },
  }
}

const linkOf = ({ state, ...link }: TaskView['blocks'][number]) => ({ ...link, status: state })

export function issueAnswer(task: TaskView): z.output<typeof Issue> {
  const { lease, createdByKind, createdById } = task
  return {
    ...issueSummary(task),
    description: task.description || null,
    complexity: task.complexity,
    createdByAgentId: createdByKind === 'agent' ? createdById : null,
    createdByUserId: createdByKind === 'person' ? createdById : null,
    accountable: task.accountable,
    ...{ billingCode: task.billingCode, originId: task.originId, completionSummary: task.completionSummary },
    blockedReason: task.blockedReason,
    checkoutRunId: lease?.runId ?? null,
    executionRunId: lease?.runId ?? null,
    executionAgentNameKey: lease?.agentName ?? null,
    executionLockedUntil: lease?.expiresAt ?? null,
    executionPolicy: task.executionPolicy && policyShown(task.executionPolicy),
    executionState: task.executionState,
    acceptance: task.acceptance,
    verification: task.verification,
    hiddenAt: task.isHidden ? task.updatedAt : null,
    goalAncestry: task.goalAncestry,
    ancestors: task.ancestors.map(linkOf),
    blockedBy: task.blockedBy.map(linkOf),
    blocks: task.blocks.map(linkOf),
    blockedByIssueIds: task.blockedBy.map((link) => link.id),
    project: task.project && { id: task.project.id, name: task.project.name, urlKey: task.project.key },
    costCents: Math.round(task.costMicros / 10_000),
  }
}

const Participant = z
  .object({ type: z.enum(['agent', 'user', 'person']), agentId: Id.nullish(), userId: Id.nullish(), id: Id.optional() })
  .transform(({ type, agentId, userId, id }, context) => {
    const found = type === 'agent' ? (agentId ?? id) : (userId ?? id)
    if (!found) context.addIssue({ code: 'custom', message: 'needs agentId or userId, as its type says' })
    return { type: type === 'agent' ? ('agent' as const) : ('person' as const), id: found ?? z.NEVER }
  })

const Policy = z
  .object({
    mode: z.enum(['normal', 'auto']).optional(),
    commentRequired: z.boolean().optional(),
    stages: z.array(
      z.object({
        id: z.string().optional(),
        type: z.enum(['review', 'approval']),
        approvalsNeeded: z.int().min(1).optional(),
        participants: z.array(Participant).min(1),
      }),
    ),
  })
  .meta({ type: 'object' })

function policyShown(policy: NonNullable<TaskView['executionPolicy']>) {
  const named = ({ type, id }: { type: string; id: string }) =>
    type === 'agent' ? { type, agentId: id } : { type: 'user', userId: id }
  return {
    ...policy,
    stages: policy.stages.map((stage) => ({ ...stage, participants: stage.participants.map(named) })),
  }
}

const FIELDS = {
  description: z.string().nullish(),
  status: TaskState.optional(),
  priority: Priority.optional(),
  complexity: Complexity.nullish(),
  projectId: Id.nullish(),
  goalId: Id.nullish(),
  parentId: Id.nullish(),
  assigneeAgentId: Id.nullish().meta({ description: 'Assigning wakes the agent.' }),
  assigneeUserId: Id.nullish(),
  billingCode: z.string().nullish(),
  blockedByIssueIds: z.array(Id).optional(),
  labelIds: z.array(Id).optional(),
  dueAt: Moment.nullish(),
  notBefore: Moment.nullish(),
  executionPolicy: Policy.nullish(),
  acceptance: AcceptanceChecks.optional(),
}

export const NewIssue = z
  .object({
    ...FIELDS,
    title: z.string(),
    requestDepth: z.int().min(0).optional(),
    createdByAgentId: Id.optional(),
    originKind: z.string().optional(),
    originId: z.string().nullish(),
  })
  .meta({ id: 'NewIssue' })

export const IssueChange = z
  .object({
    ...FIELDS,
    title: z.string().optional(),
    comment: z.string().optional().meta({ description: 'Posted to the thread with the change.' }),
    completionSummary: z.string().optional(),
    blockedReason: z.string().optional(),
    hiddenAt: Moment.nullish(),
    reopen: z.boolean().optional(),
  })
  .meta({ id: 'IssueChange' })

/** What creating and changing share, in the words of the commands. */
export function fieldsOf(body: Partial<z.output<typeof NewIssue>> & Partial<z.output<typeof IssueChange>>) {
  return {
    description: body.description ?? undefined,
    state: body.status,
    priority: body.priority,
    complexity: body.complexity,
    projectId: body.projectId,
    parentId: body.parentId,
    assigneeId: body.assigneeAgentId,
    assigneePersonId: body.assigneeUserId,
    billingCode: body.billingCode,
    blockedByIds: body.blockedByIssueIds,
    labelIds: body.labelIds,
    dueAt: body.dueAt,
    notBefore: body.notBefore,
    executionPolicy: body.executionPolicy,
    acceptance: body.acceptance,
  }
}

export const Comment = z
  .object({
    id: Id,
    issueId: Id,
    body: z.string(),
    authorType: z.enum(['agent', 'user', 'system']),
    authorAgentId: Id.nullable(),
    authorUserId: Id.nullable(),
    authorName: z.string(),
    toolCalls: z.array(ToolCall),
    createdByRunId: Id.nullable(),
    createdAt: Moment,
    updatedAt: Moment,
  })
  .meta({ id: 'Comment' })

export function commentAnswer(message: MessageView): z.output<typeof Comment> {
  const { authorKind, authorId } = message
  return {
    id: message.id,
    issueId: message.taskId,
    body: message.content,
    authorType: authorKind === 'agent' ? 'agent' : authorKind === 'person' ? 'user' : 'system',
    authorAgentId: authorKind === 'agent' ? authorId : null,
    authorUserId: authorKind === 'person' ? authorId : null,
    authorName: message.authorName,
    toolCalls: message.toolCalls,
    createdByRunId: message.runId,
    createdAt: message.createdAt,
    updatedAt: message.editedAt ?? message.createdAt,
  }
}
