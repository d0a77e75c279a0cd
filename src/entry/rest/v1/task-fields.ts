import { z } from 'zod'
import { Complexity, CreateTask, OPEN_STATES, Priority, TASK_STATES, TaskState, UpdateTask } from '@/features/tasks'
import { Flag, idOf, idOrNull } from './fields'
import { TaskStatus } from './task-answers'
import { AcceptanceInput, PolicyInput } from './task-parts'

const PriorityInput = z
  .enum([...Priority.options, 'urgent'])
  .transform((priority) => (priority === 'urgent' ? 'critical' : priority))
  .meta({ type: 'string', enum: [...Priority.options, 'urgent'], description: '`urgent` means critical.' })

/** `open`, `all`, or states separated by commas; read as a list of states. */
export const StatusFilter = z
  .string()
  .transform((text, context) => {
    if (text === 'all') return [...TASK_STATES]
    const states = text.split(',').flatMap((word): readonly string[] => (word === 'open' ? OPEN_STATES : [word.trim()]))
    const parsed = z.array(TaskState).min(1).safeParse(states)
    if (!parsed.success) {
      context.addIssue({ code: 'custom', message: `takes open, all, or a list of ${TASK_STATES.join(', ')}` })
      return z.NEVER
    }
    return parsed.data
  })
  .meta({ type: 'string', description: '`open` (not over), `all`, or states separated by commas.', example: 'open' })

const AccountableInput = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('agent'), id: idOf('agent') }),
    z.object({ kind: z.literal('person'), id: idOf('person') }),
  ])
  .meta({ description: 'Who answers for it. Default: whoever makes it.' })

/** What a new task and a change of one share. */
const Shared = z.object({
  assigned_to: idOrNull('agent').meta({ description: 'Assigning wakes the agent.' }),
  assigned_to_person: idOrNull('person').meta({ description: 'A person, in place of an agent.' }),
  accountable: AccountableInput.optional(),
  project_id: idOrNull('project'),
  parent_task_id: idOrNull('task'),
  priority: PriorityInput.optional(),
  complexity: Complexity.nullish(),
  labels: z.array(idOf('label')).optional().meta({ description: 'Ids of labels: all that it has.' }),
  blocked_by: z.array(idOf('task')).optional().meta({ description: 'Tasks that must be done before: all of them.' }),
  due_at: CreateTask.shape.dueAt,
  not_before: CreateTask.shape.notBefore.meta({ description: 'Nobody is woken for it before this time.' }),
  billing_code: CreateTask.shape.billingCode,
  execution_policy: PolicyInput.nullish(),
  acceptance: AcceptanceInput.optional(),
})

export const NewTask = Shared.extend({
  title: CreateTask.shape.title.meta({ example: 'Implement offline sync for notes' }),
  description: z.string().nullish().meta({ example: 'Use CRDTs to merge note edits made offline. See ADR-004.' }),
  goal_id: idOrNull('goal').meta({ description: "Default: the parent's goal, else the mission." }),
  state: TaskState.optional().meta({ description: 'Default: todo when assigned, else backlog.' }),
  request_depth: CreateTask.shape.requestDepth.unwrap().optional(),
  origin_kind: CreateTask.shape.originKind.unwrap().optional(),
  origin_id: CreateTask.shape.originId,
})

export const TaskChange = Shared.extend({
  title: UpdateTask.shape.title,
  description: z.string().optional(),
  goal_id: idOf('goal').optional(),
  status: TaskStatus.optional(),
  state: TaskState.optional().meta({ description: 'In place of status, where the exact state matters.' }),
  completion_summary: z.string().optional().meta({ description: 'Is also posted to the thread.' }),
  blocked_reason: z.string().optional(),
  comment: UpdateTask.shape.comment.meta({ description: 'Posted to the thread with the change.' }),
  is_hidden: z.boolean().optional().meta({ description: 'Put away from lists; for people.' }),
  reopen: z.boolean().optional().meta({ description: 'The only way out of done and cancelled; leads to open.' }),
})

/** The shared fields in the words of the commands. */
export function sharedOf(body: z.output<typeof Shared>) {
  const { accountable, priority, complexity, acceptance } = body
  return {
    ...{ accountable, priority, complexity, acceptance },
    assigneeId: body.assigned_to,
    assigneePersonId: body.assigned_to_person,
    projectId: body.project_id,
    parentId: body.parent_task_id,
    labelIds: body.labels,
    blockedByIds: body.blocked_by,
    dueAt: body.due_at,
    notBefore: body.not_before,
    billingCode: body.billing_code,
    executionPolicy: body.execution_policy,
  }
}

/** Filters of a list of tasks. */
export const TaskFilters = z.object({
  status: StatusFilter.optional(),
  priority: Priority.optional(),
  assigned_to: idOf('agent').optional(),
  assigned_to_person: idOf('person').optional(),
  team_id: idOf('team').optional().meta({ description: 'Tasks of the agents of a team.' }),
  created_by_agent_id: idOf('agent').optional(),
  participant_agent_id: idOf('agent').optional(),
  goal_id: idOf('goal').optional(),
  with_subgoals: Flag.meta({ description: 'With goal_id: also of the goals below it.' }),
  project_id: idOf('project').optional(),
  parent_task_id: idOf('task').optional(),
  label_id: idOf('label').optional(),
  origin_kind: z.string().optional(),
  origin_id: z.string().optional(),
  blocked: Flag.meta({ description: 'Whether another task must be done first.' }),
  due_before: z.iso.datetime({ offset: true }).optional(),
  q: z.string().optional().meta({ description: 'In the title, or the identifier as in NOT-12.' }),
  unread: z
    .stringbool()
    .optional()
    .meta({ type: 'boolean', description: 'true: only those with something new in them for the person who asks.' }),
  include_hidden: Flag,
  order: z.enum(['newest', 'oldest', 'due']).optional(),
})

/** The filters in the words of the query. */
export function filterOf(query: z.output<typeof TaskFilters>) {
  const { priority, q, order, status } = query
  return {
    ...{ priority, q, order },
    // every state is no filter
    states: status?.length === TASK_STATES.length ? undefined : status,
    assigneeId: query.assigned_to,
    assigneePersonId: query.assigned_to_person,
    teamId: query.team_id,
    createdByAgentId: query.created_by_agent_id,
    participantAgentId: query.participant_agent_id,
    goalId: query.goal_id,
    withSubgoals: query.with_subgoals,
    projectId: query.project_id,
    parentId: query.parent_task_id,
    labelId: query.label_id,
    originKind: query.origin_kind,
    originId: query.origin_id,
    isBlocked: query.blocked,
    dueBefore: query.due_before,
    isUnread: query.unread || undefined,
    includeHidden: query.include_hidden,
  }
}

/** The state that a change asks for: `open` is the state todo. */
export function stateAsked({ state, status, reopen }: z.output<typeof TaskChange>): TaskState | undefined {
  if (state) return state
  if (status === 'open' || (reopen && !status)) return 'todo'
  return status
}
