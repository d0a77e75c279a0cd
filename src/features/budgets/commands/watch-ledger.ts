import { z } from 'zod'
import { defineCommand, type Work } from '@/platform/command'
import { checkLedger, type LedgerCheck } from '../queries/check-ledger'

/**
 * Compares the counters of a company with its ledger. One that differs opens an incident of its budget, and stands in the record once;
 * when all agree again, these incidents are closed.
 */
export const watchLedger = defineCommand({
  name: 'watchLedger',
  grant: 'run:report',
  input: z.object({}),
  output: z.object({ differing: z.number() }),
  records: ['ledger.differed', 'ledger.agreed'],
  announces: ['ledger/differed', 'ledger/agreed'],
  async run(work) {
    const differing = await checkLedger.within(work, {})
    await work.sql(`UPDATE "Company" SET "ledgerCheckedAt" = $2 WHERE id = $1`, [work.companyId, work.now])
    const opened = await openAlarms(work, differing)
    const closed = await closeAlarms(work, differing)
    const subject = { kind: 'company', id: work.companyId }
    const { companyId } = work
    if (opened > 0) {
      work.record({
        action: 'ledger.differed',
        subject,
        details: { count: differing.length, counters: differing.slice(0, 20) },
      })
      work.announce({ name: 'ledger/differed', data: { companyId } })
    } else if (closed > 0) {
      work.record({ action: 'ledger.agreed', subject, details: { count: closed } })
      work.announce({ name: 'ledger/agreed', data: { companyId } })
    } else work.unchanged()
    return { differing: differing.length }
  },
})

/** @returns how many were not open before */
async function openAlarms(work: Work, differing: LedgerCheck[]): Promise<number> {
  const alarms = differing.map((counter) => ({ ...counter, id: work.newId() }))
  const opened = await work.sql(
    `INSERT INTO "BudgetIncident" (id, "companyId", "budgetId", "periodStart", threshold, cap, spent, "createdAt")
     SELECT id, $1, "budgetId", "periodStart", 'miscounted', ledger, counter, $3
     FROM jsonb_to_recordset($2::jsonb) AS x(id uuid, "budgetId" uuid, "periodStart" date, ledger bigint, counter bigint)
     ON CONFLICT ("budgetId", "periodStart", threshold, cap)
     DO UPDATE SET state = 'open', "resolvedAt" = NULL, spent = EXCLUDED.spent WHERE "BudgetIncident".state <> 'open' RETURNING id`,
    [work.companyId, JSON.stringify(alarms), work.now],
  )
  return opened.length
}

/** Closes the alarms of counters that agree again. */
async function closeAlarms(work: Work, differing: LedgerCheck[]): Promise<number> {
  const closed = await work.sql(
    `UPDATE "BudgetIncident" SET state = 'resolved', "resolvedAt" = $3
     WHERE "companyId" = $1 AND threshold = 'miscounted' AND state = 'open' AND NOT ("budgetId" = ANY($2)) RETURNING id`,
    [work.companyId, differing.map((counter) => counter.budgetId), work.now],
  )
  return closed.length
}
