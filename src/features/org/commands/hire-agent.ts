import { openBudget } from '@/features/budgets'
import { requireGate } from '@/features/companies'
import { setSchedule } from '@/features/schedules'
import { sealSettings } from '@/features/vault'
import type { Prisma } from '@/generated/prisma/client'
import { defineCommand, type Work } from '@/platform/command'
import { keyOf } from '@/platform/ids'
import { ownMission } from '../mission'
import { getAgent } from '../queries/get-agent'
import { readRole } from '../rules/roles'
import { defaultRuntime, needsConfig } from '../rules/runtime'
import { AgentView, HireAgent } from '../schema'
import { requireConfig, storeRevision } from '../settings'
import { lockTree, managerFor } from '../tree'
import { requireMayPermit } from '../update-parts'

/**
 * Adds an agent to the tree with its budget and its schedule. A draft waits for `activateAgent`; an agent for which nobody said how it
 * runs is paused (`needs_config`) until somebody does.
 * @throws Refusal needs_approval where the company lets nobody hire just so; broken_rule when the manager is unknown, or for a second
 *   root; invalid_input when the runtime's settings or the schedule are wrong
 */
export const hireAgent = defineCommand({
  name: 'hireAgent',
  grant: 'org:write',
  input: HireAgent,
  output: AgentView,
  records: ['agent.hired'],
  announces: ['agent/hired'],
  async run(work, input) {
    if (!input.asDraft) {
      await requireGate(work, 'hire_agent')
      if (input.permissions?.mayHire) requireMayPermit(work)
      if (input.runtime) requireConfig(input.runtime, input.runtimeConfig)
    }
    await lockTree(work)
    const id = work.newId()
    const { name: agentName, runtimeConfig } = input
    const sealed = await sealSettings.within(work, { agentName, runtimeConfig })
    const agent = await insertAgent(work, id, { ...input, runtimeConfig: sealed })
    await storeRevision(work, [id], [], { source: input.source })
    await openBudget.within(work, { scopeKind: 'agent', scopeId: id, capMicros: input.capMicros ?? null })
    if (input.schedule) await setSchedule.within(work, { agentId: id, ...input.schedule })
    const { name, role, runtime, managerId, status } = agent
    work.record({
      action: 'agent.hired',
      subject: { kind: 'agent', id },
      details: { name, role, runtime, managerId, status, source: input.source },
    })
    work.announce({ name: 'agent/hired', data: { agentId: id } })
    if (!input.asDraft) await ownMission(work, id)
    return getAgent.within(work, { agentId: id })
  },
})

async function insertAgent(work: Work, id: string, input: typeof HireAgent._output) {
  const waits = needsConfig(input.runtime, input.runtimeConfig)
  const agent = {
    name: input.name,
    ...readRole(input.role, input.title),
    managerId: await managerFor(work, input.managerId),
    runtime: input.runtime ?? defaultRuntime(input.runtimeConfig),
    status: input.asDraft ? 'pending_approval' : waits ? 'paused' : 'active',
  }
  await work.db.agent.create({
    data: {
      id,
      companyId: work.companyId,
      ...agent,
      key: keyOf(input.name),
      capabilities: input.capabilities,
      runtimeConfig: input.runtimeConfig as Prisma.InputJsonObject,
      instructions: input.instructions,
      icon: input.icon ?? null,
      metadata: (input.metadata ?? {}) as Prisma.InputJsonObject,
      permissions: input.permissions ?? { mayHire: false },
      queueOrder: input.queueOrder ?? null,
      // A draft keeps it, for its activation.
      pauseReason: waits ? 'needs_config' : null,
      pausedAt: waits && !input.asDraft ? work.now : null,
      createdAt: work.now,
      updatedAt: work.now,
    },
  })
  return agent
}
