import { z } from 'zod'
import { hasHalted, listBudgets } from '@/features/budgets'
import { openInputs } from '@/features/vault'
import { defineCommand } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { requireConfig } from '../settings'

/**
 * Lets a paused agent run again; wakes that waited are taken up.
 * @throws Refusal budget_exhausted while its own budget is used up: raise the cap instead; invalid_input while its runtime lacks a setting
 */
export const resumeAgent = defineCommand({
  name: 'resumeAgent',
  grant: 'org:write',
  about: ({ agentId }) => [['agent', agentId]],
  input: z.object({ agentId: z.uuid() }),
  output: z.object({ status: z.string() }),
  records: ['agent.resumed'],
  announces: ['agent/resumed'],
  async run(work, { agentId }) {
    const agent = await work.db.agent.findFirst({
      where: { id: agentId },
      select: { status: true, runtime: true, runtimeConfig: true },
    })
    if (!agent) throw notFound('agent')
    const { status } = agent
    if (status !== 'paused') {
      throw new Refusal('illegal_transition', `The agent is ${status}; only a paused agent can be resumed.`, { status })
    }
    requireConfig(agent.runtime, agent.runtimeConfig as Record<string, unknown>)
    requireInputs(agent.runtimeConfig as Record<string, unknown>)
    const { budgets } = await listBudgets.within(work, { scopeKind: 'agent', scopeId: agentId })
    const halting = budgets.find(hasHalted)
    if (halting) {
      throw new Refusal('budget_exhausted', 'The budget is used up. Raise it to resume the agent.', {
        metric: halting.metric,
        ...(halting.metric === 'money'
          ? { spentMicros: halting.spent, capMicros: halting.cap }
          : { spent: halting.spent, cap: halting.cap }),
      })
    }
    const { count } = await work.db.agent.updateMany({
      where: { id: agentId, status: 'paused' },
      data: {
        status: 'active',
        pauseReason: null,
        pausedAt: null,
        heldUntil: null,
        holdReason: null,
        updatedAt: work.now,
      },
    })
    if (count === 0) throw new Refusal('illegal_transition', 'The agent was changed meanwhile. Look again.')
    work.record({ action: 'agent.resumed', subject: { kind: 'agent', id: agentId } })
    work.announce({ name: 'agent/resumed', data: { companyId: work.companyId, agentId }, forEngine: true })
    return { status: 'active' }
  },
})

/** Values that came with no bundle, and that nobody has given yet. */
function requireInputs(runtimeConfig: Record<string, unknown>): void {
  const open = openInputs(runtimeConfig)
  if (open.length === 0) return
  const fields = open.map((input) => ({ field: 'runtimeConfig', problem: `still needs a value for ${input}` }))
  throw new Refusal('invalid_input', `The settings still need a value for ${open.join(', ')}.`, { fields })
}
