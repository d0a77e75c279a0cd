import type { Work } from '@/platform/command'
import { cronProblem, nextSlot } from '../rules/slots'

/**
 * Moves the next slot of each schedule that goes by the company's zone, after that has changed. What is due already stays and fires:
 * it was somebody's time. An interval knows no zones. Schedules of one expression have one slot, found once.
 * @param zone the new one
 */
export async function followZone(work: Work, zone: string): Promise<void> {
  const kinds = await work.sql<{ cron: string }>(
    `SELECT DISTINCT cron FROM "Schedule" WHERE "companyId" = $1 AND "isEnabled" AND "timeZone" IS NULL AND cron IS NOT NULL`,
    [work.companyId],
  )
  // one that cannot be read stands still, and is among those that are overdue
  const readable = kinds.filter(({ cron }) => cronProblem(cron, zone) === null)
  const slots = readable.map(({ cron }) => ({ cron, next: nextSlot({ cron, intervalSeconds: null }, zone, work.now) }))
  // a tick that has one of them in hand goes by the old zone: it ends first, or comes after this
  await work.sql(
    `SELECT 1 FROM "Schedule" WHERE "companyId" = $1 AND "isEnabled" AND "timeZone" IS NULL AND cron IS NOT NULL ORDER BY "agentId" FOR UPDATE`,
    [work.companyId],
  )
  await work.sql(
    `UPDATE "Schedule" s SET "nextWakeAt" = x.next FROM jsonb_to_recordset($2::jsonb) AS x(cron text, next timestamptz)
     WHERE s."companyId" = $1 AND s.cron = x.cron AND s."isEnabled" AND s."timeZone" IS NULL
       AND (s."nextWakeAt" IS NULL OR s."nextWakeAt" > $3)`,
    [work.companyId, JSON.stringify(slots), work.now],
  )
}
