import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { Refusal } from '@/platform/errors'

/**
 * Takes the deletion of a company back, before its time. It stays archived: resuming lets its agents run again.
 * @throws Refusal illegal_transition when it is not closed, or its time has come
 */
export const reopenCompany = defineCommand({
  name: 'reopenCompany',
  grant: 'company:close',
  input: z.object({}),
  output: z.object({ status: z.string() }),
  records: ['company.reopened'],
  announces: ['company/reopened'],
  async run(work) {
    const rows = await work.sql(
      `UPDATE "Company" SET "closedAt" = NULL, "removalDueAt" = NULL, "closedByKind" = NULL, "closedById" = NULL, "updatedAt" = $2
       WHERE id = $1 AND "removalDueAt" > $2 RETURNING id`,
      [work.companyId, work.now],
    )
    if (rows.length === 0)
      throw new Refusal('illegal_transition', 'Only a company whose deletion is not due yet is reopened.')
    work.record({ action: 'company.reopened', subject: { kind: 'company', id: work.companyId } })
    work.announce({ name: 'company/reopened', data: { companyId: work.companyId } })
    return { status: 'archived' }
  },
})
