import { z } from 'zod'
import { askRunToStop, getRun, listRunEvents, listRuns, type RunEventView, RunState, WorkReport } from '@/features/runs'
import { getTask } from '@/features/tasks'
import { completeRun } from '../../complete-run'
import { commaList, idOf } from './fields'
import { Issue, issueAnswer } from './issue-answers'
import { byId, cut, limitOf, pageOf } from './page'
import { route } from './route'
import { eventAnswer, Run, RunEvent, RunListed, runAnswer, runListed } from './run-answers'

export const LIVE = ['queued', 'running'] as const

export const runs = [
  route({
    method: 'get',
    path: '/companies/{companyId}/heartbeat-runs',
    name: 'listRuns',
    tag: 'Runs',
    summary: 'List runs, newest first',
    query: pageOf('run').extend({ agentId: idOf('agent').optional(), status: commaList(RunState) }),
    answer: z.array(RunListed),
    run: async ({ caller, query, ...asked }) => {
      const { agentId, status: states, cursor: before, limit } = query
      const rows = await listRuns(caller, { agentId, states, before, limit: limit + 1 })
      return cut(rows, limit, asked, byId).map(runListed)
    },
  }),
  route({
    method: 'get',
    path: '/companies/{companyId}/live-runs',
    name: 'listRuns',
    tag: 'Runs',
    summary: 'List the runs that go on now',
    query: pageOf('run'),
    answer: z.array(RunListed),
    run: async ({ caller, query, ...asked }) => {
      const rows = await listRuns(caller, { states: [...LIVE], before: query.cursor, limit: query.limit + 1 })
      return cut(rows, query.limit, asked, byId).map(runListed)
    },
  }),
  route({
    method: 'post',
    path: '/heartbeat-runs/{runId}/complete',
    name: 'completeRun',
    permittedBy: 'completableRun',
    isOnlyFor: 'agents',
    tag: 'Runs',
    summary: 'Say what became of work that was taken with 202',
    description: 'For the agent of the run, with the key that came with the work; the run ends, and the key with it.',
    body: WorkReport,
    answer: z.object({ status: z.string() }),
    refusals: ['illegal_transition'],
    statuses: { illegal_transition: 409 },
    run: async ({ caller, id, body }) => ({ status: (await completeRun(caller, id, body)).state }),
  }),
  route({
    method: 'get',
    path: '/heartbeat-runs/{runId}',
    name: 'getRun',
    tag: 'Runs',
    summary: 'Read a run',
    answer: Run,
    run: async ({ caller, id }) => runAnswer(await getRun(caller, { runId: id })),
  }),
  route({
    method: 'get',
    path: '/heartbeat-runs/{runId}/events',
    name: 'listRunEvents',
    tag: 'Runs',
    summary: "Read a run's events in order",
    query: limitOf(200, 1000).extend({ afterSeq: z.coerce.number().int().min(0).default(0).meta({ type: 'integer' }) }),
    answer: z.array(RunEvent),
    run: async ({ caller, id, query }) => {
      const events = await listRunEvents(caller, { runId: id, ...query })
      return events.map((event) => eventAnswer(id, event))
    },
  }),
  route({
    method: 'get',
    path: '/heartbeat-runs/{runId}/log',
    name: 'listRunEvents',
    tag: 'Runs',
    summary: "Read a run's log in pieces",
    description: 'Ask again with `offset` set to `nextOffset` to follow a live run. An offset is no count of bytes.',
    query: z.object({
      offset: z.coerce.number().int().min(0).default(0).meta({ type: 'integer' }),
      limitBytes: z.coerce.number().int().min(1).default(262_144).meta({ type: 'integer' }),
    }),
    answer: z.object({
      content: z.string().meta({ description: 'Lines of JSON: {ts, stream, chunk}.' }),
      nextOffset: z.int(),
    }),
    run: async ({ caller, id, query }) => {
      const events = await listRunEvents(caller, { runId: id, afterSeq: query.offset, limit: 1000 })
      return piece(events, query.offset, query.limitBytes)
    },
  }),
  route({
    method: 'post',
    path: '/heartbeat-runs/{runId}/cancel',
    name: 'askRunToStop',
    tag: 'Runs',
    summary: 'Ask a live run to end',
    description: 'The worker ends the whole process tree and confirms it; read the run to see when.',
    body: z.object({ reason: z.string().max(200).optional() }),
    answer: Run,
    refusals: ['illegal_transition'],
    statuses: { illegal_transition: 409 },
    run: async ({ caller, id, body, options }) => {
      await askRunToStop(caller, { runId: id, reason: body.reason }, options)
      return runAnswer(await getRun(caller, { runId: id }))
    },
  }),
  route({
    method: 'get',
    path: '/heartbeat-runs/{runId}/issues',
    name: 'getTask',
    tag: 'Runs',
    summary: 'List the issues of a run',
    answer: z.array(Issue),
    run: async ({ caller, id }) => {
      const { taskId } = await getRun(caller, { runId: id })
      return taskId ? [issueAnswer(await getTask(caller, { taskId }))] : []
    },
  }),
]

/** As many events as fit, at least one where there is one. */
function piece(events: RunEventView[], offset: number, limitBytes: number) {
  const lines: string[] = []
  let bytes = 0
  let nextOffset = offset
  for (const { at, stream, text, seq } of events) {
    const line = `${JSON.stringify({ ts: at, stream, chunk: text })}\n`
    bytes += Buffer.byteLength(line)
    if (lines.length > 0 && bytes > limitBytes) break
    lines.push(line)
    nextOffset = seq
  }
  return { content: lines.join(''), nextOffset }
}
