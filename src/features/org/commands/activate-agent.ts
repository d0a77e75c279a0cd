import { z } from 'zod'
import { requireGate } from '@/features/companies'
import { defineCommand } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { ownMission } from '../mission'

/**
 * Puts a draft into service, as a part of `approveHire`, which ends the approval that it waits for: active, or paused (`needs_config`) when nobody has said how it runs.
 * @throws Refusal needs_approval for somebody who may not approve hires; illegal_transition for an agent that is no draft
 */
export const activateAgent = defineCommand({
  name: 'activateAgent',
  grant: 'org:write',
  input: z.object({ agentId: z.uuid() }),
  output: z.object({ status: z.string() }),
  records: ['agent.activated'],
  announces: ['agent/activated'],
  async run(work, { agentId }) {
    const [agent] = await work.sql<{ status: string }>(
      `UPDATE "Agent" SET status = CASE WHEN "pauseReason" = 'needs_config' THEN 'paused' ELSE 'active' END,
         "pausedAt" = CASE WHEN "pauseReason" = 'needs_config' THEN $3::timestamptz END, "updatedAt" = $3
       WHERE "companyId" = $1 AND id = $2 AND status = 'pending_approval' RETURNING status`,
      [work.companyId, agentId, work.now],
    )
    if (!agent) {
      const other = await work.db.agent.findFirst({ where: { id: agentId }, select: { status: true } })
      if (!other) throw notFound('agent')
      throw new Refusal('illegal_transition', `The agent is ${other.status} and waits for no approval.`, other)
    }
    await requireGate(work, 'hire_agent')
    work.record({ action: 'agent.activated', subject: { kind: 'agent', id: agentId }, details: agent })
    work.announce({ name: 'agent/activated', data: { companyId: work.companyId, agentId } })
    await ownMission(work, agentId)
    return agent
  },
})
