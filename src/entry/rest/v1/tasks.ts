import { z } from 'zod'
import {
  checkOutTask,
  createTask,
  delegateTask,
  getTask,
  listAgentWork,
  listTasks,
  OPEN_STATES,
  releaseTask,
  TASK_STATES,
  TaskState,
  type TaskView,
  updateTask,
} from '@/features/tasks'
import { Refusal } from '@/platform/errors'
import { cut, idOf, NextCursor, pageOf } from './fields'
import { route } from './route'
import { Task, TaskSummary, taskAnswer, taskSummary } from './task-answers'
import { NewTask, StatusFilter, stateAsked, TaskChange } from './task-fields'

const TaskAnswer = Task.extend({ task: Task }).meta({ id: 'TaskAnswer' })

function hybrid(view: TaskView): z.output<typeof TaskAnswer> {
  const task = taskAnswer(view)
  return { ...task, task }
}

export const tasks = [
  route({
    method: 'post',
    path: '/companies/{company_id}/tasks',
    name: 'createTask',
    tag: 'Tasks',
    summary: 'Create a task',
    body: NewTask,
    status: 201,
    answer: TaskAnswer,
    refusals: ['broken_rule'],
    run: async ({ caller, body, options }) => {
      const { title, priority, complexity, state } = body
      const input = {
        ...{ title, priority, complexity, state },
        description: body.description ?? undefined,
        assigneeId: body.assigned_to,
        goalId: body.goal_id,
        parentId: body.parent_task_id,
      }
      return hybrid(await createTask(caller, input, options))
    },
  }),
  route({
    method: 'get',
    path: '/companies/{company_id}/tasks',
    name: 'listTasks',
    tag: 'Tasks',
    summary: 'List the tasks of a company, newest first',
    query: pageOf('task', 50, 200).extend({
      status: StatusFilter.optional(),
      assigned_to: idOf('agent').optional(),
      goal_id: idOf('goal').optional(),
      parent_task_id: idOf('task').optional(),
    }),
    answer: z.object({ tasks: z.array(TaskSummary), next_cursor: NextCursor }),
    run: async ({ caller, query }) => {
      const rows = await listTasks(caller, {
        // every state is no filter
        states: query.status?.length === TASK_STATES.length ? undefined : query.status,
        assigneeId: query.assigned_to,
        goalId: query.goal_id,
        parentId: query.parent_task_id,
        before: query.cursor,
        limit: query.limit + 1,
      })
      const [page, next_cursor] = cut(rows, query.limit, 'task')
      return { tasks: page.map(taskSummary), next_cursor }
    },
  }),
  route({
    method: 'get',
    path: '/agents/{agent_id}/tasks',
    name: 'listAgentWork',
    tag: 'Tasks',
    summary: "List an agent's work in the order in which it should be done",
    description: 'What it is in comes first, then by priority, then the oldest. At most `limit` rows, without pages.',
    query: z.object({
      status: StatusFilter.optional().meta({ description: 'Default: open.' }),
      limit: z.coerce.number().int().min(1).max(500).default(200).meta({ type: 'integer' }),
    }),
    answer: z.object({ tasks: z.array(TaskSummary.extend({ description: z.string() })), next_cursor: NextCursor }),
    run: async ({ caller, id, query }) => {
      const states = query.status ?? [...OPEN_STATES]
      const rows = await listAgentWork(caller, { agentId: id, states, limit: query.limit })
      const shown = rows.map((row) => ({ ...taskSummary(row), description: row.description }))
      return { tasks: shown, next_cursor: null }
    },
  }),
  route({
    method: 'get',
    path: '/tasks/{task_id}',
    name: 'getTask',
    tag: 'Tasks',
    summary: 'Read a task with its goal ancestry, its lease and its cost',
    answer: TaskAnswer,
    run: async ({ caller, id }) => hybrid(await getTask(caller, { taskId: id })),
  }),
  route({
    method: 'patch',
    path: '/tasks/{task_id}',
    name: 'updateTask',
    tag: 'Tasks',
    summary: 'Change or complete a task',
    body: TaskChange,
    answer: TaskAnswer,
    refusals: ['already_claimed', 'illegal_transition', 'broken_rule'],
    run: async ({ caller, id, body, options }) => {
      const { title, description, priority, complexity, reopen } = body
      const input = {
        ...{ title, description, priority, complexity, reopen, taskId: id },
        assigneeId: body.assigned_to,
        goalId: body.goal_id,
        state: stateAsked(body),
        completionSummary: body.completion_summary,
        blockedReason: body.blocked_reason,
      }
      return hybrid(await updateTask(caller, input, options))
    },
  }),
  route({
    method: 'post',
    path: '/tasks/{task_id}/delegate',
    name: 'delegateTask',
    tag: 'Tasks',
    summary: 'Hand a task to another agent',
    body: z.object({
      to_agent_id: idOf('agent'),
      as_subtask: z.boolean().optional().meta({ description: 'Give it a part of the task as a child task.' }),
      note: z.string().optional(),
    }),
    answer: TaskAnswer,
    refusals: ['already_claimed', 'illegal_transition', 'broken_rule'],
    run: async ({ caller, id, body, options }) => {
      const { to_agent_id: toAgentId, as_subtask: asSubtask, note } = body
      return hybrid(await delegateTask(caller, { taskId: id, toAgentId, asSubtask, note }, options))
    },
  }),
  route({
    method: 'post',
    path: '/tasks/{task_id}/checkout',
    name: 'checkOutTask',
    tag: 'Tasks',
    summary: 'Take a task: one lease, one winner',
    description: 'Everybody else gets 409 with who holds the task, whether that run is alive, and until when.',
    body: z.object({
      agent_id: idOf('agent').optional().meta({ description: "Default: the key's own agent." }),
      expected_states: z.array(TaskState).optional(),
      ttl_seconds: z.int().optional().meta({ description: '10 to 86,400. Default: 900.' }),
    }),
    answer: TaskAnswer,
    refusals: ['already_claimed', 'illegal_transition', 'broken_rule'],
    run: async ({ caller, id, body, options }) => {
      const agentId = body.agent_id ?? (caller.actor.kind === 'agent' ? caller.actor.id : undefined)
      if (!agentId) throw new Refusal('invalid_input', 'agent_id: say for which agent.', { field: 'agent_id' })
      const { expected_states: expectedStates, ttl_seconds: ttlSeconds } = body
      return hybrid(await checkOutTask(caller, { taskId: id, agentId, expectedStates, ttlSeconds }, options))
    },
  }),
  route({
    method: 'post',
    path: '/tasks/{task_id}/release',
    name: 'releaseTask',
    tag: 'Tasks',
    summary: 'Put a task back, free and without an assignee',
    answer: TaskAnswer,
    refusals: ['already_claimed'],
    run: async ({ caller, id, options }) => hybrid(await releaseTask(caller, { taskId: id }, options)),
  }),
]
