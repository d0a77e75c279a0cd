import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'

/**
 * Ends an agent for good: its keys die now, its schedule is switched off, its live run is asked to stop by the engine. Tasks and
 * reports stay as they are, for the board to move.
 */
export const terminateAgent = defineCommand({
  name: 'terminateAgent',
  grant: 'org:write',
  input: z.object({ agentId: z.uuid() }),
  output: z.object({ status: z.string(), openTasks: z.number(), reports: z.number() }),
  records: ['agent.terminated'],
  announces: ['agent/terminated'],
  async run(work, { agentId }) {
    const { count } = await work.db.agent.updateMany({
      where: { id: agentId, status: { not: 'terminated' } },
      data: { status: 'terminated', terminatedAt: work.now, updatedAt: work.now },
    })
    if (count === 0) {
      const agent = await work.db.agent.findFirst({ where: { id: agentId }, select: { id: true } })
      throw agent ? new Refusal('illegal_transition', 'The agent is terminated already.') : notFound('agent')
    }
    await work.db.apiKey.updateMany({ where: { agentId, revokedAt: null }, data: { revokedAt: work.now } })
    await work.db.schedule.updateMany({ where: { agentId }, data: { isEnabled: false, nextWakeAt: null } })
    const open = { assigneeId: agentId, state: { notIn: ['done', 'cancelled'] } }
    const impact = {
      openTasks: await work.db.task.count({ where: open }),
      reports: await work.db.agent.count({ where: { managerId: agentId, status: { not: 'terminated' } } }),
    }
    work.record({ action: 'agent.terminated', subject: { kind: 'agent', id: agentId }, details: impact })
    work.announce({ name: 'agent/terminated', data: { companyId: work.companyId, agentId }, forEngine: true })
    return { status: 'terminated', ...impact }
  },
})
