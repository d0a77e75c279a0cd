import { z } from 'zod'
import {
  CreateTask,
  checkOutTask,
  createTask,
  delegateTask,
  forceReleaseTask,
  getTask,
  listAgentWork,
  listProducts,
  listTasks,
  OPEN_STATES,
  releaseTask,
  TaskState,
  type TaskView,
  updateTask,
} from '@/features/tasks'
import { Refusal } from '@/platform/errors'
import { cut, Flag, idOf, NextCursor, pageOf } from './fields'
import { route } from './route'
import { Task, TaskSummary, taskAnswer, taskSummary } from './task-answers'
import { filterOf, NewTask, StatusFilter, sharedOf, stateAsked, TaskChange, TaskFilters } from './task-fields'
import { productAnswer, WorkProduct } from './work-products'

export const TaskAnswer = Task.extend({ task: Task }).meta({ id: 'TaskAnswer' })

/** A task, as itself and under its name. */
export function hybrid(view: TaskView): z.output<typeof TaskAnswer> {
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
      const { title, state, request_depth: requestDepth, origin_kind: originKind, origin_id: originId } = body
      const input = {
        ...{ title, state, requestDepth, originKind, originId, goalId: body.goal_id, ...sharedOf(body) },
        description: body.description ?? undefined,
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
    query: TaskFilters.extend(pageOf('task', 50, 200).shape),
    answer: z.object({ tasks: z.array(TaskSummary), next_cursor: NextCursor }),
    run: async ({ caller, query }) => {
      const filter = { ...filterOf(query), before: query.cursor }
      const rows = await listTasks(caller, { ...filter, limit: query.limit + 1 })
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
      with_waiting: Flag.meta({ description: 'Also what cannot be worked on now.' }),
      limit: z.coerce.number().int().min(1).max(500).default(200).meta({ type: 'integer' }),
    }),
    answer: z.object({ tasks: z.array(TaskSummary.extend({ description: z.string() })), next_cursor: NextCursor }),
    run: async ({ caller, id, query }) => {
      const states = query.status ?? [...OPEN_STATES]
      const rows = await listAgentWork(caller, {
        ...{ agentId: id, states, withWaiting: query.with_waiting, limit: query.limit },
      })
      const shown = rows.map((row) => ({ ...taskSummary(row), description: row.description }))
      return { tasks: shown, next_cursor: null }
    },
  }),
  route({
    method: 'get',
    path: '/tasks/{task_id}',
    name: 'getTask',
    tag: 'Tasks',
    summary: 'Read a task with its goal ancestry, its lease, its cost and its first hundred work products',
    answer: TaskAnswer.extend({ work_products: z.array(WorkProduct) }).meta({ id: 'TaskDetail' }),
    run: async ({ caller, id }) => {
      const [task, products] = await Promise.all([
        getTask(caller, { taskId: id }),
        listProducts(caller, { taskId: id, limit: 100 }),
      ])
      return { ...hybrid(task), work_products: products.map(productAnswer) }
    },
  }),
  route({
    method: 'patch',
    path: '/tasks/{task_id}',
    name: 'updateTask',
    tag: 'Tasks',
    summary: 'Change or complete a task',
    description:
      'A completion with acceptance checks, or with stages to pass, answers 200 with the status that the task has then ' +
      '(in_review), and `verification` or `execution_state` say what it waits for.',
    body: TaskChange,
    answer: TaskAnswer,
    refusals: ['already_claimed', 'illegal_transition', 'broken_rule'],
    run: async ({ caller, id, body, options }) => {
      const { title, description, comment, reopen } = body
      const input = {
        ...{ title, description, comment, reopen, taskId: id, goalId: body.goal_id, ...sharedOf(body) },
        state: stateAsked(body),
        completionSummary: body.completion_summary,
        blockedReason: body.blocked_reason,
        isHidden: body.is_hidden,
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
      title: CreateTask.shape.title.optional().meta({ description: "Of the subtask. Default: the task's own." }),
      description: z.string().optional().meta({ description: 'Of the subtask. Default: the note.' }),
      note: z.string().optional(),
    }),
    answer: TaskAnswer,
    refusals: ['already_claimed', 'illegal_transition', 'broken_rule'],
    run: async ({ caller, id, body, options }) => {
      const { to_agent_id: toAgentId, as_subtask: asSubtask, ...rest } = body
      return hybrid(await delegateTask(caller, { taskId: id, toAgentId, asSubtask, ...rest }, options))
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
  route({
    method: 'post',
    path: '/tasks/{task_id}/force-release',
    name: 'forceReleaseTask',
    tag: 'Tasks',
    summary: 'Take a task away from whoever holds it',
    description: 'For people.',
    body: z.object({ clear_assignee: z.boolean().optional() }),
    answer: TaskAnswer,
    run: async ({ caller, id, body, options }) =>
      hybrid(await forceReleaseTask(caller, { taskId: id, clearAssignee: body.clear_assignee }, options)),
  }),
]
