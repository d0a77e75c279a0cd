import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { Refusal } from '@/platform/errors'

/**
 * Puts a company away: it stays readable, and no agent of it runs. Resuming brings it back.
 *
 * @throws Refusal illegal_transition when it is archived already
 */
export const archiveCompany = defineCommand({
  name: 'archiveCompany',
  grant: 'company:write',
  input: z.object({}),
  output: z.object({ status: z.string() }),
  records: ['company.archived'],
  announces: ['company/archived'],
  async run(work) {
    const rows = await work.sql(
      `UPDATE "Company" SET status = 'archived', "pauseReason" = 'company_archived', "pausedAt" = $2, "updatedAt" = $2
       WHERE id = $1 AND status <> 'archived' RETURNING id`,
      [work.companyId, work.now],
    )
    if (rows.length === 0) throw new Refusal('illegal_transition', 'The company is archived already.')
    work.record({ action: 'company.archived', subject: { kind: 'company', id: work.companyId } })
    work.announce({ name: 'company/archived', data: { companyId: work.companyId }, forEngine: true })
    return { status: 'archived' }
  },
})
