import { z } from 'zod'
import { ReportCost, reportCost } from '@/features/budgets'
import { agentStatus, listWakes, pullHeartbeat, requestWake } from '@/features/runs'
import { TaskState } from '@/features/tasks'
import { publicId } from '@/platform/ids'
import { Budget, budgetAnswer } from './budget-answers'
import { Cents, cents, Dollars, Instant, idOrNull, NextCursor, shownId, Usd, usd } from './fields'
import { route } from './route'
import { RunSummary, runSummary, Wake, wakeAnswer } from './run-answers'
import { statusOf, TaskStatus } from './task-answers'

const Cost = z.object({
  id: shownId('cost'),
  cost_usd: Usd,
  cost_cents: Cents,
  priced: z.boolean().meta({ description: 'False when the price of the model is not known.' }),
})

const PulledTask = z.object({
  id: shownId('task'),
  identifier: z.string(),
  title: z.string(),
  description: z.string(),
  status: TaskStatus,
  state: TaskState,
  priority: z.string(),
  complexity: z.string().nullable(),
  goal_id: shownId('goal'),
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
  last_run: RunSummary.nullable(),
  recent_failures: z.number().meta({ description: 'Of the latest twenty runs.' }),
  queue_depth: z.number().meta({ description: 'Wakes in the inbox.' }),
  open_tasks: z.number(),
  budget: Budget,
})

export const agentWork = [
  route({
    method: 'post',
    path: '/agents/{agent_id}/heartbeat',
    name: 'pullHeartbeat',
    tag: 'Agent loop',
    summary: 'Ask what to do',
    description:
      'For agents that run by themselves. A paused agent gets no tasks, and is told why; it costs nothing to ask.',
    answer: z.object({
      instructions: z.string(),
      tasks: z.array(PulledTask),
      paused: z.boolean(),
      reason: z.string().nullable(),
    }),
    run: async ({ caller, id }) => {
      const { instructions, tasks, isPaused, reason } = await pullHeartbeat(caller, { agentId: id })
      const shown = tasks.map((task): z.output<typeof PulledTask> => {
        const state = TaskState.parse(task.state)
        return {
          id: publicId('task', task.id),
          identifier: task.identifier,
          title: task.title,
          description: task.description,
          status: statusOf(state),
          state,
          priority: task.priority,
          complexity: task.complexity,
          goal_id: publicId('goal', task.goalId),
        }
      })
      return { instructions, tasks: shown, paused: isPaused, reason }
    },
  }),
  route({
    method: 'post',
    path: '/agents/{agent_id}/cost',
    name: 'reportCost',
    tag: 'Agent loop',
    summary: 'Report what work has cost',
    description:
      'A report is always recorded, also past the cap, because it is true; the agent is paused in the same moment. Send an ' +
      'Idempotency-Key to be able to repeat it safely.',
    body: z.object({
      tokens_in: ReportCost.shape.tokensIn.meta({ example: 12400 }),
      tokens_out: ReportCost.shape.tokensOut.meta({ example: 3800 }),
      tokens_cached: ReportCost.shape.tokensCached,
      model: ReportCost.shape.model.default('unknown').meta({ example: 'claude-opus-4-5' }),
      provider: ReportCost.shape.provider,
      task_id: idOrNull('task'),
      run_id: idOrNull('run'),
      cost_usd: Dollars.optional().meta({
        description: 'What was billed, where that is known better than by the price table.',
      }),
    }),
    status: 201,
    answer: z.object({ cost: Cost, budget: Budget }),
    run: async ({ caller, id, body, options }) => {
      const input = {
        agentId: id,
        tokensIn: body.tokens_in,
        tokensOut: body.tokens_out,
        tokensCached: body.tokens_cached,
        model: body.model,
        provider: body.provider,
        taskId: body.task_id,
        runId: body.run_id,
        costMicros: body.cost_usd,
      }
      const { cost, budget } = await reportCost(caller, input, options)
      const { costMicros, isPriced } = cost
      return {
        cost: {
          id: publicId('cost', cost.id),
          cost_usd: usd(costMicros),
          cost_cents: cents(costMicros),
          priced: isPriced,
        },
        budget: budgetAnswer(budget),
      }
    },
  }),
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
    method: 'get',
    path: '/agents/{agent_id}/wakes',
    name: 'listWakes',
    tag: 'Agents',
    summary: "Read an agent's inbox, newest first",
    query: z.object({ limit: z.coerce.number().int().min(1).max(200).default(50).meta({ type: 'integer' }) }),
    answer: z.object({ wakes: z.array(Wake), next_cursor: NextCursor }),
    run: async ({ caller, id, query }) => {
      const wakes = await listWakes(caller, { agentId: id, limit: query.limit })
      return { wakes: wakes.map(wakeAnswer), next_cursor: null }
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
        last_run: status.lastRun && runSummary(status.lastRun),
        recent_failures: status.recentFailures,
        queue_depth: status.pendingWakes,
        open_tasks: status.openTasks,
        budget: budgetAnswer(status.budget),
      }
    },
  }),
]
