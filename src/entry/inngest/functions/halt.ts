import { z } from 'zod'
import { systemCaller } from '@/features/access'
import { ScopeKind } from '@/features/budgets'
import { closeRun, recallWakes, stopRuns } from '@/features/runs'
import { inngest } from '../client'
import { firstBody } from '../step-body'

/** What is meant: by default the agent that is named, else the whole company. */
const Scope = z
  .object({
    companyId: z.uuid(),
    agentId: z.uuid().optional(),
    scopeKind: ScopeKind.optional(),
    scopeId: z.uuid().optional(),
  })
  .transform(({ companyId, agentId, scopeKind, scopeId }) => ({
    companyId,
    scope:
      scopeKind && scopeId
        ? { scopeKind, scopeId }
        : { scopeKind: agentId ? ('agent' as const) : ('company' as const), scopeId: agentId ?? companyId },
  }))

const REASONS: Record<string, string> = {
  'budget/exhausted': 'budget',
  'team/overspent': 'budget',
  'agent/paused': 'agent paused',
  'agent/terminated': 'agent terminated',
  'company/paused': 'company paused',
  'company/archived': 'company archived',
}

/** A used-up budget, a pause or a termination stops what runs. */
export const budgetHalt = inngest.createFunction(
  {
    id: 'budget-halt',
    triggers: [
      { event: 'budget/exhausted' },
      { event: 'team/overspent' },
      { event: 'agent/paused' },
      { event: 'agent/terminated' },
      { event: 'company/paused' },
      { event: 'company/archived' },
    ],
    retries: 8,
  },
  async ({ event, step }) => {
    const { companyId, scope } = Scope.parse(event.data)
    const reason = REASONS[event.name] ?? 'stopped'
    return step.run(
      'stop-runs',
      firstBody(event.id, () => stopRuns(systemCaller(companyId, 'halt'), { ...scope, reason })),
    )
  },
)

const Stopped = z.object({ companyId: z.uuid(), runIds: z.array(z.uuid()), reason: z.string() })

/** Tasks that were put on hold, or cancelled, with everything below them stop the runs that worked on them. */
export const stopTree = inngest.createFunction(
  { id: 'stop-tree', triggers: [{ event: 'task/stopped' }], retries: 8 },
  async ({ event, step }) => {
    const { companyId, ...runs } = Stopped.parse(event.data)
    return step.run(
      'stop-runs',
      firstBody(event.id, () => stopRuns(systemCaller(companyId, 'halt'), runs)),
    )
  },
)

/** A resume, or a budget that was raised, calls up the wakes that waited; those of who is terminated end, with the reason. */
export const recall = inngest.createFunction(
  {
    id: 'recall-wakes',
    triggers: [
      { event: 'budget/restored' },
      { event: 'agent/resumed' },
      { event: 'agent/terminated' },
      { event: 'company/resumed' },
      { event: 'task/resumed' },
    ],
    retries: 8,
  },
  async ({ event, step }) => {
    const { companyId, scope } = Scope.parse(event.data)
    const agentId = scope.scopeKind === 'agent' ? scope.scopeId : null
    return step.run(
      'recall',
      firstBody(event.id, () => recallWakes(systemCaller(companyId, 'halt'), { agentId })),
    )
  },
)

const StopAsked = z.object({ companyId: z.uuid(), runId: z.uuid(), fence: z.int() })

/** A run that no worker has yet is cancelled at once. */
export const cancelQueuedRun = inngest.createFunction(
  { id: 'cancel-queued-run', triggers: [{ event: 'run/stop.asked' }], retries: 8 },
  async ({ event, step }) => {
    const { companyId, runId, fence } = StopAsked.parse(event.data)
    const ending = {
      runId,
      fence,
      state: 'cancelled' as const,
      errorCode: 'stopped',
      error: 'Stopped before it started.',
    }
    return step.run(
      'cancel',
      firstBody(event.id, () => closeRun(systemCaller(companyId, 'halt'), ending)),
    )
  },
)
