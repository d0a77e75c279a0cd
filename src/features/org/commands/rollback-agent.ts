import { requireRoom } from '@/features/budgets'
import { requireGate } from '@/features/companies'
import { defineCommand, type Work } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { getAgent } from '../queries/get-agent'
import { findRevision } from '../queries/get-agent-revision'
import { AgentView, RevisionName } from '../schema'
import { endWaitForConfig, lockAgent, storeSettings } from '../settings'
import { lockTree, requirePlace } from '../tree'

/**
 * Brings back the settings of an earlier revision, as a new one. Budget, schedule, permissions and state are no settings and stay.
 * @throws Refusal not_found for an unknown revision; already_exists when the agent has these settings now; illegal_transition for a
 *   terminated agent; broken_rule when the manager of that time is gone or has become its report
 */
export const rollbackAgent = defineCommand({
  name: 'rollbackAgent',
  grant: 'org:write',
  input: RevisionName,
  output: AgentView,
  records: ['agent.rolledBack', 'agent.resumed'],
  announces: ['agent/updated', 'agent/resumed'],
  async run(work, input) {
    const { agentId } = input
    await lockTree(work)
    const agent = await lockAgent(work, agentId)
    const { number, settings } = await findRevision(work, input)
    await requireGate(work, 'config_rollback')
    if (settings.managerId !== agent.settings.managerId) await requirePlaceOf(work, agentId, settings.managerId, number)
    const changed = await storeSettings(work, agent, settings, { source: 'rollback', restoredNumber: number })
    if (changed.length === 0) {
      throw new Refusal('already_exists', `The agent has the settings of revision ${number} now.`, { number })
    }
    if (changed.includes('managerId')) await requireRoom(work, agentId)
    await endWaitForConfig(work, agent, settings, false)
    work.record({
      action: 'agent.rolledBack',
      subject: { kind: 'agent', id: agentId },
      details: { restoredNumber: number, changed },
    })
    work.announce({ name: 'agent/updated', data: { agentId } })
    return getAgent.within(work, { agentId })
  },
})

async function requirePlaceOf(work: Work, agentId: string, managerId: string | null, number: number): Promise<void> {
  try {
    await requirePlace(work, agentId, managerId)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const message = `Revision ${number} has a manager that the agent cannot have any more: ${error.message}`
    throw new Refusal(error.code, message, { ...error.facts, number })
  }
}
