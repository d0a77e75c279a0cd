import { GRANTS_OF_SYSTEM } from '@/features/access/rules/grants'
import { setBudget } from '@/features/budgets'
import { createGoal } from '@/features/goals'
import { activateAgent, hireAgent, rollbackAgent, terminateAgent, updateAgent } from '@/features/org'
import type { Work } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { capOf } from './rules/effect'
import type { Asked } from './schema'

/** A hire that was made already, and waits; revised when what was asked for has changed since. */
export type Draft = { agentId: string; isRevised: boolean }
/** What is to be done. */
export type Wish = Asked & { draft: Draft | null }

/**
 * Does what was asked for, with the commands that anybody would do it with, in the name of who calls.
 * @returns what came of it, as in {agentId}
 * @throws Refusal whatever refuses it now
 */
export async function carryOut(work: Work, wish: Wish): Promise<object | null> {
  switch (wish.type) {
    case 'hire_agent':
      return hire(work, wish.payload, wish.draft)
    case 'approve_ceo_strategy':
      return approveStrategy(work, wish.payload)
    case 'budget_override_required':
      return raiseBudget(work, wish.payload)
    case 'config_change': {
      const { agentId, change } = wish.payload
      const agent = await updateAgent.within(work, { ...change, agentId, source: 'approval' })
      return { agentId, version: agent.version }
    }
    case 'config_rollback': {
      const { agentId, number } = wish.payload
      const agent = await rollbackAgent.within(work, { agentId, number })
      return { agentId, version: agent.version }
    }
    case 'request_board_approval':
      return null
  }
}

type PayloadOf<T extends Asked['type']> = Extract<Asked, { type: T }>['payload']

async function hire(work: Work, payload: PayloadOf<'hire_agent'>, draft: Draft | null): Promise<object> {
  if (!draft) {
    const agent = await hireAgent.within(work, { ...payload, source: 'approval' })
    return { agentId: agent.id }
  }
  const { agentId, isRevised } = draft
  if (isRevised) await updateAgent.within(work, { ...payload, agentId, replaceRuntimeConfig: true, source: 'approval' })
  await requireManager(work, agentId)
  await activateAgent.within(work, { agentId })
  return { agentId }
}

/** Between the question and the answer a draft's manager may have gone. */
async function requireManager(work: Work, draftId: string): Promise<void> {
  const [gone] = await work.sql<{ name: string }>(
    `SELECT m.name FROM "Agent" a JOIN "Agent" m ON m."companyId" = $1 AND m.id = a."managerId"
     WHERE a."companyId" = $1 AND a.id = $2 AND m.status = 'terminated'`,
    [work.companyId, draftId],
  )
  if (!gone) return
  throw new Refusal(
    'broken_rule',
    `${gone.name}, the manager, was terminated. Ask for a revision with another manager.`,
    {
      rule: 'manager_not_found',
    },
  )
}

async function approveStrategy(work: Work, { goals }: PayloadOf<'approve_ceo_strategy'>): Promise<object> {
  await work.db.company.updateMany({
    where: { id: work.companyId },
    data: { strategyApprovedAt: work.now, updatedAt: work.now },
  })
  const goalIds: string[] = []
  for (const goal of goals) goalIds.push((await createGoal.within(work, goal)).id)
  return { goalIds }
}

async function raiseBudget(work: Work, payload: PayloadOf<'budget_override_required'>): Promise<null> {
  const { scopeKind, scopeId, metric, window, windowHours } = payload
  const cap = capOf(payload)
  const { state, spent } = await setBudget.within(work, { scopeKind, scopeId, metric, window, windowHours, cap })
  if (state !== 'exceeded' && state !== 'stopped') return null
  throw new Refusal('broken_rule', 'The new cap must be above what is spent already, so that something may start.', {
    rule: 'cap_not_above_spend',
    ...(metric === 'money' ? { spentMicros: spent, capMicros: cap } : { spent, cap }),
  })
}

/** Ends the draft of a hire that did not come about. */
export async function dropDraft(work: Work, draft: Draft | null): Promise<void> {
  if (!draft) return
  const [isLeft] = await work.sql(
    `SELECT 1 FROM "Agent" WHERE "companyId" = $1 AND id = $2 AND status = 'pending_approval'`,
    [work.companyId, draft.agentId],
  )
  if (isLeft) await terminateAgent.within(work, { agentId: draft.agentId })
}

const TRIED = new Refusal('internal', 'This was only tried out.')

/**
 * Does what is asked for and undoes it, so that a question that could not be carried out is refused when it is asked. It is tried
 * out with the rights of those who will decide; nothing of it stays, neither in the record nor in the events.
 * @throws Refusal what refused it
 */
export async function rehearse(work: Work, wish: Wish): Promise<void> {
  const { refusal } = await work.attempt(async () => {
    await carryOut(rehearsal(work), wish)
    throw TRIED
  })
  if (refusal && refusal !== TRIED) throw refusal
}

/** The same transaction, as the product itself, with records that lead nowhere. */
function rehearsal(work: Work): Work {
  const actor = { kind: 'system', id: 'approvals' } as const
  return Object.create(work, {
    actor: { value: actor },
    grants: { value: GRANTS_OF_SYSTEM },
    caller: { value: { ...work.caller, actor, grants: GRANTS_OF_SYSTEM } },
    record: { value: () => undefined },
    announce: { value: () => undefined },
  }) as Work
}
