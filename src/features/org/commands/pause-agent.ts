import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'

/**
 * Lets an agent start no more runs. A live run is asked to stop by the engine. `auth` and `quota`: its provider refuses it, and only
 * people can change that.
 */
export const pauseAgent = defineCommand({
  name: 'pauseAgent',
  grant: 'org:write',
  about: ({ agentId }) => [['agent', agentId]],
  input: z.object({ agentId: z.uuid(), reason: z.enum(['manual', 'system', 'auth', 'quota']).default('manual') }),
  output: z.object({ status: z.string() }),
  records: ['agent.paused'],
  announces: ['agent/paused'],
  async run(work, { agentId, reason }) {
    const { count } = await work.db.agent.updateMany({
      where: { id: agentId, status: 'active' },
      data: { status: 'paused', pauseReason: reason, pausedAt: work.now, updatedAt: work.now },
    })
    if (count === 0) {
      const agent = await work.db.agent.findFirst({ where: { id: agentId }, select: { status: true } })
      if (!agent) throw notFound('agent')
      throw new Refusal('illegal_transition', `The agent is ${agent.status} and cannot be paused.`, agent)
    }
    work.record({ action: 'agent.paused', subject: { kind: 'agent', id: agentId }, details: { reason } })
    work.announce({ name: 'agent/paused', data: { companyId: work.companyId, agentId }, forEngine: true })
    return { status: 'paused' }
  },
})
