import { now } from '@/platform/clock'
import { acrossCompanies, type Sql } from '@/platform/database'
import { newId } from '@/platform/ids'
import { nextSlot } from '../rules/slots'

type Due = {
  agentId: string
  companyId: string
  cron: string | null
  intervalSeconds: number | null
  zone: string
  slot: string
  catchUp: 'skip' | 'one'
  isActive: boolean
}

const PAGE = 500
/** A slot that is later than this was missed; what happens then is the schedule's catch-up policy. */
const MISSED_AFTER_MS = 2 * 60_000

/**
 * Turns every due schedule of every company into a wake, in pages. Each page is one transaction that locks the due rows, stores
 * their next slots and writes wakes and events, so overlapping ticks share the work and a slot never fires twice (one wake per
 * agent and slot). However many slots passed, one wake stands for them.
 * @returns how many slots were claimed
 */
export async function claimDueSchedules(): Promise<number> {
  let claimed = 0
  for (;;) {
    const count = await acrossCompanies((sql) => claimPage(sql, now()))
    claimed += count
    if (count < PAGE) return claimed
  }
}

async function claimPage(sql: Sql, at: Date): Promise<number> {
  const due = await sql<Due>(
    `SELECT s."agentId", s."companyId", s.cron, s."intervalSeconds", coalesce(s."timeZone", c."timeZone") AS zone,
            s."nextWakeAt" AS slot, s."catchUp", a.status = 'active' AND c.status = 'active' AS "isActive"
     FROM "Schedule" s JOIN "Company" c ON c.id = s."companyId" JOIN "Agent" a ON a.id = s."agentId"
     WHERE s."isEnabled" AND s."nextWakeAt" <= $1 ORDER BY s."nextWakeAt" LIMIT ${PAGE} FOR UPDATE OF s SKIP LOCKED`,
    [at],
  )
  if (due.length > 0) await fire(sql, due, at)
  return due.length
}

async function fire(sql: Sql, due: Due[], at: Date): Promise<void> {
  const rows = due.map((schedule) => {
    const isMissed = schedule.catchUp === 'skip' && at.getTime() - Date.parse(schedule.slot) > MISSED_AFTER_MS
    return {
      agentId: schedule.agentId,
      companyId: schedule.companyId,
      slot: schedule.slot,
      next: nextSlot(schedule, schedule.zone, at, new Date(schedule.slot)),
      wakeId: newId(),
      eventId: newId(),
      isActive: schedule.isActive,
      state: isMissed ? 'skipped' : 'pending',
      reason: isMissed ? 'missed' : null,
    }
  })
  await sql(
    `WITH due AS (
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS x("agentId" uuid, "companyId" uuid, slot timestamptz, next timestamptz,
         "wakeId" uuid, "eventId" uuid, state text, reason text,
         "isActive" boolean)
     ), advanced AS (
       UPDATE "Schedule" s SET "nextWakeAt" = due.next, "lastSlotAt" = due.slot FROM due WHERE s."agentId" = due."agentId"
     ), wakes AS (
       INSERT INTO "Wake" (id, "companyId", "agentId", cause, "slotAt", state, reason, "dueAt", "createdAt")
       SELECT "wakeId", "companyId", "agentId", 'schedule', slot, state, reason, slot, $2 FROM due
       -- nothing for who is paused, and one waiting wake of the schedule is enough
       WHERE "isActive" AND NOT EXISTS (SELECT 1 FROM "Wake" w WHERE w."companyId" = due."companyId" AND w."agentId" = due."agentId"
         AND w.state = 'pending' AND w.cause = 'schedule')
       ON CONFLICT ("companyId", "agentId", "slotAt") DO NOTHING RETURNING id, state
     )
     INSERT INTO "OutboxEvent" (id, "companyId", name, data, "isForEngine", "createdAt")
     SELECT due."eventId", due."companyId", 'agent/wakeup.requested',
            jsonb_build_object('companyId', due."companyId", 'agentId', due."agentId", 'wakeId', due."wakeId"), true, $2
     FROM wakes JOIN due ON due."wakeId" = wakes.id WHERE wakes.state = 'pending'`,
    [JSON.stringify(rows), at],
  )
}
