import { requireRoom } from '@/features/budgets'
import { requireGate } from '@/features/companies'
import { sealSettings } from '@/features/vault'
import { defineCommand, type Work } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { getAgent } from '../queries/get-agent'
import { changedKeys, mergeConfig } from '../rules/diff'
import { readRole } from '../rules/roles'
import { type AgentSettings, AgentView, UpdateAgent } from '../schema'
import { endWaitForConfig, type LockedAgent, lockAgent, requireConfig, storeSettings } from '../settings'
import { lockTree, requirePlace } from '../tree'
import { changeCap, changePermissions, changeSchedule } from '../update-parts'

type Change = typeof UpdateAgent._output

/** What people see of an agent; all other settings say how it works, and a company may want to approve their change. */
const LOOKS = ['name', 'title', 'icon', 'metadata']

/**
 * Changes an agent's settings, place in the tree, budget, schedule and permissions, all of it or nothing. Changed settings are its
 * next revision.
 * @throws Refusal stale_version when `expectedVersion` is not its version; illegal_transition for a terminated agent; broken_rule for
 *   a cycle, a second root, or more than the new manager's pool holds, where that is enforced; needs_approval where the company wants changes approved; forbidden for a cap without `budget:write`
 */
export const updateAgent = defineCommand({
  name: 'updateAgent',
  grant: 'org:write',
  input: UpdateAgent,
  output: AgentView,
  records: ['agent.updated', 'agent.resumed'],
  announces: ['agent/updated', 'agent/resumed'],
  async run(work, change) {
    const { agentId } = change
    if (change.managerId !== undefined) await lockTree(work)
    const agent = await lockAgent(work, agentId)
    requireVersion(agent, change.expectedVersion)
    const next = settingsAfter(agent.settings, change)
    await requireMayChange(work, agent, next, change)
    if (change.runtimeConfig) next.runtimeConfig = await sealed(work, agentId, next)
    const changed = await storeSettings(work, agent, next, { source: change.source })
    await endWaitForConfig(work, agent, next, change.runtime !== undefined)
    const others = [
      await changePermissions(work, agent, change.permissions),
      await changeCap(work, agentId, change.capMicros),
      await changeSchedule(work, agentId, change.schedule),
    ]
    // behind the new budget, which may be what makes it fit
    if (changed.includes('managerId')) await requireRoom(work, agentId)
    const all = [...changed, ...others.filter((name) => name !== null)]
    if (all.length === 0) work.unchanged()
    else {
      work.record({ action: 'agent.updated', subject: { kind: 'agent', id: agentId }, details: { changed: all } })
      work.announce({ name: 'agent/updated', data: { agentId } })
    }
    return getAgent.within(work, { agentId })
  },
})

/** Revisions keep references, never a secret's value. */
function sealed(work: Work, agentId: string, { name, runtimeConfig }: AgentSettings) {
  return sealSettings.within(work, { agentName: name, agentId, runtimeConfig })
}

function requireVersion(agent: LockedAgent, expected: number | undefined): void {
  if (expected === undefined || expected === agent.version) return
  const message = `The agent was changed meanwhile: it is at version ${agent.version}, not ${expected}. Read it again.`
  throw new Refusal('stale_version', message, { version: agent.version, expectedVersion: expected })
}

function settingsAfter(before: AgentSettings, change: Change): AgentSettings {
  const { role, runtimeConfig } = change
  const base = runtimeConfig && change.replaceRuntimeConfig ? {} : before.runtimeConfig
  return {
    name: change.name ?? before.name,
    role: before.role,
    title: change.title ?? before.title,
    ...(role === undefined ? {} : readRole(role, change.title)),
    capabilities: change.capabilities ?? before.capabilities,
    managerId: change.managerId === undefined ? before.managerId : change.managerId,
    runtime: change.runtime ?? before.runtime,
    runtimeConfig: mergeConfig(base, runtimeConfig ?? {}),
    instructions: change.instructions ?? before.instructions,
    icon: change.icon === undefined ? before.icon : change.icon,
    metadata: change.metadata ?? before.metadata,
    queueOrder: change.queueOrder === undefined ? before.queueOrder : change.queueOrder,
  }
}

async function requireMayChange(work: Work, agent: LockedAgent, next: AgentSettings, change: Change): Promise<void> {
  const changed = changedKeys(agent.settings, next)
  const isConfiguration = changed.some((key) => !LOOKS.includes(key)) || change.schedule !== undefined
  // what was asked for is what is approved: a draft is changed by who may approve it
  if (agent.status === 'pending_approval') await requireGate(work, 'hire_agent')
  if (isConfiguration || change.permissions) await requireGate(work, 'config_change')
  if (changed.includes('managerId')) await requirePlace(work, agent.id, next.managerId)
  if (changed.includes('runtime') || changed.includes('runtimeConfig')) {
    requireConfig(next.runtime, next.runtimeConfig)
  }
}
