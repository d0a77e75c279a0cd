import { z } from 'zod'
import { cancelTree, HoldReason, pauseTree, restoreTree, resumeTree, type TaskView } from '@/features/tasks'
import type { Caller, CallOptions } from '@/platform/command'
import { Issue, issueAnswer } from './issue-answers'
import { route } from './route'

type Verb = (
  caller: Caller,
  input: { taskId: string; reason?: string | null },
  options: CallOptions,
) => Promise<TaskView>

function row<const P extends `/issues/{id}/tree/${string}`>(
  path: P,
  name: string,
  verb: Verb,
  text: { summary: string; description: string },
) {
  return route({
    ...{ method: 'post', path, name, tag: 'Issues', ...text },
    body: z.object({ reason: HoldReason }),
    answer: Issue,
    refusals: ['illegal_transition'],
    statuses: { illegal_transition: 409 },
    run: async ({ caller, id, body, options }) => issueAnswer(await verb(caller, { taskId: id, ...body }, options)),
  })
}

/** What the board does with an issue and everything below it. */
export const issueTrees = [
  row('/issues/{id}/tree/pause', 'pauseTree', pauseTree, {
    summary: 'Put an issue on hold, with everything below it',
    description:
      'For people. Nobody takes these issues or is woken for them, also those made below later; who works on one is stopped. ' +
      '`held` of each says why.',
  }),
  row('/issues/{id}/tree/resume', 'resumeTree', resumeTree, {
    summary: 'Let the work on an issue and everything below it go on',
    description: 'For people. 409 with `task_held` where an issue above is on hold.',
  }),
  row('/issues/{id}/tree/cancel', 'cancelTree', cancelTree, {
    summary: 'Cancel an issue and everything open below it',
    description: 'For people. Which issues these were is kept for restore.',
  }),
  row('/issues/{id}/tree/restore', 'restoreTree', restoreTree, {
    summary: 'Open again what cancel cancelled, and nothing else',
    description: 'For people. Work that was begun is todo; what was in the backlog, or blocked, is so again.',
  }),
]
