import { z } from 'zod'
import {
  Complexity,
  type LabelView,
  type MessageView,
  Priority,
  type TaskLink,
  type TaskRow,
  TaskState,
  type TaskView,
} from '@/features/tasks'
import { Bag, Cents, Count, cents, Id, IdOrNull, Instant, InstantOrNull, Never, orNull, Text } from './fields'
import { PolicyAnswer, policyAnswer, StateAnswer, stateAnswer } from './issue-policy'

export const Label = z.object({ id: Id, companyId: Id, name: z.string(), color: z.string() }).meta({ id: 'Label' })

export const IssueListed = z
  .object({
    id: Id,
    companyId: Id,
    issueNumber: z.int(),
    identifier: z.string().meta({ example: 'PAP-39' }),
    title: z.string(),
    status: TaskState,
    priority: Priority,
    complexity: Complexity.nullable(),
    projectId: IdOrNull,
    goalId: Id,
    parentId: IdOrNull,
    assigneeAgentId: IdOrNull,
    assigneeUserId: IdOrNull,
    requestDepth: Count,
    originKind: z.string(),
    labels: z.array(Label),
    labelIds: z.array(Id),
    dependencyReady: z.boolean(),
    unresolvedBlockerCount: Count,
    commentCount: Count,
    dueAt: InstantOrNull,
    notBefore: InstantOrNull,
    startedAt: InstantOrNull,
    completedAt: InstantOrNull,
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'IssueListed' })

export const IssueLink = z
  .object({ id: Id, identifier: z.string(), title: z.string(), status: TaskState })
  .meta({ id: 'IssueLink' })

export const Issue = IssueListed.extend({
  description: z.string(),
  createdByAgentId: IdOrNull,
  createdByUserId: IdOrNull,
  billingCode: Text,
  originId: Text,
  originRunId: Never,
  checkoutRunId: IdOrNull.meta({ description: 'The run that holds it now.' }),
  executionRunId: IdOrNull.meta({ description: 'The same.' }),
  executionAgentNameKey: Text.meta({ description: 'Name of the agent that holds it now.' }),
  checkoutAgentId: IdOrNull,
  checkoutExpiresAt: InstantOrNull,
  executionPolicy: orNull(PolicyAnswer),
  executionState: orNull(StateAnswer),
  accountable: z
    .object({ kind: z.enum(['person', 'agent', 'system']), id: Id, name: Text })
    .meta({ description: 'Who answers for it.' }),
  acceptance: z.array(Bag).meta({ description: 'What must be true before it is done.' }),
  verification: orNull(Bag).meta({ description: 'What came of checking that.' }),
  blockedReason: Text,
  completionSummary: Text,
  hiddenAt: InstantOrNull.meta({ description: 'Null unless it is put away; then the time of its last change.' }),
  held: z
    .object({ issueId: Id, identifier: z.string(), since: Instant, reason: Text })
    .nullable()
    .meta({ description: 'The issue that was put on hold with everything below it; nobody works on this one.' }),
  costCents: Cents,
  project: z.object({ id: Id, name: z.string(), urlKey: z.string() }).nullable(),
  goal: z.object({ id: Id, title: z.string() }),
  goalAncestry: z.array(z.string()).meta({ description: 'From the mission down to the goal.' }),
  ancestors: z.array(IssueLink).meta({ description: 'Nearest first.' }),
  blockedBy: z.array(IssueLink),
  blocks: z.array(IssueLink),
  currentExecutionWorkspace: Never,
}).meta({ id: 'Issue' })

export const Comment = z
  .object({
    id: Id,
    companyId: Id,
    issueId: Id,
    body: z.string(),
    authorType: z.enum(['agent', 'user', 'system']),
    authorAgentId: IdOrNull,
    authorUserId: IdOrNull,
    authorName: z.string(),
    createdByRunId: IdOrNull,
    metadata: Bag.nullable().meta({ description: '{toolCalls}, where the author sent some.' }),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Comment' })

export function labelAnswer(companyId: string, label: LabelView): z.output<typeof Label> {
  return { id: label.id, companyId, name: label.name, color: label.color }
}

export function issueListed(row: TaskRow): z.output<typeof IssueListed> {
  return {
    id: row.id,
    companyId: row.companyId,
    issueNumber: Number(row.identifier.split('-').at(-1)),
    identifier: row.identifier,
    title: row.title,
    status: row.state,
    priority: row.priority,
    complexity: row.complexity,
    projectId: row.projectId,
    goalId: row.goalId,
    parentId: row.parentId,
    assigneeAgentId: row.assigneeId,
    assigneeUserId: row.assigneePersonId,
    requestDepth: row.requestDepth,
    originKind: row.originKind,
    labels: row.labels.map((label) => labelAnswer(row.companyId, label)),
    labelIds: row.labels.map((label) => label.id),
    dependencyReady: row.unresolvedBlockers === 0,
    unresolvedBlockerCount: row.unresolvedBlockers,
    commentCount: row.messageCount,
    dueAt: row.dueAt,
    notBefore: row.notBefore,
    startedAt: row.startedAt,
    completedAt: row.completedAt,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  }
}

export function issueAnswer(view: TaskView): z.output<typeof Issue> {
  const { lease } = view
  return {
    ...issueListed(view),
    description: view.description,
    createdByAgentId: view.createdByKind === 'agent' ? view.createdById : null,
    createdByUserId: view.createdByKind === 'person' ? view.createdById : null,
    billingCode: view.billingCode,
    originId: view.originId,
    originRunId: null,
    checkoutRunId: lease?.runId ?? null,
    executionRunId: lease?.runId ?? null,
    executionAgentNameKey: lease?.agentName ?? null,
    checkoutAgentId: lease?.agentId ?? null,
    checkoutExpiresAt: lease?.expiresAt ?? null,
    executionPolicy: view.executionPolicy && policyAnswer(view.executionPolicy),
    executionState: view.executionState && stateAnswer(view.executionState),
    accountable: view.accountable,
    acceptance: view.acceptance,
    verification: view.verification,
    blockedReason: view.blockedReason,
    completionSummary: view.completionSummary,
    hiddenAt: view.isHidden ? view.updatedAt : null,
    held: view.held && heldAnswer(view.held),
    costCents: cents(view.costMicros),
    project: view.project && { id: view.project.id, name: view.project.name, urlKey: view.project.key },
    goal: { id: view.goalId, title: view.goalAncestry.at(-1) ?? '' },
    goalAncestry: view.goalAncestry,
    ancestors: view.ancestors.map(linkAnswer),
    blockedBy: view.blockedBy.map(linkAnswer),
    blocks: view.blocks.map(linkAnswer),
    currentExecutionWorkspace: null,
  }
}

function heldAnswer({ taskId: issueId, identifier, since, reason }: NonNullable<TaskView['held']>) {
  return { issueId, identifier, since, reason }
}

function linkAnswer({ id, identifier, title, state }: z.output<typeof TaskLink>): z.output<typeof IssueLink> {
  return { id, identifier, title, status: state }
}

const AUTHORS = { agent: 'agent', human: 'user', system: 'system' } as const

export function commentAnswer(companyId: string, message: MessageView): z.output<typeof Comment> {
  return {
    id: message.id,
    companyId,
    issueId: message.taskId,
    body: message.content,
    authorType: AUTHORS[message.role],
    authorAgentId: message.authorKind === 'agent' ? message.authorId : null,
    authorUserId: message.authorKind === 'person' ? message.authorId : null,
    authorName: message.authorName,
    createdByRunId: message.runId,
    metadata: message.toolCalls.length > 0 ? { toolCalls: message.toolCalls } : null,
    createdAt: message.createdAt,
    updatedAt: message.editedAt ?? message.createdAt,
  }
}
