import { openBudget } from '@/features/budgets'
import { setSchedule } from '@/features/schedules'
import type { Prisma } from '@/generated/prisma/client'
import { defineCommand, type Work } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { keyOf } from '@/platform/ids'
import { getAgent } from '../queries/get-agent'
import { readRole } from '../rules/roles'
import { missingSetting } from '../rules/runtime'
import { AgentView, HireAgent } from '../schema'
import { lockTree, managerFor } from '../store'

/**
 * Adds an agent to the tree with its budget and its schedule.
 * @throws Refusal broken_rule when the manager is unknown; invalid_input when the runtime's settings or the schedule are wrong
 */
export const hireAgent = defineCommand({
  name: 'hireAgent',
  grant: 'org:write',
  input: HireAgent,
  output: AgentView,
  records: ['agent.hired'],
  announces: ['agent/hired'],
  async run(work, input) {
    requireConfig(input.runtime, input.runtimeConfig)
    await lockTree(work)
    const id = work.newId()
    await insertAgent(work, id, input)
    await openBudget.within(work, { scopeKind: 'agent', scopeId: id, capMicros: input.capMicros ?? null })
    if (input.schedule) await setSchedule.within(work, { agentId: id, ...input.schedule })
    work.record({
      action: 'agent.hired',
      subject: { kind: 'agent', id },
      details: { name: input.name, role: input.role, runtime: input.runtime, managerId: input.managerId ?? null },
    })
    work.announce({ name: 'agent/hired', data: { agentId: id } })
    return getAgent.within(work, { agentId: id })
  },
})

async function insertAgent(work: Work, id: string, input: typeof HireAgent._output): Promise<void> {
  const { role, title } = readRole(input.role, input.title)
  await work.db.agent.create({
    data: {
      id,
      companyId: work.companyId,
      name: input.name,
      key: keyOf(input.name),
      role,
      title,
      capabilities: input.capabilities,
      managerId: await managerFor(work, input.managerId),
      runtime: input.runtime,
      runtimeConfig: input.runtimeConfig as Prisma.InputJsonObject,
      instructions: input.instructions,
      createdAt: work.now,
      updatedAt: work.now,
    },
  })
}

/** @throws Refusal invalid_input when the runtime lacks the setting that it cannot do without */
export function requireConfig(runtime: string, config: Record<string, unknown>): void {
  const missing = missingSetting(runtime, config)
  if (!missing) return
  throw new Refusal('invalid_input', `An agent with the runtime ${runtime} needs runtimeConfig.${missing}.`, {
    rule: `${missing}_required`,
    field: `runtimeConfig.${missing}`,
  })
}
