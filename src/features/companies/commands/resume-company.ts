import { z } from 'zod'
import { hasHalted, listBudgets } from '@/features/budgets'
import { defineCommand } from '@/platform/command'
import { Refusal } from '@/platform/errors'

/** Lets the agents of a paused or archived company run again; wakes that waited are taken up. */
export const resumeCompany = defineCommand({
  name: 'resumeCompany',
  grant: 'company:write',
  input: z.object({}),
  output: z.object({ status: z.string() }),
  records: ['company.resumed'],
  announces: ['company/resumed'],
  async run(work) {
    // the row before the budget: a report that uses it up meanwhile comes before or after, not between
    await work.sql(`SELECT 1 FROM "Company" WHERE id = $1 FOR NO KEY UPDATE`, [work.companyId])
    const { budgets } = await listBudgets.within(work, { scopeKind: 'company', scopeId: work.companyId })
    if (budgets.some(hasHalted)) {
      throw new Refusal('budget_exhausted', 'The budget is used up. Raise it to resume the company.')
    }
    const rows = await work.sql(
      `UPDATE "Company" SET status = 'active', "pauseReason" = NULL, "pausedAt" = NULL, "updatedAt" = $2
       WHERE id = $1 AND status <> 'active' RETURNING id`,
      [work.companyId, work.now],
    )
    if (rows.length === 0) throw new Refusal('illegal_transition', 'The company is active already.')
    work.record({ action: 'company.resumed', subject: { kind: 'company', id: work.companyId } })
    work.announce({ name: 'company/resumed', data: { companyId: work.companyId }, forEngine: true })
    return { status: 'active' }
  },
})
