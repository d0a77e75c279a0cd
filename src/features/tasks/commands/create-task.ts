import { defineCommand, runOf, type Work } from '@/platform/command'
import { notFound } from '@/platform/errors'
import { GOAL_ANCESTRY, TASK_ROW_COLUMNS } from '../queries/get-task'
import { CreateTask, TaskView } from '../schema'
import { requireWorker } from '../store'

/**
 * Adds a task with the next number of the company. A task for an agent wakes that agent, unless it made the task itself.
 * @throws Refusal not_found for a goal, parent or agent of another company; broken_rule for an agent that takes no work
 */
export const createTask = defineCommand({
  name: 'createTask',
  grant: 'task:write',
  input: CreateTask,
  output: TaskView,
  records: ['task.created'],
  announces: ['task/created', 'task/assigned'],
  async run(work, input) {
    if (input.assigneeId) await requireWorker(work, input.assigneeId)
    const parent = input.parentId ? await parentOf(work, input.parentId) : null
    const goalId = input.goalId ?? parent?.goalId ?? null
    const state = input.state ?? (input.assigneeId ? 'todo' : 'backlog')
    const task = await insertTask(work, input, {
      goalId,
      state,
      requestDepth: parent ? Math.min(parent.requestDepth + 1, 1024) : 0,
    })
    work.record({
      action: 'task.created',
      subject: { kind: 'task', id: task.id },
      details: { identifier: task.identifier, title: input.title, assigneeId: input.assigneeId ?? null, goalId },
    })
    work.announce({ name: 'task/created', data: { taskId: task.id } })
    if (input.assigneeId && state === 'todo') announceAssigned(work, task.id, input.assigneeId)
    return task
  },
})

async function parentOf(work: Work, parentId: string) {
  const [parent] = await work.sql<{ goalId: string; requestDepth: number }>(
    `SELECT "goalId", "requestDepth" FROM "Task" WHERE "companyId" = $1 AND id = $2`,
    [work.companyId, parentId],
  )
  if (!parent) throw notFound('task')
  return parent
}

/** Without a goal it is the mission's. */
type Derived = { goalId: string | null; state: string; requestDepth: number }

async function insertTask(work: Work, input: typeof CreateTask._output, derived: Derived) {
  const [task] = await work
    .sql<TaskView>(
      `WITH company AS (
         UPDATE "Company" SET "lastTaskNumber" = "lastTaskNumber" + 1 WHERE id = $1 RETURNING "lastTaskNumber" AS number, "taskPrefix" AS prefix
       ), t AS (
       INSERT INTO "Task" (id, "companyId", number, identifier, title, description, state, priority, complexity, "assigneeId",
         "goalId", "parentId", "requestDepth", "createdByKind", "createdById", "accountableKind", "accountableId", "createdAt", "updatedAt", "completedAt")
       SELECT $2, $1, number, prefix || '-' || number, $3, $4, $5::text, $6, $7, $8,
         coalesce($9, (SELECT id FROM "Goal" WHERE "companyId" = $1 AND "parentId" IS NULL)), $10, $11, $12, $13, $12, $13, $14, $14,
         CASE WHEN $5 IN ('done', 'cancelled') THEN $14::timestamptz END
       FROM company RETURNING *
     )
     SELECT ${TASK_ROW_COLUMNS}, t.description, t."blockedReason", t."completionSummary", t."createdByKind", t."createdById",
            t."startedAt", t."completedAt", ${GOAL_ANCESTRY} AS "goalAncestry", NULL AS lease, 0 AS "costMicros"
     FROM t LEFT JOIN "Agent" a ON a."companyId" = $1 AND a.id = t."assigneeId"`,
      [
        work.companyId,
        work.newId(),
        input.title,
        input.description,
        derived.state,
        input.priority,
        input.complexity ?? null,
        input.assigneeId ?? null,
        derived.goalId,
        input.parentId ?? null,
        derived.requestDepth,
        work.actor.kind,
        work.actor.kind === 'system' ? work.companyId : work.actor.id,
        work.now,
      ],
    )
    .catch((error: { constraint?: string }) => {
      throw error.constraint === 'Task_companyId_goalId_fkey' ? notFound('goal') : error
    })
  return task!
}

/** Says to the engine that an agent has new work; nobody is woken by what it gave itself. */
export function announceAssigned(work: Work, taskId: string, agentId: string, cause = 'assignment'): void {
  const isOwn = work.actor.kind === 'agent' && work.actor.id === agentId
  work.announce({
    name: 'task/assigned',
    data: { companyId: work.companyId, taskId, agentId, cause, causeRunId: runOf(work.actor) },
    forEngine: !isOwn,
  })
}
