import { z } from 'zod'
import { Complexity, CreateTask, Priority, TaskState, UpdateTask } from '@/features/tasks'
import { commaList, Flag, idOf, idOrNull } from './fields'
import { PolicyInput } from './issue-policy'
import { pageOf } from './page'

const Issues = z.array(idOf('task')).max(100)
const Labels = z.array(idOf('label')).max(30)

const SETTINGS = {
  description: z.string().max(100_000).nullish(),
  priority: Priority.optional(),
  complexity: Complexity.nullish(),
  projectId: idOrNull('project'),
  goalId: idOrNull('goal'),
  parentId: idOrNull('task'),
  assigneeAgentId: idOrNull('agent').meta({ description: 'Assigning an issue that is todo wakes the agent.' }),
  assigneeUserId: idOrNull('person').meta({ description: 'A member of the company, in place of an agent.' }),
  billingCode: z.string().max(100).nullish(),
  blockedByIssueIds: Issues.optional(),
  labelIds: Labels.optional(),
  dueAt: z.iso.datetime({ offset: true }).nullish(),
  notBefore: z.iso.datetime({ offset: true }).nullish().meta({ description: 'Nobody is offered it before.' }),
  executionPolicy: PolicyInput.nullish(),
  acceptance: UpdateTask.shape.acceptance.meta({
    // a check holds any JSON, which has no end as a schema
    type: 'array',
    items: { type: 'object' },
    description: 'What must be true before it is done.',
  }),
}

export const NewIssue = z
  .object({
    title: CreateTask.shape.title.meta({ example: 'Write the release notes' }),
    status: TaskState.optional().meta({ description: 'Default: todo when somebody is assigned, else backlog.' }),
    requestDepth: z.int().min(0).max(1024).optional(),
    createdByAgentId: idOf('agent')
      .optional()
      .meta({ description: 'The agent that asked for it, where people enter it.' }),
    originKind: z.string().max(40).optional(),
    originId: z.string().max(200).nullish(),
    ...SETTINGS,
  })
  .meta({ id: 'NewIssue' })

export const IssueChange = z
  .object({
    title: UpdateTask.shape.title,
    status: TaskState.optional(),
    ...SETTINGS,
    comment: z.string().max(100_000).optional().meta({ description: 'Posted to the thread with the change.' }),
    reopen: z.boolean().optional().meta({ description: 'The only way out of done and cancelled; leads to todo.' }),
    hiddenAt: z.iso
      .datetime({ offset: true })
      .nullish()
      .meta({ description: 'A time puts it away, null brings it back.' }),
    blockedReason: z.string().max(2000).optional(),
    completionSummary: z.string().optional(),
  })
  .meta({ id: 'IssueChange' })

type Settings = Pick<z.output<typeof IssueChange>, keyof typeof SETTINGS>

function settingsOf({ description, blockedByIssueIds, assigneeAgentId, assigneeUserId, ...rest }: Settings) {
  const { priority, complexity, projectId, parentId, billingCode, labelIds, dueAt, notBefore, ...gates } = rest
  return {
    ...{ priority, complexity, projectId, parentId, billingCode, labelIds, dueAt, notBefore },
    ...{ executionPolicy: gates.executionPolicy, acceptance: gates.acceptance },
    description: description === null ? '' : description,
    assigneeId: assigneeAgentId,
    assigneePersonId: assigneeUserId,
    blockedByIds: blockedByIssueIds,
  }
}

/** A new issue, as `createTask` takes it. */
export function taskOf(body: z.output<typeof NewIssue>) {
  const { title, status: state, goalId, requestDepth, createdByAgentId, originKind, originId } = body
  return { ...settingsOf(body), title, state, goalId, requestDepth, createdByAgentId, originKind, originId }
}

/** A change, as `updateTask` takes it. A goal is never taken away: null leaves it. */
export function changeOf(body: z.output<typeof IssueChange>) {
  const { title, status, goalId, comment, reopen, hiddenAt, blockedReason, completionSummary } = body
  return {
    ...settingsOf(body),
    ...{ title, comment: comment?.trim() ? comment : undefined, reopen, blockedReason, completionSummary },
    goalId: goalId ?? undefined,
    state: status ?? (reopen ? ('todo' as const) : undefined),
    isHidden: hiddenAt === undefined ? undefined : hiddenAt !== null,
  }
}

/** Whoever asks: what somebody has read is nobody else's business. */
const Me = z.literal('me').optional()

/** Everything that a list of issues may be narrowed to. `me` is the person who asks. */
export const IssueFilter = pageOf('task').extend({
  status: commaList(TaskState),
  priority: Priority.optional(),
  assigneeAgentId: idOf('agent').optional(),
  assigneeUserId: z
    .union([z.literal('me'), idOf('person')])
    .optional()
    .meta({ type: 'string' }),
  participantAgentId: idOf('agent').optional(),
  createdByAgentId: idOf('agent').optional(),
  projectId: idOf('project').optional(),
  goalId: idOf('goal').optional(),
  parentId: idOf('task').optional(),
  labelId: idOf('label').optional(),
  originKind: z.string().max(40).optional(),
  originId: z.string().max(200).optional(),
  touchedByUserId: Me.meta({ description: 'Made, had or written about by the person who asks. Takes `me`.' }),
  unreadForUserId: Me.meta({ description: 'With something new in it for the person who asks. Takes `me`.' }),
  inboxArchivedByUserId: Me.meta({
    description: 'Without what the person who asks has taken out of its inbox. Takes `me`.',
  }),
  q: z.string().trim().min(1).max(200).optional(),
  includeHidden: Flag,
})
