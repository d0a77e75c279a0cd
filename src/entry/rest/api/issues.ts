import { z } from 'zod'
import { listDocuments } from '@/features/documents'
import { getGoal } from '@/features/goals'
import { listRuns } from '@/features/runs'
import {
  checkOutTask,
  createTask,
  forceReleaseTask,
  getMessage,
  getTask,
  listAgentWork,
  listMessages,
  listTasks,
  Priority,
  releaseTask,
  TaskState,
  updateTask,
} from '@/features/tasks'
import { Refusal } from '@/platform/errors'
import { Flag, Id, listOf, Moment, more, page, pageOf } from './cells'
import {
  Comment,
  commentAnswer,
  fieldsOf,
  Issue,
  IssueChange,
  IssueSummary,
  issueAnswer,
  issueSummary,
  NewIssue,
} from './issue-fields'
import { agentItself } from './itself'
import { rootRoute, route } from './route'
import { Run, runAnswer } from './run-fields'

const Filters = pageOf(100).extend({
  status: listOf(TaskState).optional(),
  priority: Priority.optional(),
  assigneeAgentId: Id.optional(),
  assigneeUserId: Id.optional(),
  participantAgentId: Id.optional(),
  createdByAgentId: Id.optional(),
  projectId: Id.optional(),
  goalId: Id.optional(),
  parentId: Id.optional(),
  labelId: Id.optional(),
  teamId: Id.optional(),
  originKind: z.string().optional(),
  originId: z.string().optional(),
  q: z.string().optional(),
  isBlocked: Flag.optional(),
  includeHidden: Flag.optional(),
})

const InboxRow = IssueSummary.pick({
  id: true,
  identifier: true,
  title: true,
  status: true,
  priority: true,
  projectId: true,
  goalId: true,
  parentId: true,
  updatedAt: true,
  unresolvedBlockerCount: true,
})
  .extend({ activeRun: z.object({ id: Id, status: z.string() }).nullable(), dependencyReady: z.boolean() })
  .meta({ id: 'InboxRow' })

export const issues = [
  rootRoute({
    method: 'get',
    path: '/agents/me/inbox-lite',
    name: 'listAgentWork',
    tag: 'Issues',
    summary: 'What the agent that asks has to do, in the order in which it should be done',
    answer: z.array(InboxRow),
    run: async ({ identity }) => {
      const { caller, agentId } = await agentItself(identity)
      const rows = await listAgentWork(caller, { agentId })
      const live = await listRuns(caller, { agentId, states: ['queued', 'running'], limit: 1 })
      return rows.map((row) => {
        const { id, identifier, title, status, priority, projectId, goalId, parentId, updatedAt } = issueSummary(row)
        const run = live.find((each) => each.taskId === id)
        return {
          ...{ id, identifier, title, status, priority, projectId, goalId, parentId, updatedAt },
          activeRun: run ? { id: run.id, status: run.state } : null,
          dependencyReady: row.unresolvedBlockers === 0,
          unresolvedBlockerCount: row.unresolvedBlockers,
        }
      })
    },
  }),
  route({
    method: 'get',
    path: '/companies/{companyId}/issues',
    name: 'listTasks',
    tag: 'Issues',
    summary: 'List issues, newest first',
    query: Filters,
    answer: z.array(IssueSummary),
    run: async ({ caller, query }) => {
      const { status: states, assigneeAgentId, assigneeUserId, limit, cursor: before, ...filter } = query
      const rows = await listTasks(caller, {
        ...filter,
        states,
        assigneeId: assigneeAgentId,
        assigneePersonId: assigneeUserId,
        before,
        limit: more(limit),
      })
      return page(rows, limit, issueSummary)
    },
  }),
  route({
    method: 'post',
    path: '/companies/{companyId}/issues',
    name: 'createTask',
    tag: 'Issues',
    summary: 'Create an issue',
    body: NewIssue,
    status: 201,
    answer: Issue,
    refusals: ['broken_rule', 'needs_approval'],
    run: async ({ caller, body, options }) => issueAnswer(await createTask(caller, newTask(body), options)),
  }),
  route({
    method: 'post',
    path: '/issues/{issueId}/children',
    name: 'createTask',
    tag: 'Issues',
    summary: 'Create an issue below another one',
    body: NewIssue,
    status: 201,
    answer: Issue,
    refusals: ['broken_rule', 'needs_approval'],
    run: async ({ caller, id, body, options }) =>
      issueAnswer(await createTask(caller, { ...newTask(body), parentId: id }, options)),
  }),
  route({
    method: 'get',
    path: '/issues/{issueId}',
    name: 'getTask',
    tag: 'Issues',
    summary: 'Read an issue with its ancestors, blockers, goal and documents',
    answer: Issue.extend({
      goal: z.object({ id: Id, title: z.string(), status: z.string(), level: z.string() }),
      documentSummaries: z.array(
        z.object({ key: z.string(), title: z.string().nullable(), latestRevisionNumber: z.int(), updatedAt: Moment }),
      ),
    }),
    run: async ({ caller, id }) => {
      const task = await getTask(caller, { taskId: id })
      const goal = await getGoal(caller, { goalId: task.goalId })
      const documents = await listDocuments(caller, { taskId: id })
      return {
        ...issueAnswer(task),
        goal: { id: goal.id, title: goal.title, status: goal.status, level: goal.level },
        documentSummaries: documents.map(({ key, title, revisionNumber, updatedAt }) => ({
          ...{ key, title, updatedAt },
          latestRevisionNumber: revisionNumber,
        })),
      }
    },
  }),
  route({
    method: 'patch',
    path: '/issues/{issueId}',
    name: 'updateTask',
    tag: 'Issues',
    summary: 'Change an issue, with a comment if there is something to say',
    body: IssueChange,
    answer: Issue,
    refusals: ['already_claimed', 'illegal_transition', 'broken_rule', 'needs_approval'],
    run: async ({ caller, id, body, options }) => {
      const state = body.status ?? (body.reopen ? ('todo' as const) : undefined)
      const change = {
        ...fieldsOf(body),
        ...{ title: body.title, comment: body.comment, reopen: body.reopen, state },
        goalId: body.goalId ?? undefined,
        completionSummary: body.completionSummary,
        blockedReason: body.blockedReason,
        isHidden: body.hiddenAt === undefined ? undefined : body.hiddenAt !== null,
      }
      return issueAnswer(await updateTask(caller, { ...change, taskId: id }, options))
    },
  }),
  route({
    method: 'post',
    path: '/issues/{issueId}/checkout',
    name: 'checkOutTask',
    tag: 'Issues',
    summary: 'Take an issue: one lease, one winner',
    description: 'Everybody else gets 409 with who holds it, whether that run is alive, and until when.',
    body: z.object({ agentId: Id.optional(), expectedStatuses: z.array(TaskState).optional() }),
    answer: Issue,
    refusals: ['already_claimed', 'illegal_transition', 'broken_rule'],
    statuses: { illegal_transition: 409 },
    run: async ({ caller, id, body, options }) => {
      const agentId = body.agentId ?? (caller.actor.kind === 'agent' ? caller.actor.id : undefined)
      if (!agentId) throw new Refusal('invalid_input', 'agentId: say for which agent.', { field: 'agentId' })
      const expectedStates = body.expectedStatuses?.length ? body.expectedStatuses : undefined
      return issueAnswer(await checkOutTask(caller, { taskId: id, agentId, expectedStates }, options))
    },
  }),
  route({
    method: 'post',
    path: '/issues/{issueId}/release',
    name: 'releaseTask',
    tag: 'Issues',
    summary: 'Put an issue back: todo, without an agent',
    answer: Issue,
    refusals: ['already_claimed'],
    run: async ({ caller, id, options }) => issueAnswer(await releaseTask(caller, { taskId: id }, options)),
  }),
  route({
    method: 'post',
    path: '/issues/{issueId}/admin/force-release',
    name: 'forceReleaseTask',
    tag: 'Issues',
    summary: 'Take an issue away from whoever holds it (board)',
    body: z.object({ clearAssignee: z.boolean().optional() }),
    answer: Issue,
    run: async ({ caller, id, body, options }) =>
      issueAnswer(await forceReleaseTask(caller, { taskId: id, ...body }, options)),
  }),
  route({
    method: 'get',
    path: '/issues/{issueId}/heartbeat-context',
    name: 'getTask',
    tag: 'Issues',
    summary: 'What an agent that begins to work on an issue should know',
    query: z.object({ wakeCommentId: Id.optional() }),
    answer: z.object({
      issue: Issue,
      ancestors: Issue.shape.ancestors,
      project: Issue.shape.project,
      goal: z.object({ id: Id, title: z.string(), ancestry: z.array(z.string()) }),
      commentCursor: z.object({
        totalComments: z.int(),
        latestCommentId: Id.nullable(),
        latestCommentAt: Moment.nullable(),
      }),
      wakeComment: Comment.nullable(),
    }),
    run: async ({ caller, id, query }) => {
      const task = await getTask(caller, { taskId: id })
      const issue = issueAnswer(task)
      const [latest] = await listMessages(caller, { taskId: id, order: 'desc', limit: 1 })
      const wake = query.wakeCommentId && (await getMessage(caller, { messageId: query.wakeCommentId }))
      return {
        issue,
        ancestors: issue.ancestors,
        project: issue.project,
        goal: { id: issue.goalId, title: issue.goalAncestry.at(-1) ?? '', ancestry: issue.goalAncestry },
        commentCursor: {
          totalComments: task.messageCount,
          latestCommentId: latest?.id ?? null,
          latestCommentAt: latest?.createdAt ?? null,
        },
        wakeComment: wake && wake.taskId === id ? commentAnswer(wake) : null,
      }
    },
  }),
  ...(['runs', 'live-runs'] as const).map((list) =>
    route({
      method: 'get',
      path: `/issues/{issueId}/${list}`,
      name: 'listRuns',
      tag: 'Issues',
      summary: list === 'runs' ? 'Runs on an issue, newest first' : 'Runs on an issue that go on now',
      query: pageOf(50),
      answer: z.array(Run),
      run: async ({ caller, id, query }) => {
        const states = list === 'runs' ? undefined : ['queued' as const, 'running' as const]
        const rows = await listRuns(caller, { taskId: id, states, before: query.cursor, limit: more(query.limit) })
        return page(rows, query.limit, runAnswer)
      },
    }),
  ),
  route({
    method: 'get',
    path: '/issues/{issueId}/active-run',
    name: 'listRuns',
    tag: 'Issues',
    summary: 'The run that works on an issue now, or null',
    answer: Run.nullable(),
    run: async ({ caller, id }) => {
      const [run] = await listRuns(caller, { taskId: id, states: ['queued', 'running'], limit: 1 })
      return run ? runAnswer(run) : null
    },
  }),
]

function newTask(body: z.output<typeof NewIssue>) {
  const { title, requestDepth, createdByAgentId, originKind, originId, goalId } = body
  return { ...fieldsOf(body), title, requestDepth, createdByAgentId, originKind, originId, goalId }
}
