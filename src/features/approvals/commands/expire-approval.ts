import { z } from 'zod'
import { now } from '@/platform/clock'
import { defineCommand } from '@/platform/command'
import { systemSql } from '@/platform/database'
import { announceAnswer } from '../answer'
import { dropDraft } from '../carry-out'
import { statusAt } from '../rules/state-machine'
import { draftOf, findApproval, moveApproval } from '../store'

/** Ends a question whose time is over. Repeating it changes nothing. */
export const expireApproval = defineCommand({
  name: 'expireApproval',
  grant: 'run:report',
  input: z.object({ approvalId: z.uuid() }),
  output: z.object({ isExpired: z.boolean() }),
  records: ['approval.expired'],
  announces: ['approval/decided'],
  async run(work, { approvalId }) {
    const found = await findApproval(work, approvalId)
    if (found.status === 'expired' || statusAt(found.status, found.expiresAt, work.now) !== 'expired') {
      work.unchanged()
      return { isExpired: found.status === 'expired' }
    }
    const approval = await moveApproval(work, approvalId, 'expired', { note: null, by: null })
    await dropDraft(work, draftOf(approval))
    work.record({
      action: 'approval.expired',
      subject: { kind: 'approval', id: approvalId },
      details: { type: approval.type, expiresAt: approval.expiresAt },
    })
    announceAnswer(work, { id: approvalId, status: 'expired', wakes: approval.requestedByKind === 'agent' })
    return { isExpired: true }
  },
})

const PAGE = 500

/** Open questions of all companies whose time is over, the longest overdue first (docs/decisions/0003). */
export function findOverdueApprovals(): Promise<{ companyId: string; approvalId: string }[]> {
  return systemSql(
    `SELECT "companyId", id AS "approvalId" FROM "Approval"
     WHERE status IN ('pending', 'revision_requested') AND "expiresAt" <= $1 ORDER BY "expiresAt" LIMIT ${PAGE}`,
    [now()],
  )
}
