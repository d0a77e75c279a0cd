import { z } from 'zod'
import { defineQuery, type View } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { Priority, type TaskRow, TaskState } from '../schema'
import { numberOf } from './get-task'
import { ASSIGNEE, TASK_ROW_COLUMNS, UNRESOLVED } from './task-columns'

export const ListTasks = z.object({
  states: z.array(TaskState).min(1).optional(),
  priority: Priority.optional(),
  assigneeId: z.uuid().optional(),
  assigneePersonId: z.uuid().optional(),
  /** Tasks of the agents of a team. */
  teamId: z.uuid().optional(),
  createdByAgentId: z.uuid().optional(),
  /** Whose task it is, who made it, or who wrote in its thread. */
  participantAgentId: z.uuid().optional(),
  goalId: z.uuid().optional(),
  /** With `goalId`: also of the goals below it. */
  withSubgoals: z.boolean().default(false),
  projectId: z.uuid().optional(),
  /** Null for tasks at the top. */
  parentId: z.uuid().nullable().optional(),
  labelId: z.uuid().optional(),
  originKind: z.string().max(40).optional(),
  originId: z.string().max(200).optional(),
  /** Whether it is open, and another task must be done first. */
  isBlocked: z.boolean().optional(),
  dueBefore: z.iso.datetime({ offset: true }).optional(),
  /** In the title, or the identifier as in NOT-12. */
  q: z.string().trim().min(1).max(200).optional(),
  /** Of the person who asks: made, had or written about by it; with something new in it; taken out of its inbox. */
  isTouched: z.literal(true).optional(),
  isUnread: z.literal(true).optional(),
  isArchived: z.boolean().optional(),
  includeHidden: z.boolean().default(false),
  /** `due` lists only tasks with a due date, the next one first. */
  order: z.enum(['newest', 'oldest', 'due']).default('newest'),
  /** The id of the last row of the page before. */
  before: z.uuid().optional(),
  limit: z.int().min(1).max(500).default(50),
})
type Filter = z.output<typeof ListTasks>

/** How each order goes, and what stands behind a given row in it. Each has its index. */
const ORDERS: Record<Filter['order'], { by: string; after: string; where?: string }> = {
  newest: { by: 't."createdAt" DESC, t.id DESC', after: '(t."createdAt", t.id) < (SELECT "createdAt", id' },
  oldest: { by: 't."createdAt", t.id', after: '(t."createdAt", t.id) > (SELECT "createdAt", id' },
  due: { by: 't."dueAt", t.id', after: '(t."dueAt", t.id) > (SELECT "dueAt", id', where: 't."dueAt" IS NOT NULL' },
}

/** Tasks of the company that fit every filter given, in pages. */
export const listTasks = defineQuery({
  name: 'listTasks',
  grant: 'task:read',
  input: ListTasks,
  run: async (view, filter) => {
    requirePerson(view, filter)
    const order = ORDERS[filter.order]
    const { where, values } = conditionsOf(view, filter)
    return view.sql<TaskRow>(
      `SELECT ${TASK_ROW_COLUMNS} FROM "Task" t ${ASSIGNEE} WHERE ${where.join(' AND ')} ORDER BY ${order.by} LIMIT $2`,
      values,
    )
  },
})

/** @throws Refusal forbidden for an agent that asks for what only people note of tasks */
export function requirePerson(view: View, { isTouched, isUnread, isArchived }: Filter): void {
  if (view.actor.kind === 'person' || (!isTouched && !isUnread && isArchived === undefined)) return
  throw new Refusal('forbidden', 'Only people mark what they have read.')
}

/** Only the filters in use are in the text, so that each shape gets the index that fits it. */
export function conditionsOf(view: View, filter: Filter): { where: string[]; values: unknown[] } {
  const values: unknown[] = [view.companyId, filter.limit]
  const where = ['t."companyId" = $1']
  const add = (text: string, value: unknown) => {
    if (value === undefined) return
    values.push(value)
    where.push(text.replaceAll('?', `$${values.length}`))
  }
  const order = ORDERS[filter.order]
  add('t.state = ANY(?)', filter.states)
  add('t.priority = ?', filter.priority)
  add('t."assigneeId" = ?', filter.assigneeId)
  add('t."assigneePersonId" = ?', filter.assigneePersonId)
  add(`t."assigneeId" IN (SELECT "agentId" FROM "TeamMember" WHERE "companyId" = $1 AND "teamId" = ?)`, filter.teamId)
  add(`t."createdById" = ? AND t."createdByKind" = 'agent'`, filter.createdByAgentId)
  add(PARTICIPANT, filter.participantAgentId)
  add(filter.withSubgoals ? SUBGOALS : 't."goalId" = ?', filter.goalId)
  add('t."projectId" = ?', filter.projectId)
  if (filter.parentId === null) where.push('t."parentId" IS NULL')
  else add('t."parentId" = ?', filter.parentId)
  add(`t.id IN (SELECT "taskId" FROM "TaskLabel" WHERE "companyId" = $1 AND "labelId" = ?)`, filter.labelId)
  add('t."originKind" = ?', filter.originKind)
  add('t."originId" = ?', filter.originId)
  if (filter.isBlocked !== undefined) where.push(filter.isBlocked ? WAITING : `NOT (${WAITING})`)
  add('t."dueAt" < ?', filter.dueBefore)
  const me = view.actor.id
  if (filter.isTouched) add(MARKED(), me)
  if (filter.isUnread) add(MARKED('"isUnread"'), me)
  if (filter.isArchived !== undefined) {
    add(`${filter.isArchived ? '' : 'NOT '}${MARKED('"archivedAt" IS NOT NULL')}`, me)
  }
  if (filter.q) addText(filter.q, add)
  if (!filter.includeHidden) where.push('t."hiddenAt" IS NULL')
  if (order.where) where.push(order.where)
  add(`${order.after} FROM "Task" WHERE "companyId" = $1 AND id = ?)`, filter.before)
  return { where, values }
}

/** Tasks by a list of ids that is read first, and leads to them by their key: however many the planner guesses that there are. */
const among = (ids: string) => `t.id = ANY (ARRAY(${ids}))`

/** Only open work waits: the index by state leads to it. */
const WAITING = among(`SELECT t.id FROM "Task" t WHERE t."companyId" = $1
  AND t.state IN ('backlog', 'todo', 'in_progress', 'in_review', 'blocked') AND (SELECT count(*) FROM (${UNRESOLVED}) u) > 0`)

/** Tasks that a person has touched, and marked so. */
const MARKED = (how = 'true') =>
  `EXISTS (SELECT 1 FROM "TaskMark" m WHERE m."companyId" = $1 AND m."personId" = ? AND m."taskId" = t.id AND ${how})`

const PARTICIPANT = among(`SELECT id FROM "Task" WHERE "companyId" = $1 AND "assigneeId" = ?
  UNION SELECT id FROM "Task" WHERE "companyId" = $1 AND "createdById" = ?
  UNION SELECT "taskId" FROM "Message" WHERE "companyId" = $1 AND "authorId" = ?`)

const SUBGOALS = among(`WITH RECURSIVE down AS (
    SELECT id FROM "Goal" WHERE "companyId" = $1 AND id = ?
    UNION SELECT g.id FROM "Goal" g JOIN down ON g."companyId" = $1 AND g."parentId" = down.id
  ) SELECT w.id FROM down CROSS JOIN LATERAL (SELECT id FROM "Task" WHERE "companyId" = $1 AND "goalId" = down.id OFFSET 0) w`)

/** A whole identifier is found by its number; anything else is part of the title. */
function addText(q: string, add: (text: string, value: unknown) => void): void {
  const number = numberOf(q)
  if (number > 0) add('t.number = ?', number)
  else add('t.title ILIKE ?', `%${q.replace(/[\\%_]/g, '\\$&')}%`)
}
