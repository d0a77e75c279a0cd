import { z } from 'zod'
import { askRunToStop, getRun, listRunEvents, listRuns, RunState } from '@/features/runs'
import { getTask } from '@/features/tasks'
import { Id, listOf, Moment, more, page, pageOf } from './cells'
import { IssueSummary, issueSummary } from './issue-fields'
import { route } from './route'
import { Run, runAnswer } from './run-fields'

const Event = z
  .object({
    runId: Id,
    seq: z.int(),
    eventType: z.string(),
    stream: z.string(),
    message: z.string(),
    createdAt: Moment,
  })
  .meta({ id: 'RunEvent' })

export const runs = [
  route({
    method: 'get',
    path: '/companies/{companyId}/heartbeat-runs',
    name: 'listRuns',
    tag: 'Runs',
    summary: 'List runs, newest first',
    query: pageOf(50).extend({ agentId: Id.optional(), issueId: Id.optional(), status: listOf(RunState).optional() }),
    answer: z.array(Run),
    run: async ({ caller, query }) => {
      const { limit, cursor: before, issueId: taskId, status: states, agentId } = query
      return page(await listRuns(caller, { agentId, taskId, states, before, limit: more(limit) }), limit, runAnswer)
    },
  }),
  route({
    method: 'get',
    path: '/companies/{companyId}/live-runs',
    name: 'listRuns',
    tag: 'Runs',
    summary: 'Runs that go on now',
    query: pageOf(100),
    answer: z.array(Run),
    run: async ({ caller, query: { limit, cursor: before } }) => {
      const rows = await listRuns(caller, { states: ['queued', 'running'], before, limit: more(limit) })
      return page(rows, limit, runAnswer)
    },
  }),
  route({
    method: 'get',
    path: '/heartbeat-runs/{runId}',
    name: 'getRun',
    tag: 'Runs',
    summary: 'Read a run',
    answer: Run.extend({ exitCode: z.int().nullable(), signal: z.string().nullable(), retryOfRunId: Id.nullable() }),
    run: async ({ caller, id }) => {
      const run = await getRun(caller, { runId: id })
      return { ...runAnswer(run), exitCode: run.exitCode, signal: run.signal, retryOfRunId: run.retryOfRunId }
    },
  }),
  route({
    method: 'get',
    path: '/heartbeat-runs/{runId}/events',
    name: 'listRunEvents',
    tag: 'Runs',
    summary: "A run's events in order",
    query: z.object({
      afterSeq: z.coerce.number().int().min(0).optional().meta({ type: 'integer' }),
      limit: z.coerce.number().int().min(1).max(1000).optional().meta({ type: 'integer' }),
    }),
    answer: z.array(Event),
    run: async ({ caller, id, query }) =>
      (await listRunEvents(caller, { runId: id, ...query })).map(({ seq, at, kind, stream, text }) => ({
        ...{ runId: id, seq, eventType: kind, stream, message: text },
        createdAt: at,
      })),
  }),
  route({
    method: 'get',
    path: '/heartbeat-runs/{runId}/log',
    name: 'listRunEvents',
    tag: 'Runs',
    summary: "A run's log, line by line as JSON",
    description: '`offset` is `nextOffset` of the answer before.',
    query: z.object({ offset: z.coerce.number().int().min(0).optional().meta({ type: 'integer' }) }),
    answer: z.object({ runId: Id, content: z.string(), nextOffset: z.int() }),
    run: async ({ caller, id, query }) => {
      const events = await listRunEvents(caller, { runId: id, afterSeq: query.offset })
      const lines = events.map(({ seq, at, stream, text }) => JSON.stringify({ seq, ts: at, stream, chunk: text }))
      const content = lines.map((line) => `${line}\n`).join('')
      return { runId: id, content, nextOffset: events.at(-1)?.seq ?? query.offset ?? 0 }
    },
  }),
  route({
    method: 'get',
    path: '/heartbeat-runs/{runId}/issues',
    name: 'getRun',
    tag: 'Runs',
    summary: 'The issue that a run works on, as a list',
    answer: z.array(IssueSummary),
    run: async ({ caller, id }) => {
      const { taskId } = await getRun(caller, { runId: id })
      return taskId ? [issueSummary(await getTask(caller, { taskId }))] : []
    },
  }),
  route({
    method: 'post',
    path: '/heartbeat-runs/{runId}/cancel',
    name: 'askRunToStop',
    tag: 'Runs',
    summary: 'Stop a run',
    body: z.object({ reason: z.string().optional() }),
    status: 202,
    answer: Run,
    refusals: ['illegal_transition'],
    statuses: { illegal_transition: 409 },
    run: async ({ caller, id, body, options }) => {
      await askRunToStop(caller, { runId: id, ...body }, options)
      return runAnswer(await getRun(caller, { runId: id }))
    },
  }),
]
