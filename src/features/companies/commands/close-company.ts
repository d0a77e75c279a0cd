import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { env } from '@/platform/env'
import { Refusal } from '@/platform/errors'

const DAY_MS = 86_400_000

/**
 * Deletes a company: at once its agents stop and it can only be read, by its owners; when the days of grace are over, all of it is
 * removed. Until then an owner can reopen it.
 * @throws Refusal invalid_input when the name is not the company's; illegal_transition when it is closed already
 */
export const closeCompany = defineCommand({
  name: 'closeCompany',
  grant: 'company:close',
  input: z.object({
    /** The company's name, as who deletes it has typed it. */
    name: z.string(),
  }),
  output: z.object({ removalDueAt: z.string() }),
  records: ['company.closed'],
  announces: ['company/closed', 'company/archived'],
  async run(work, { name }) {
    const dueAt = new Date(work.now.getTime() + env().COMPANY_GRACE_DAYS * DAY_MS)
    const [company] = await work.sql<{ name: string; isClosed: boolean }>(
      `SELECT name, "closedAt" IS NOT NULL AS "isClosed" FROM "Company" WHERE id = $1 FOR NO KEY UPDATE`,
      [work.companyId],
    )
    if (company?.isClosed) throw new Refusal('illegal_transition', 'The company is being deleted already.')
    if (company?.name !== name.trim()) {
      throw new Refusal('invalid_input', 'Type the name of the company to delete it.', { field: 'name' })
    }
    await work.sql(
      `UPDATE "Company" SET status = 'archived', "pauseReason" = 'company_archived', "pausedAt" = coalesce("pausedAt", $2), "updatedAt" = $2,
         "closedAt" = $2, "removalDueAt" = $3, "closedByKind" = $4, "closedById" = $5 WHERE id = $1`,
      [work.companyId, work.now, dueAt, work.actor.kind, work.actor.id],
    )
    const removalDueAt = dueAt.toISOString()
    work.record({
      action: 'company.closed',
      subject: { kind: 'company', id: work.companyId },
      details: { removalDueAt },
    })
    work.announce({ name: 'company/closed', data: { companyId: work.companyId } })
    // stops what runs
    work.announce({ name: 'company/archived', data: { companyId: work.companyId }, forEngine: true })
    return { removalDueAt }
  },
})
