import { z } from 'zod'
import { CostReport, ReportCost, reportCost } from '@/features/budgets'
import { pullHeartbeat } from '@/features/runs'
import { TaskState } from '@/features/tasks'
import { publicId } from '@/platform/ids'
import { Budget, budgetAnswer } from './budget-answers'
import { Cents, cents, Dollars, idOrNull, shownId, Usd, usd } from './fields'
import { Recalled, recalledFields } from './memories'
import { route } from './route'
import { statusOf, TaskStatus } from './task-answers'

const Cost = z.object({
  id: shownId('cost'),
  cost_usd: Usd,
  cost_cents: Cents,
  list_usd: Usd.meta({ description: 'What it would have cost at list price.' }),
  billing: CostReport.shape.cost.shape.billing,
  priced: z.boolean().meta({ description: 'False when the price of the model is not known.' }),
  unusual: z.boolean().meta({ description: 'Far above what the agent usually reports.' }),
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
      mentions: z
        .array(z.object({ task_id: shownId('task'), identifier: z.string(), title: z.string() }))
        .meta({ description: 'Tasks of anybody in which the agent was mentioned since it last asked.' }),
      memories: z.array(Recalled).meta({ description: 'What is known that fits the first task.' }),
      paused: z.boolean(),
      reason: z.string().nullable(),
    }),
    run: async ({ caller, id }) => {
      const pulled = await pullHeartbeat(caller, { agentId: id })
      const { instructions, tasks, mentions, isPaused, reason } = pulled
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
      const where = mentions.map(({ taskId, ...told }) => ({ task_id: publicId('task', taskId), ...told }))
      const memories = pulled.memories.map(recalledFields)
      return { instructions, tasks: shown, mentions: where, memories, paused: isPaused, reason }
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
      tokens_cache_written: ReportCost.shape.tokensCacheWritten,
      model: ReportCost.shape.model.default('unknown').meta({ example: 'claude-opus-4-5' }),
      provider: ReportCost.shape.provider,
      billing: ReportCost.shape.billing.meta({ description: 'Of a subscription and a local model nothing is billed.' }),
      task_id: idOrNull('task'),
      run_id: idOrNull('run'),
      cost_usd: Dollars.optional().meta({
        description:
          'What was billed, where that is known better than by the price table; for a subscription or a local model what it would have cost.',
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
        tokensCacheWritten: body.tokens_cache_written,
        model: body.model,
        provider: body.provider,
        billing: body.billing,
        taskId: body.task_id,
        runId: body.run_id,
        costMicros: body.cost_usd,
      }
      const { cost, budget } = await reportCost(caller, input, options)
      const { costMicros, listMicros, billing, isPriced, isUnusual } = cost
      return {
        cost: {
          id: publicId('cost', cost.id),
          cost_usd: usd(costMicros),
          cost_cents: cents(costMicros),
          list_usd: usd(listMicros),
          billing,
          priced: isPriced,
          unusual: isUnusual,
        },
        budget: budgetAnswer(budget),
      }
    },
  }),
]
