import { z } from 'zod'
import { askRunToStop, getRun, listRunEvents, listRuns, RunEventView, RunState, WorkReport } from '@/features/runs'
import { completeRun } from '../../complete-run'
import { cut, idOf, NextCursor, pageOf } from './fields'
import { route } from './route'
import { Run, RunSummary, runAnswer, runSummary } from './run-answers'

const RunAnswer = Run.extend({ run: Run }).meta({ id: 'RunAnswer' })

export const runs = [
  route({
    method: 'get',
    path: '/companies/{company_id}/runs',
    name: 'listRuns',
    tag: 'Runs',
    summary: 'List runs, newest first',
    query: pageOf('run', 50, 200).extend({
      agent_id: idOf('agent').optional(),
      task_id: idOf('task').optional(),
      status: z
        .string()
        .transform((text) => text.split(','))
        .pipe(z.array(RunState))
        .optional()
        .meta({ type: 'string', description: 'States separated by commas.', example: 'queued,running' }),
    }),
    answer: z.object({ runs: z.array(RunSummary), next_cursor: NextCursor }),
    run: async ({ caller, query }) => {
      const rows = await listRuns(caller, {
        agentId: query.agent_id,
        taskId: query.task_id,
        states: query.status,
        before: query.cursor,
        limit: query.limit + 1,
      })
      const [page, next_cursor] = cut(rows, query.limit, 'run')
      return { runs: page.map(runSummary), next_cursor }
    },
  }),
  route({
    method: 'get',
    path: '/runs/{run_id}',
    name: 'getRun',
    tag: 'Runs',
    summary: 'Read a run',
    answer: RunAnswer,
    run: async ({ caller, id }) => {
      const run = runAnswer(await getRun(caller, { runId: id }))
      return { ...run, run }
    },
  }),
  route({
    method: 'get',
    path: '/runs/{run_id}/events',
    name: 'listRunEvents',
    tag: 'Runs',
    summary: "Read a run's log",
    description: 'Ask again with `after_seq` set to `last_seq` to follow a live run.',
    query: z.object({
      after_seq: z.coerce.number().int().min(0).default(0).meta({ type: 'integer' }),
      limit: z.coerce.number().int().min(1).max(2000).default(1000).meta({ type: 'integer' }),
    }),
    answer: z.object({ events: z.array(RunEventView), last_seq: z.number() }),
    run: async ({ caller, id, query }) => {
      const events = await listRunEvents(caller, { runId: id, afterSeq: query.after_seq, limit: query.limit })
      return { events, last_seq: events.at(-1)?.seq ?? query.after_seq }
    },
  }),
  route({
    method: 'post',
    path: '/runs/{run_id}/complete',
    name: 'completeRun',
    permittedBy: 'completableRun',
    isOnlyFor: 'agents',
    tag: 'Runs',
    summary: 'Say what became of work that was taken with 202',
    description: 'For the agent of the run, with the key that came with the work; the run ends, and the key with it.',
    body: z.object({
      status: WorkReport.shape.status,
      summary: WorkReport.shape.summary,
      tokens_in: WorkReport.shape.tokensIn,
      tokens_out: WorkReport.shape.tokensOut,
      model: WorkReport.shape.model,
      delegate_to: WorkReport.shape.delegateTo.meta({ description: 'Id of an agent, for delegated.' }),
    }),
    answer: z.object({ status: z.string() }),
    refusals: ['illegal_transition'],
    run: async ({ caller, id, body }) => {
      const { status, summary, tokens_in: tokensIn, tokens_out: tokensOut, model, delegate_to: delegateTo } = body
      const work = { status, summary, tokensIn, tokensOut, model, delegateTo }
      return { status: (await completeRun(caller, id, work)).state }
    },
  }),
  route({
    method: 'post',
    path: '/runs/{run_id}/stop',
    name: 'askRunToStop',
    tag: 'Runs',
    summary: 'Ask a live run to end',
    description: 'The worker ends the whole process tree and confirms it; read the run to see when.',
    body: z.object({ reason: z.string().optional() }),
    status: 202,
    answer: RunAnswer,
    refusals: ['illegal_transition'],
    run: async ({ caller, id, body, options }) => {
      await askRunToStop(caller, { runId: id, reason: body.reason }, options)
      const run = runAnswer(await getRun(caller, { runId: id }))
      return { ...run, run }
    },
  }),
]
