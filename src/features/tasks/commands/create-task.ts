import { defineCommand, type Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { announceAssigned } from '../announce'
import { refusalOf } from '../change'
import { lockBlockers, lockGraph, requireNoCircle, storeBlockers, storeLabels } from '../links'
import { getTask, withParent } from '../queries/get-task'
import { ASSIGNEE, NEW_TASK_COLUMNS } from '../queries/task-columns'
import { requireMayCheck } from '../rights'
import { isOver } from '../rules/state-machine'
import { MOST_DEPTH } from '../rules/vocabulary'
import { CreateTask, type ExecutionPolicy, type TaskState, TaskView } from '../schema'
import { requireAgent, requireMember, requireWorker } from '../store'
import { isBeforeStrategy, requireStrategy } from '../strategy'

type Input = typeof CreateTask._output

/**
 * Adds a task with the next number of the company. A task for an agent wakes that agent, unless it made the task itself. What is not
 * said is taken from the parent task: goal, project, billing code, and for an agent's task who answers for it.
 * @throws Refusal not_found for a thing of another company; broken_rule for an agent that takes no work, `depth_limit` or `task_cycle`;
 * needs_approval for more than a draft before the strategy is approved; forbidden for a creator that is not the caller
 */
export const createTask = defineCommand({
  name: 'createTask',
  grant: 'task:write',
  about: ({ assigneeId, assigneePersonId, parentId }) => [
    ['agent', assigneeId],
    ['person', assigneePersonId],
    ['task', parentId],
  ],
  input: CreateTask,
  output: TaskView,
  records: ['task.created'],
  announces: ['task/created', 'task/assigned'],
  async run(work, input) {
    if (input.blockedByIds.length > 0) await lockGraph(work)
    // tasks before the company's counter, as whoever makes a task below another one does
    const blockers = input.blockedByIds.length > 0 ? await lockBlockers(work, input.blockedByIds) : []
    await requireNamed(work, input)
    const parent = input.parentId ? await parentOf(work, input.parentId) : null
    const state = await stateFor(work, input)
    const task = await insertTask(work, input, parent, state)
    if (input.labelIds.length > 0) await storeLabels(work, task.id, input.labelIds)
    const isWaiting = blockers.some((blocker) => blocker.state !== 'done')
    if (blockers.length > 0) {
      await storeBlockers(work, task.id, input.blockedByIds)
      await requireNoCircle(work, task.id)
    }
    const { identifier, title, goalId } = task
    work.record({
      action: 'task.created',
      subject: { kind: 'task', id: task.id },
      details: { identifier, title, goalId, assigneeId: task.assigneeId, assigneePersonId: task.assigneePersonId },
    })
    work.announce({ name: 'task/created', data: { taskId: task.id } })
    if (task.assigneeId && state === 'todo') {
      announceAssigned(work, { taskId: task.id, agentId: task.assigneeId, notBefore: task.notBefore, isWaiting })
    }
    const isLinked = input.labelIds.length + input.blockedByIds.length > 0
    return isLinked ? getTask.within(work, { taskId: task.id }) : task
  },
})

/** That everybody whom the task names may be named, by this caller. */
async function requireNamed(work: Work, input: Input): Promise<void> {
  if (input.assigneeId) await requireWorker(work, input.assigneeId)
  if (input.assigneePersonId) await requireMember(work, input.assigneePersonId)
  if (input.accountable) await requireAccountable(work, input.accountable)
  if (input.executionPolicy) await requireNamedInPolicy(work, input.executionPolicy)
  requireMayCheck(work, input.acceptance)
  if (!input.createdByAgentId) return
  if (work.actor.kind === 'agent' && work.actor.id !== input.createdByAgentId) {
    throw new Refusal('forbidden', 'An agent creates tasks in its own name.')
  }
  await requireAgent(work, input.createdByAgentId)
}

/**
 * People say who answers for a task; an agent at most that it does so itself.
 * @throws Refusal forbidden, or not_found for somebody who is not of this company
 */
export async function requireAccountable(work: Work, { kind, id }: NonNullable<Input['accountable']>): Promise<void> {
  if (work.actor.kind === 'agent' && work.actor.id !== id) {
    throw new Refusal('forbidden', 'Who answers for a task is said by people.')
  }
  await (kind === 'person' ? requireMember(work, id) : requireAgent(work, id))
}

/** Who decides about a task is a member of the company, or an agent of it that takes work. @throws Refusal not_found or broken_rule */
export async function requireNamedInPolicy(work: Work, { stages }: ExecutionPolicy): Promise<void> {
  for (const { type, id } of stages.flatMap((stage) => stage.participants)) {
    await (type === 'agent' ? requireWorker(work, id) : requireMember(work, id))
  }
}

async function stateFor(work: Work, input: Input): Promise<TaskState> {
  const isHandedOn = Boolean(input.assigneeId ?? input.assigneePersonId)
  if (!input.state && isHandedOn) return (await isBeforeStrategy(work)) ? 'backlog' : 'todo'
  const state = input.state ?? 'backlog'
  if (state === 'in_progress' && !isHandedOn) {
    throw new Refusal('broken_rule', 'Work in progress needs an assignee.', { rule: 'assignee_missing' })
  }
  await requireStrategy(work, { from: null, to: state, isHandedOn })
  return state
}

type Parent = {
  goalId: string
  projectId: string | null
  billingCode: string | null
  requestDepth: number
  accountableKind: string
  accountableId: string
}

async function parentOf(work: Work, parentId: string): Promise<Parent> {
  const [parent] = await work.sql<Parent>(
    `SELECT "goalId", "projectId", "billingCode", "requestDepth", "accountableKind", "accountableId" FROM "Task"
     WHERE "companyId" = $1 AND id = $2`,
    [work.companyId, parentId],
  )
  if (!parent) throw notFound('task')
  return parent
}

/** Who made it, and who answers for it. */
function peopleOf(work: Work, input: Input, parent: Parent | null) {
  const self = { kind: work.actor.kind, id: work.actor.kind === 'system' ? work.companyId : work.actor.id }
  const creator = input.createdByAgentId ? { kind: 'agent', id: input.createdByAgentId } : self
  const inherited = creator.kind === 'agent' && parent?.accountableKind === 'person'
  const above = inherited ? { kind: parent.accountableKind, id: parent.accountableId } : null
  return { creator, accountable: input.accountable ?? above ?? creator }
}

const FROM_INPUT = [
  'title',
  'description',
  'priority',
  'complexity',
  'assigneeId',
  'assigneePersonId',
  'parentId',
  'dueAt',
  'notBefore',
  'originKind',
  'originId',
] as const

/** @throws Refusal broken_rule `depth_limit` */
export function tooDeep(requestDepth: number): Refusal {
  const message = `This work would have been handed on ${requestDepth} times, more often than the company allows. Do it, or ask a person.`
  return new Refusal('broken_rule', message, { rule: 'depth_limit', requestDepth })
}

/** One statement: the company's counter, and the task if it may be handed on so often. Without a goal it is the mission's. */
async function insertTask(work: Work, input: Input, parent: Parent | null, state: TaskState): Promise<TaskView> {
  const requestDepth = Math.min(Math.max(parent ? parent.requestDepth + 1 : 0, input.requestDepth), MOST_DEPTH)
  const { creator, accountable } = peopleOf(work, input, parent)
  const columns: Record<string, unknown> = {
    ...Object.fromEntries(FROM_INPUT.map((name) => [name, input[name] ?? null])),
    ...{ id: work.newId(), companyId: work.companyId, state, requestDepth },
    projectId: input.projectId === undefined ? (parent?.projectId ?? null) : input.projectId,
    billingCode: input.billingCode === undefined ? (parent?.billingCode ?? null) : input.billingCode,
    executionPolicy: input.executionPolicy ? JSON.stringify(input.executionPolicy) : null,
    acceptance: JSON.stringify(input.acceptance),
    ...{ createdByKind: creator.kind, createdById: creator.id },
    ...{ accountableKind: accountable.kind, accountableId: accountable.id },
    ...{ createdAt: work.now, updatedAt: work.now, completedAt: isOver(state) ? work.now : null },
  }
  const names = Object.keys(columns)
  const places = names.map((_name, i) => `$${i + 4}`)
  const [task] = await work
    .sql<Omit<TaskView, 'parent'>>(
      `WITH company AS (
         UPDATE "Company" SET "lastTaskNumber" = "lastTaskNumber" + 1 WHERE id = $1 RETURNING "lastTaskNumber" AS number, "taskPrefix" AS prefix,
           "maxRequestDepth" AS most
       ), t AS (
         INSERT INTO "Task" (number, identifier, "goalId", ${names.map((name) => `"${name}"`).join(', ')})
         SELECT number, prefix || '-' || number, coalesce($2::uuid, (SELECT id FROM "Goal" WHERE "companyId" = $1 AND "parentId" IS NULL)),
           ${places.join(', ')} FROM company WHERE most IS NULL OR $3::int <= most RETURNING *
       )
       SELECT ${NEW_TASK_COLUMNS} FROM t ${ASSIGNEE}`,
      [work.companyId, input.goalId ?? parent?.goalId ?? null, requestDepth, ...Object.values(columns)],
    )
    .catch((error: { constraint?: string }) => {
      throw refusalOf(error.constraint) ?? error
    })
  if (!task) throw tooDeep(requestDepth)
  return withParent(task)
}
