import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { wakesToCall } from '../store'

/**
 * Calls up what waits in the inbox of one agent, or of all agents of the company: after a resume, or after a budget was raised.
 * Admission takes all wakes of an agent together, and its checks by themselves.
 */
export const recallWakes = defineCommand({
  name: 'recallWakes',
  grant: 'run:report',
  input: z.object({ agentId: z.uuid().nullish() }),
  output: z.object({ agents: z.number() }),
  records: [],
  announces: ['agent/wakeup.requested'],
  async run(work, { agentId }) {
    const wakes = await wakesToCall(work, agentId ?? null)
    for (const wake of wakes) {
      const data = { companyId: work.companyId, agentId: wake.agentId, wakeId: wake.id }
      work.announce({ name: 'agent/wakeup.requested', data, forEngine: true })
    }
    work.unchanged()
    return { agents: new Set(wakes.map((wake) => wake.agentId)).size }
  },
})
