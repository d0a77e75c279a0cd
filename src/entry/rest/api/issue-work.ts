import { z } from 'zod'
import { listAttachments } from '@/features/documents'
import { listRuns } from '@/features/runs'
import {
  checkOutTask,
  forceReleaseTask,
  getMessage,
  getTask,
  listMessages,
  releaseTask,
  TaskState,
} from '@/features/tasks'
import type { Caller } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { Attachment, attachmentAnswer } from './document-answers'
import { Count, IdOrNull, InstantOrNull, idOf, Never, orNull } from './fields'
import { Comment, commentAnswer, Issue, issueAnswer } from './issue-answers'
import { byId, cut, pageOf } from './page'
import { route } from './route'
import { RunListed, runListed } from './run-answers'
import { LIVE } from './runs'

/** The refusal of a checkout, with how the issue stands. */
async function explained(caller: Caller, taskId: string, error: unknown): Promise<unknown> {
  if (!(error instanceof Refusal) || !['already_claimed', 'illegal_transition'].includes(error.code)) return error
  const { state, assigneeId, lease } = await getTask(caller, { taskId })
  const runId = lease?.runId ?? null
  const facts = { issueId: taskId, status: state, assigneeAgentId: assigneeId, checkoutRunId: runId }
  return new Refusal(error.code, error.message, { ...error.facts, ...facts, executionRunId: runId })
}

const Context = z.object({
  issue: Issue,
  ancestors: Issue.shape.ancestors,
  project: Issue.shape.project,
  goal: Issue.shape.goal,
  commentCursor: z.object({ totalComments: Count, latestCommentId: IdOrNull, latestCommentAt: InstantOrNull }),
  wakeComment: orNull(Comment),
  attachments: z.array(Attachment),
  continuationSummary: Never,
  currentExecutionWorkspace: Never,
})

async function readContext(caller: Caller, taskId: string, commentId: string | undefined) {
  const [task, [latest], attachments] = await Promise.all([
    getTask(caller, { taskId }),
    listMessages(caller, { taskId, order: 'desc', limit: 1 }),
    listAttachments(caller, { taskId }),
  ])
  const wake = commentId ? await getMessage(caller, { messageId: commentId }) : null
  if (wake && wake.taskId !== taskId) throw notFound('message')
  const issue = issueAnswer(task)
  return {
    issue,
    ancestors: issue.ancestors,
    project: issue.project,
    goal: issue.goal,
    commentCursor: {
      totalComments: task.messageCount,
      latestCommentId: latest?.id ?? null,
      latestCommentAt: latest?.createdAt ?? null,
    },
    wakeComment: wake && commentAnswer(caller.companyId, wake),
    attachments: attachments.map((each) => attachmentAnswer(caller.companyId, each)),
    continuationSummary: null,
    currentExecutionWorkspace: null,
  }
}

function runsOf(path: '/issues/{id}/runs' | '/issues/{id}/live-runs', summary: string, states?: typeof LIVE) {
  return route({
    method: 'get',
    path,
    name: 'listRuns',
    tag: 'Issues',
    summary,
    query: pageOf('run'),
    answer: z.array(RunListed),
    run: async ({ caller, id, query, ...asked }) => {
      const filter = { taskId: id, ...(states ? { states: [...states] } : {}), before: query.cursor }
      const rows = await listRuns(caller, { ...filter, limit: query.limit + 1 })
      return cut(rows, query.limit, asked, byId).map(runListed)
    },
  })
}

export const issueWork = [
  route({
    method: 'post',
    path: '/issues/{id}/checkout',
    name: 'checkOutTask',
    tag: 'Issues',
    summary: 'Take an issue: one lease, one winner',
    description: 'Everybody else gets 409 with who holds it, whether that run is alive, and until when.',
    body: z.object({
      agentId: idOf('agent'),
      expectedStatuses: z
        .array(TaskState)
        .min(1, 'must name a status')
        .optional()
        .meta({ description: 'In which of these it may be taken. Default: in each that can be taken.' }),
    }),
    answer: Issue,
    refusals: ['already_claimed', 'illegal_transition', 'broken_rule'],
    statuses: { illegal_transition: 409 },
    run: async ({ caller, id, body, options }) => {
      const asked = { taskId: id, agentId: body.agentId, expectedStates: body.expectedStatuses }
      try {
        return issueAnswer(await checkOutTask(caller, asked, options))
      } catch (error) {
        throw await explained(caller, id, error)
      }
    },
  }),
  route({
    method: 'post',
    path: '/issues/{id}/release',
    name: 'releaseTask',
    tag: 'Issues',
    summary: 'Put an issue back: todo, free and without an agent',
    answer: Issue,
    refusals: ['already_claimed'],
    run: async ({ caller, id, options }) => issueAnswer(await releaseTask(caller, { taskId: id }, options)),
  }),
  route({
    method: 'post',
    path: '/issues/{id}/admin/force-release',
    name: 'forceReleaseTask',
    tag: 'Issues',
    summary: 'Take an issue away from whoever holds it',
    description: 'For people. The log says who held it.',
    query: z.object({ clearAssignee: z.stringbool().optional().meta({ type: 'boolean' }) }),
    body: z.object({ clearAssignee: z.boolean().optional() }),
    answer: Issue,
    run: async ({ caller, id, query, body, options }) => {
      const clearAssignee = body.clearAssignee ?? query.clearAssignee
      return issueAnswer(await forceReleaseTask(caller, { taskId: id, clearAssignee }, options))
    },
  }),
  route({
    method: 'get',
    path: '/issues/{id}/heartbeat-context',
    name: 'getTask',
    tag: 'Issues',
    summary: 'Read what an agent needs to begin',
    query: z.object({ wakeCommentId: idOf('message').optional() }),
    answer: Context,
    run: ({ caller, id, query }) => readContext(caller, id, query.wakeCommentId),
  }),
  runsOf('/issues/{id}/runs', 'List the runs of an issue, newest first'),
  runsOf('/issues/{id}/live-runs', 'List the runs of an issue that go on now', LIVE),
  route({
    method: 'get',
    path: '/issues/{id}/active-run',
    name: 'listRuns',
    tag: 'Issues',
    summary: 'Read the run of an issue that goes on now; null when there is none',
    answer: orNull(RunListed),
    run: async ({ caller, id }) => {
      const [run] = await listRuns(caller, { taskId: id, states: [...LIVE], limit: 1 })
      return run ? runListed(run) : null
    },
  }),
]
