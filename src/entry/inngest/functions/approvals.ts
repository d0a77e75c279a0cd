import { v5 } from 'uuid'
import { z } from 'zod'
import { systemCaller } from '@/features/access'
import {
  answerRequester,
  askBudgetOverride,
  closeBudgetOverride,
  expireApproval,
  findOverdueApprovals,
} from '@/features/approvals'
import { ScopeKind } from '@/features/budgets'
import { log } from '@/platform/log'
import { inngest } from '../client'
import { clockwork } from '../clockwork'
import { body, firstBody } from '../step-body'

const Decided = z.object({
  companyId: z.uuid(),
  approvalId: z.uuid(),
  commentId: z.uuid().optional(),
  causeRunId: z.uuid().nullish(),
})

/** An answer, or a comment, wakes the agent that asked. The wake's id follows from the event, so that a repeated step finds its own. */
export const approvalResolved = inngest.createFunction(
  {
    id: 'approval-resolved',
    triggers: [{ event: 'approval/decided' }, { event: 'approval/commented' }],
    retries: 8,
  },
  async ({ event, step }) => {
    const { companyId, ...answer } = Decided.parse(event.data)
    const wakeId = v5(`${event.id?.split('#')[0]}:approval`, v5.URL)
    return step.run(
      'wake-requester',
      firstBody(event.id, () => answerRequester(systemCaller(companyId, 'approvals'), { ...answer, wakeId })),
    )
  },
)

const Halted = z.object({ companyId: z.uuid(), scopeKind: ScopeKind, scopeId: z.uuid(), budgetId: z.uuid().optional() })

/** A budget that lets nothing start, or has halted somebody, becomes a question to the board. */
export const budgetOverrideAsked = inngest.createFunction(
  { id: 'budget-override-asked', triggers: [{ event: 'budget/exhausted' }, { event: 'budget/stopped' }], retries: 8 },
  async ({ event, step }) => {
    const { companyId, ...halted } = Halted.parse(event.data)
    const haltId = event.id?.split('#')[0] ?? `${halted.scopeKind}:${halted.scopeId}`
    return step.run(
      'ask',
      firstBody(event.id, () => askBudgetOverride(systemCaller(companyId, 'budget'), { ...halted, haltId })),
    )
  },
)

/** A budget that is whole again needs no answer. */
export const budgetOverrideClosed = inngest.createFunction(
  { id: 'budget-override-closed', triggers: [{ event: 'budget/restored' }], retries: 8 },
  async ({ event, step }) => {
    const { companyId, scopeKind, scopeId } = Halted.parse(event.data)
    return step.run(
      'close',
      firstBody(event.id, () => closeBudgetOverride(systemCaller(companyId, 'budget'), { scopeKind, scopeId })),
    )
  },
)

/** Once a minute: questions whose time is over. */
export const approvalExpiry = inngest.createFunction(clockwork('approval-expiry', '* * * * *'), ({ step }) =>
  step.run('expire', body(expireOverdue)),
)

async function expireOverdue(): Promise<number> {
  const overdue = await findOverdueApprovals()
  for (const { companyId, approvalId } of overdue) {
    await expireApproval(systemCaller(companyId, 'expiry'), { approvalId }).catch((error) =>
      log.error({ err: error, companyId, approvalId }, 'an approval could not be ended'),
    )
  }
  return overdue.length
}
