import type { Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { announceAssigned } from './announce'
import { intercept, VERIFYING } from './completion'
import { inCircle, isWaiting } from './links'
import { isOver } from './rules/state-machine'
import type { TaskState } from './schema'
import { endLease, type Locked, type TaskChange } from './store'

/** What a command that changes tasks by `applyChange` may announce besides its own events. */
export const CHANGE_EVENTS = ['task/assigned', 'task/closed', VERIFYING] as const

const JSON_COLUMNS = new Set(['executionPolicy', 'executionState', 'acceptance', 'verification'])

/**
 * The one way in which a task that exists is changed: what has to happen before a completion or a hand-over comes first, then it is
 * stored, the lease of a task that was left is ended, and the engine hears of new work and of tasks that are over.
 * @returns the change as it was stored, which need not be the one that was asked for
 * @throws Refusal not_found for a goal, project or parent; broken_rule for work in progress that is nobody's
 */
export async function applyChange(work: Work, task: Locked, asked: TaskChange): Promise<TaskChange> {
  const single = oneAssignee(asked)
  const moves = (single.state ?? task.state) !== task.state || isNewAssignee(task, single)
  const change = oneAssignee(moves ? await intercept(work, task, single) : single)
  const after = { ...task, ...withoutAbsent(change) }
  if (after.state === 'in_progress' && task.state !== 'in_progress' && !after.assigneeId && !after.assigneePersonId) {
    throw new Refusal('broken_rule', 'Work in progress needs an assignee. Assign the task, or check it out.', {
      rule: 'assignee_missing',
    })
  }
  await store(work, task, change, after.state)
  if (after.state !== 'in_progress' || isNewAssignee(task, change)) await endLease(work, task.id)
  if (isOver(after.state) && !isOver(task.state)) {
    await expireQuestions(work, [task.id])
    await announceClosed(work, task.id, after.parentId)
  }
  if (after.assigneeId && wakes(task, change, after.state)) {
    const { assigneeId: agentId, notBefore } = after
    const waits = await isWaiting(work, task.id)
    announceAssigned(work, { taskId: task.id, agentId, cause: change.cause, notBefore, isWaiting: waits })
  }
  return change
}

/** Naming an agent clears the person, and the other way round. */
function oneAssignee(change: TaskChange): TaskChange {
  if (change.assigneeId) return { ...change, assigneePersonId: null }
  if (change.assigneePersonId) return { ...change, assigneeId: null }
  return change
}

function withoutAbsent(change: TaskChange): Partial<Pick<Locked, 'state' | 'assigneeId' | 'assigneePersonId'>> & {
  parentId?: string | null
  notBefore?: string | null
} {
  const { state, assigneeId, assigneePersonId, parentId, notBefore } = change
  return {
    ...(state && { state }),
    ...(assigneeId !== undefined && { assigneeId }),
    ...(assigneePersonId !== undefined && { assigneePersonId }),
    ...(parentId !== undefined && { parentId }),
    ...(notBefore !== undefined && { notBefore }),
  }
}

function isNewAssignee(task: Locked, change: TaskChange): boolean {
  return (
    (change.assigneeId !== undefined && change.assigneeId !== task.assigneeId) ||
    (change.assigneePersonId !== undefined && change.assigneePersonId !== task.assigneePersonId)
  )
}

function wakes(task: Locked, change: TaskChange, state: TaskState): boolean {
  if (isOver(state)) return false
  const isReady = state === 'todo' && task.state !== 'todo' && task.state !== 'in_progress'
  const isPutOff = change.notBefore !== undefined && change.notBefore !== task.notBefore && state === 'todo'
  return isNewAssignee(task, change) || isReady || isPutOff || change.cause !== undefined
}

async function store(work: Work, task: Locked, change: TaskChange, state: TaskState): Promise<void> {
  const { cause: _cause, comment: _comment, blockedReason, ...columns } = change
  const values: unknown[] = [work.companyId, task.id, work.now]
  const sets = ['"updatedAt" = $3']
  const set = (column: string, value: unknown) => {
    if (value === undefined) return
    values.push(JSON_COLUMNS.has(column) && value !== null ? JSON.stringify(value) : value)
    sets.push(`"${column}" = $${values.length}`)
  }
  for (const [column, value] of Object.entries(columns)) set(column, value)
  set('blockedReason', state === 'blocked' ? blockedReason : null)
  if (state === 'in_progress') sets.push('"startedAt" = coalesce("startedAt", $3)')
  if (!isOver(state)) set('completedAt', null)
  else if (!isOver(task.state)) set('completedAt', work.now)
  await work
    .sql(`UPDATE "Task" SET ${sets.join(', ')} WHERE "companyId" = $1 AND id = $2`, values)
    .catch((error: { constraint?: string }) => {
      throw refusalOf(error.constraint) ?? error
    })
}

const KINDS: Record<string, string> = { parent: 'task', assignee: 'agent', assigneePerson: 'person' }

/** What is wrong with a task that the database refuses: a thing that it names and that is not there, or itself above it. */
export function refusalOf(constraint: string | undefined): Refusal | null {
  if (constraint === 'Task_self_check') return inCircle('The task')
  const named = /^Task_(?:companyId_)?(goal|project|parent|assignee|assigneePerson)Id_fkey$/.exec(constraint ?? '')?.[1]
  return named ? notFound(KINDS[named] ?? named) : null
}

/** Nobody need answer what was asked about tasks that are over. */
export async function expireQuestions(work: Work, taskIds: readonly string[]): Promise<void> {
  await work.sql(
    `UPDATE "Interaction" SET status = 'expired', "resolvedAt" = $3 WHERE "companyId" = $1 AND "taskId" = ANY($2) AND status = 'pending'`,
    [work.companyId, taskIds, work.now],
  )
}

/** The engine wakes whom this frees: tasks that waited for it, and the task above when it was the last below. */
export async function announceClosed(work: Work, taskId: string, parentId: string | null): Promise<void> {
  const rows = await work.sql(`SELECT 1 FROM "TaskBlocker" WHERE "companyId" = $1 AND "blockerId" = $2 LIMIT 1`, [
    work.companyId,
    taskId,
  ])
  if (rows.length === 0 && parentId === null) return
  work.announce({ name: 'task/closed', data: { companyId: work.companyId, taskId }, forEngine: true })
}
