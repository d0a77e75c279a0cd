import { z } from 'zod'
import { activateAgent } from '@/features/org'
import { defineCommand } from '@/platform/command'
import { decideApproval } from './decide-approval'

/**
 * Puts a draft into service, by deciding the approval that it waits for, if there is one.
 * @throws Refusal whatever `decideApproval` or `activateAgent` refuses
 */
export const approveHire = defineCommand({
  name: 'approveHire',
  grant: 'approval:decide',
  input: z.object({ agentId: z.uuid(), note: z.string().trim().max(4000).default('') }),
  output: z.object({ approvalId: z.uuid().nullable() }),
  records: [...decideApproval.spec.records, ...activateAgent.spec.records],
  announces: [...decideApproval.spec.announces, ...activateAgent.spec.announces],
  async run(work, { agentId, note }) {
    const [open] = await work.sql<{ id: string }>(
      `SELECT id FROM "Approval" WHERE "companyId" = $1 AND type = 'hire_agent' AND status IN ('pending', 'revision_requested')
         AND result ->> 'agentId' = $2 ORDER BY "createdAt" DESC, id DESC LIMIT 1`,
      [work.companyId, agentId],
    )
    if (open) await decideApproval.within(work, { approvalId: open.id, decision: 'approved', note })
    else await activateAgent.within(work, { agentId })
    return { approvalId: open?.id ?? null }
  },
})
