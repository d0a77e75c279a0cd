import { z } from 'zod'
import { approveHire } from '@/features/approvals'
import { setBudget } from '@/features/budgets'
import {
  adapterTypeOf,
  getAgent,
  pauseAgent,
  resumeAgent,
  runtimeConfigOf,
  terminateAgent,
  withoutNulls,
} from '@/features/org'
import { agentStatus, requestWake, resetBrake } from '@/features/runs'
import type { Caller } from '@/platform/command'
import { testAgent, testSettings } from '../../worker/agent-tests'
import { AdapterType } from './adapters'
import { Agent, agentAnswer } from './agent-answers'
import { Bag, BudgetCents, Cents, cents, Id, IdOrNull, InstantOrNull, idOf, Never, Text } from './fields'
import { route } from './route'

async function readAgent(caller: Caller, agentId: string) {
  return agentAnswer(await getAgent(caller, { agentId }))
}

const Plan = z.object({
  reassignTasksTo: idOf('agent').optional().meta({ description: 'Takes all open issues.' }),
  reparentReportsTo: idOf('agent').optional().meta({ description: 'Becomes the manager of its reports.' }),
})

/** A move of an agent from one state to another; the wrong state is a conflict. */
const MOVE = { refusals: ['illegal_transition'], statuses: { illegal_transition: 409 } } as const

const Woken = z.object({
  id: IdOrNull.meta({ description: 'The run, once it starts, has this id; null when there will be none.' }),
  wakeupRequestId: Id,
  companyId: Id,
  agentId: Id,
  status: z.enum(['queued', 'skipped']),
  invocationSource: z.literal('on_demand'),
  triggerDetail: z.literal('manual'),
  reason: Text.meta({ description: 'Why it was skipped, or what it waits for.' }),
})

const WakeBody = z.object({
  reason: z.string().max(500).nullish(),
  payload: Bag.nullish().meta({ description: '`issueId` is the issue that the agent is woken for.' }),
  idempotencyKey: z.string().min(1).max(200).nullish(),
})

function wake(path: '/agents/{id}/wakeup' | '/agents/{id}/heartbeat/invoke', summary: string) {
  return route({
    method: 'post',
    path,
    name: 'requestWake',
    tag: 'Agents',
    summary,
    description: 'Accepted, not done. Wakes that come together may share a run. An agent that cannot run now is 409.',
    body: WakeBody,
    status: 202,
    answer: Woken,
    refusals: ['illegal_transition', 'budget_exhausted'],
    statuses: { illegal_transition: 409 },
    run: async ({ caller, id, body, options }) => {
      const { issueId, ...payload } = body.payload ?? {}
      const told = body.reason ? { ...payload, reason: body.reason } : payload
      const taskId = typeof issueId === 'string' ? issueId : undefined
      const idempotencyKey = options.idempotencyKey ?? body.idempotencyKey ?? undefined
      const asked = { agentId: id, cause: 'manual' as const, taskId, payload: told }
      const { wakeId, state, reason } = await requestWake(caller, asked, { idempotencyKey })
      const isQueued = state === 'pending'
      return {
        id: isQueued ? wakeId : null,
        wakeupRequestId: wakeId,
        companyId: caller.companyId,
        agentId: id,
        status: isQueued ? 'queued' : 'skipped',
        invocationSource: 'on_demand',
        triggerDetail: 'manual',
        reason,
      }
    },
  })
}

export const agentLifecycle = [
  route({
    method: 'post',
    path: '/agents/{id}/pause',
    name: 'pauseAgent',
    tag: 'Agents',
    summary: 'Let an agent start no more runs',
    answer: Agent,
    ...MOVE,
    run: async ({ caller, id, options }) => {
      await pauseAgent(caller, { agentId: id }, options)
      return readAgent(caller, id)
    },
  }),
  route({
    method: 'post',
    path: '/agents/{id}/resume',
    name: 'resumeAgent',
    tag: 'Agents',
    summary: 'Let a paused agent run again',
    description: 'Refused while its budget is used up: raise the budget, which resumes it too.',
    answer: Agent,
    refusals: ['illegal_transition', 'budget_exhausted'],
    statuses: { illegal_transition: 409 },
    run: async ({ caller, id, options }) => {
      await resumeAgent(caller, { agentId: id }, options)
      return readAgent(caller, id)
    },
  }),
  route({
    method: 'post',
    path: '/agents/{id}/approve',
    name: 'approveHire',
    tag: 'Agents',
    summary: 'Take an agent that waits for its approval into service',
    answer: Agent,
    ...MOVE,
    run: async ({ caller, id, options }) => {
      await approveHire(caller, { agentId: id }, options)
      return readAgent(caller, id)
    },
  }),
  route({
    method: 'post',
    path: '/agents/{id}/terminate',
    name: 'terminateAgent',
    tag: 'Agents',
    summary: 'End an agent for good',
    body: Plan,
    answer: Agent,
    refusals: ['illegal_transition', 'broken_rule'],
    statuses: { illegal_transition: 409 },
    run: async ({ caller, id, body, options }) => {
      await terminateAgent(caller, { agentId: id, plan: body }, options)
      return readAgent(caller, id)
    },
  }),
  route({
    method: 'delete',
    path: '/agents/{id}',
    name: 'terminateAgent',
    tag: 'Agents',
    summary: 'End an agent for good',
    description: 'Agents are not deleted, because what they did stays on record: this is terminate.',
    answer: Agent,
    ...MOVE,
    run: async ({ caller, id, options }) => {
      await terminateAgent(caller, { agentId: id }, options)
      return readAgent(caller, id)
    },
  }),
  route({
    method: 'post',
    path: '/agents/{id}/test-environment',
    name: 'testAgent',
    permittedBy: 'openAgentTest',
    tag: 'Agents',
    summary: "Try an agent's settings without a run",
    description:
      'A worker tries them: whether the program or the endpoint is there, and answers. It may take some seconds.',
    answer: z.object({ ok: z.boolean(), message: z.string() }),
    refusals: ['illegal_transition', 'broken_rule'],
    statuses: MOVE.statuses,
    run: ({ caller, id }) => testAgent(caller, id),
  }),
  route({
    method: 'post',
    path: '/companies/{companyId}/test-environment',
    name: 'testSettings',
    permittedBy: 'openSettingsTest',
    tag: 'Agents',
    summary: 'Try settings before an agent is hired with them',
    description: 'A worker tries them, as those of an agent. Nothing is kept. For people.',
    body: z.object({ adapterType: AdapterType, adapterConfig: Bag.default({}) }),
    answer: z.object({ ok: z.boolean(), message: z.string() }),
    refusals: ['broken_rule'],
    run: ({ caller, body: { adapterType: runtime, adapterConfig } }) =>
      testSettings(caller, { runtime, runtimeConfig: withoutNulls(runtimeConfigOf(adapterConfig)) }),
  }),
  wake('/agents/{id}/wakeup', 'Wake an agent by hand'),
  wake('/agents/{id}/heartbeat/invoke', 'Invoke a heartbeat of an agent'),
  route({
    method: 'post',
    path: '/agents/{id}/brake/reset',
    name: 'resetBrake',
    tag: 'Agents',
    summary: 'Let an agent go on that made no progress',
    description:
      'Its wakes were held back because its runs left nothing behind: on the issue, or on all without `issueId`. For people.',
    body: z.object({ issueId: idOf('task').nullish() }),
    answer: z.object({ released: z.int() }),
    run: ({ caller, id, body, options }) => resetBrake(caller, { agentId: id, taskId: body.issueId }, options),
  }),
  route({
    method: 'get',
    path: '/agents/{id}/runtime-state',
    name: 'agentStatus',
    tag: 'Agents',
    summary: 'See what an agent runs on and how its last run went',
    answer: z.object({
      agentId: Id,
      companyId: Id,
      adapterType: z.string(),
      sessionId: Never,
      currentRunId: IdOrNull,
      lastRunId: IdOrNull,
      lastRunStatus: Text,
      lastError: Text,
      reason: z.string().meta({ description: 'Why the agent runs or does not run, in a sentence.' }),
      stalled: z.boolean().meta({ description: 'Its live run has been silent for five minutes or more.' }),
      heldUntil: InstantOrNull.meta({ description: 'Its provider refuses until then.' }),
      noWorker: Text.meta({ description: 'Why no connected worker could run it, in a sentence.' }),
      queueDepth: z.int().meta({ description: 'Wakes in its inbox.' }),
      sparedHeartbeats: z
        .int()
        .meta({ description: 'Scheduled wakes of the last 30 days that made no run and cost nothing.' }),
      overdueWakes: z.int().meta({ description: 'Wakes that have been waiting for too long.' }),
      brakes: z
        .array(
          z.object({
            issueId: Id,
            identifier: z.string(),
            runs: z.int(),
            heldUntil: InstantOrNull,
            isPaused: z.boolean(),
          }),
        )
        .meta({ description: 'Issues on which its runs left nothing behind, so that wakes wait.' }),
      spentMonthlyCents: Cents,
      lastRunAt: InstantOrNull,
    }),
    run: async ({ caller, id }) => {
      const status = await agentStatus(caller, { agentId: id })
      const { runtime } = await getAgent(caller, { agentId: id })
      return {
        agentId: id,
        companyId: caller.companyId,
        adapterType: adapterTypeOf(runtime),
        sessionId: null,
        currentRunId: status.currentRun?.id ?? null,
        lastRunId: status.lastRun?.id ?? null,
        lastRunStatus: status.lastRun?.state ?? null,
        lastError: status.lastRun?.error ?? null,
        reason: status.reason,
        stalled: status.isStalled,
        heldUntil: status.heldUntil,
        noWorker: status.noWorker,
        queueDepth: status.pendingWakes,
        sparedHeartbeats: status.sparedWakes,
        overdueWakes: status.overdueWakes,
        brakes: status.brakes.map(({ taskId: issueId, identifier, count: runs, heldUntil, isPaused: isStopped }) => ({
          ...{ issueId, identifier, runs, heldUntil, isPaused: isStopped },
        })),
        spentMonthlyCents: cents(status.budget.spent),
        lastRunAt: status.lastRun?.startedAt ?? null,
      }
    },
  }),
  route({
    method: 'patch',
    path: '/agents/{id}/budgets',
    name: 'setBudget',
    tag: 'Costs',
    summary: 'Set the monthly budget of an agent',
    body: z.object({ budgetMonthlyCents: BudgetCents }),
    answer: Agent,
    run: async ({ caller, id, body, options }) => {
      const input = { scopeKind: 'agent' as const, scopeId: id, cap: body.budgetMonthlyCents }
      await setBudget(caller, input, options)
      return readAgent(caller, id)
    },
  }),
]
