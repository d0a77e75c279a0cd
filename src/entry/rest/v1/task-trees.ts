import { z } from 'zod'
import { cancelTree, HoldReason, pauseTree, restoreTree, resumeTree, type TaskView } from '@/features/tasks'
import type { Caller, CallOptions } from '@/platform/command'
import { route } from './route'
import { hybrid, TaskAnswer } from './tasks'

type Verb = (
  caller: Caller,
  input: { taskId: string; reason?: string | null },
  options: CallOptions,
) => Promise<TaskView>

function row<const P extends `/tasks/{task_id}/${string}`>(
  path: P,
  name: string,
  verb: Verb,
  text: { summary: string; description: string },
) {
  return route({
    ...{ method: 'post', path, name, tag: 'Tasks', ...text },
    body: z.object({ reason: HoldReason }),
    answer: TaskAnswer,
    refusals: ['illegal_transition'],
    run: async ({ caller, id, body, options }) => hybrid(await verb(caller, { taskId: id, ...body }, options)),
  })
}

/** What people do with a task and everything below it. */
export const taskTrees = [
  row('/tasks/{task_id}/hold', 'pauseTree', pauseTree, {
    summary: 'Put a task on hold, with everything below it',
    description:
      'For people. Nobody takes these tasks or is woken for them, also those made below later; who works on one is stopped. ' +
      '`held` of each says why.',
  }),
  row('/tasks/{task_id}/unhold', 'resumeTree', resumeTree, {
    summary: 'Let the work on a task and everything below it go on',
    description: 'For people. Refused with `task_held` where a task above is on hold.',
  }),
  row('/tasks/{task_id}/cancel-tree', 'cancelTree', cancelTree, {
    summary: 'Cancel a task and everything open below it',
    description: 'For people. Which tasks these were is kept for restore-tree.',
  }),
  row('/tasks/{task_id}/restore-tree', 'restoreTree', restoreTree, {
    summary: 'Open again what cancel-tree cancelled, and nothing else',
    description: 'For people. Work that was begun is open again; what was in the backlog, or blocked, is so again.',
  }),
]
