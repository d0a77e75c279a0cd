import { z } from 'zod'
import { agentStatus, listWakes, requestWake, resetBrake, SettingsTest } from '@/features/runs'
import { publicId } from '@/platform/ids'
import { testAgent, testSettings } from '../../worker/agent-tests'
import { Budget, budgetAnswer } from './budget-answers'
import { cut, Instant, idOrNull, NextCursor, pageOf, shownId } from './fields'
import { route } from './route'
import { RunSummary, runSummary, Wake, wakeAnswer } from './run-answers'

const Brake = z.object({
  task_id: shownId('task'),
  task_identifier: z.string(),
  runs: z.number().meta({ description: 'Runs in a row that left nothing behind.' }),
  held_until: Instant.nullable(),
  paused: z.boolean(),
})

const Status = z.object({
  agent_id: shownId('agent'),
  status: z.string(),
  reason: z.string().meta({ description: 'Why the agent runs or does not run, in a sentence.' }),
  paused_by: z.string().nullable(),
  blockers: z.array(z.string()),
  heartbeat: z
    .object({
      enabled: z.boolean(),
      cron: z.string().nullable(),
      interval_seconds: z.number().nullable(),
      timezone: z.string(),
      next_at: Instant.nullable(),
      upcoming: z.array(Instant),
      last_at: Instant.nullable(),
    })
    .nullable(),
  current_run: RunSummary.nullable(),
  stalled: z.boolean().meta({ description: 'Its live run has been silent for five minutes or more.' }),
  held_until: Instant.nullable().meta({ description: 'Its provider refuses until then.' }),
  no_worker: z.string().nullable().meta({ description: 'Why no connected worker could run it, in a sentence.' }),
  last_run: RunSummary.nullable(),
  recent_failures: z.number().meta({ description: 'Of the latest twenty runs.' }),
  queue_depth: z.number().meta({ description: 'Wakes in the inbox.' }),
  spared_heartbeats: z
    .number()
    .meta({ description: 'Scheduled wakes of the last 30 days that made no run and cost nothing.' }),
  overdue_wakes: z.number().meta({ description: 'Wakes that have been waiting for too long.' }),
  brakes: z.array(Brake).meta({ description: 'Tasks on which its runs left nothing behind, so that wakes wait.' }),
  open_tasks: z.number(),
  budget: Budget,
})

export const agentWakes = [
  route({
    method: 'post',
    path: '/agents/{agent_id}/wake',
    name: 'requestWake',
    tag: 'Agents',
    summary: 'Wake an agent by hand',
    description:
      'Accepted, not done: the run with `run_id` appears when it starts. Wakes that come together may share a run.',
    body: z.object({
      task_id: idOrNull('task'),
      payload: z.record(z.string(), z.unknown()).optional(),
    }),
    status: 202,
    answer: z.object({
      wake_id: shownId('wake'),
      run_id: shownId('run').nullable(),
      state: z.string(),
      reason: z.string().nullable(),
    }),
    refusals: ['illegal_transition'],
    run: async ({ caller, id, body, options }) => {
      const input = { agentId: id, cause: 'manual' as const, taskId: body.task_id, payload: body.payload }
      const { wakeId, state, reason } = await requestWake(caller, input, options)
      const runId = state === 'pending' ? wakeId : null
      return { wake_id: publicId('wake', wakeId), run_id: publicId('run', runId), state, reason }
    },
  }),
  route({
    method: 'post',
    path: '/agents/{agent_id}/brake/reset',
    name: 'resetBrake',
    tag: 'Agents',
    summary: 'Let an agent go on that made no progress',
    description:
      'Its wakes were held back because its runs left nothing behind: on the task, or on all without `task_id`. For people.',
    body: z.object({ task_id: idOrNull('task') }),
    answer: z.object({ released: z.number() }),
    run: ({ caller, id, body, options }) => resetBrake(caller, { agentId: id, taskId: body.task_id }, options),
  }),
  route({
    method: 'post',
    path: '/agents/{agent_id}/test',
    name: 'testAgent',
    permittedBy: 'openAgentTest',
    tag: 'Agents',
    summary: "Try an agent's settings without a run",
    description:
      'A worker tries them: whether the program or the endpoint is there, and answers. It may take some seconds.',
    answer: z.object({ ok: z.boolean(), message: z.string() }),
    refusals: ['illegal_transition', 'broken_rule'],
    run: ({ caller, id }) => testAgent(caller, id),
  }),
  route({
    method: 'post',
    path: '/companies/{company_id}/test-settings',
    name: 'testSettings',
    permittedBy: 'openSettingsTest',
    tag: 'Agents',
    summary: 'Try settings before an agent is hired with them',
    description: 'A worker tries them, as those of an agent. Nothing is kept. For people.',
    body: z.object({ runtime: SettingsTest.shape.runtime, runtime_config: SettingsTest.shape.runtimeConfig }),
    answer: z.object({ ok: z.boolean(), message: z.string() }),
    refusals: ['broken_rule'],
    run: ({ caller, body }) => testSettings(caller, { runtime: body.runtime, runtimeConfig: body.runtime_config }),
  }),
  route({
    method: 'get',
    path: '/agents/{agent_id}/wakes',
    name: 'listWakes',
    tag: 'Agents',
    summary: "Read an agent's inbox, newest first",
    query: pageOf('wake', 50, 200).extend({ state: z.enum(['pending', 'consumed', 'skipped']).optional() }),
    answer: z.object({ wakes: z.array(Wake), next_cursor: NextCursor }),
    run: async ({ caller, id, query }) => {
      const { state, cursor: before, limit } = query
      const [page, next_cursor] = cut(
        await listWakes(caller, { agentId: id, state, before, limit: limit + 1 }),
        limit,
        'wake',
      )
      return { wakes: page.map(wakeAnswer), next_cursor }
    },
  }),
  route({
    method: 'get',
    path: '/agents/{agent_id}/status',
    name: 'agentStatus',
    tag: 'Agents',
    summary: 'See why an agent runs or does not run',
    answer: Status,
    run: async ({ caller, id }): Promise<z.output<typeof Status>> => {
      const status = await agentStatus(caller, { agentId: id })
      const { schedule } = status
      return {
        agent_id: publicId('agent', id),
        status: status.state,
        reason: status.reason,
        paused_by: status.pausedBy,
        blockers: status.pausedBy ? [status.pausedBy] : [],
        heartbeat: schedule && {
          enabled: schedule.isEnabled,
          cron: schedule.cron,
          interval_seconds: schedule.intervalSeconds,
          timezone: schedule.zone,
          next_at: schedule.nextWakeAt,
          upcoming: schedule.nextWakes,
          last_at: schedule.lastSlotAt,
        },
        current_run: status.currentRun && runSummary(status.currentRun),
        stalled: status.isStalled,
        held_until: status.heldUntil,
        no_worker: status.noWorker,
        last_run: status.lastRun && runSummary(status.lastRun),
        recent_failures: status.recentFailures,
        queue_depth: status.pendingWakes,
        spared_heartbeats: status.sparedWakes,
        overdue_wakes: status.overdueWakes,
        brakes: status.brakes.map((brake) => ({
          task_id: publicId('task', brake.taskId),
          task_identifier: brake.identifier,
          runs: brake.count,
          held_until: brake.heldUntil,
          paused: brake.isPaused,
        })),
        open_tasks: status.openTasks,
        budget: budgetAnswer(status.budget),
      }
    },
  }),
]
