import type { Prisma } from '@/generated/prisma/client'
import { defineCommand, type Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { keyOf } from '@/platform/ids'
import { getAgent } from '../queries/get-agent'
import { readRole } from '../rules/roles'
import { AgentView, UpdateAgent } from '../schema'
import { chainOfCommand, lockTree, managerFor } from '../store'
import { requireConfig } from './hire-agent'

/**
 * Changes an agent's text, runtime or place in the tree.
 * @throws Refusal illegal_transition for a terminated agent; broken_rule when it would become its own manager's manager
 */
export const updateAgent = defineCommand({
  name: 'updateAgent',
  grant: 'org:write',
  input: UpdateAgent,
  output: AgentView,
  records: ['agent.updated'],
  announces: ['agent/updated'],
  async run(work, { agentId, role, runtimeConfig, ...change }) {
    const agent = await work.db.agent.findFirst({ where: { id: agentId } })
    if (!agent) throw notFound('agent')
    if (agent.status === 'terminated') throw new Refusal('illegal_transition', 'A terminated agent cannot be changed.')
    if (change.managerId) await requireNoCycle(work, agentId, change.managerId)
    if (runtimeConfig || change.runtime) {
      const config = runtimeConfig ?? (agent.runtimeConfig as Record<string, unknown>)
      requireConfig(change.runtime ?? agent.runtime, config)
    }
    await work.db.agent.updateMany({
      where: { id: agentId },
      data: {
        ...change,
        ...(change.name ? { key: keyOf(change.name) } : {}),
        ...(role ? readRole(role, change.title) : {}),
        ...(runtimeConfig ? { runtimeConfig: runtimeConfig as Prisma.InputJsonObject } : {}),
        version: { increment: 1 },
        updatedAt: work.now,
      },
    })
    // An agent that can be started from now on answers the wakes that waited for it to ask.
    if (runtimeConfig || change.runtime) {
      await work.db.wake.updateMany({ where: { agentId, state: 'pending', reason: 'pull' }, data: { reason: null } })
    }
    const changed = Object.keys({ ...change, ...(role && { role }), ...(runtimeConfig && { runtimeConfig }) })
    work.record({ action: 'agent.updated', subject: { kind: 'agent', id: agentId }, details: { changed } })
    work.announce({ name: 'agent/updated', data: { agentId } })
    return getAgent.within(work, { agentId })
  },
})

async function requireNoCycle(work: Work, agentId: string, managerId: string): Promise<void> {
  await lockTree(work)
  await managerFor(work, managerId)
  const above = await chainOfCommand(work, managerId)
  if (managerId === agentId || above.some((manager) => manager.id === agentId)) {
    throw new Refusal('broken_rule', 'An agent cannot report to itself or to one of its own reports.', {
      rule: 'org_cycle',
    })
  }
}
