import { now } from '@/platform/clock'
import { acrossCompanies, type Sql } from '@/platform/database'
import { newId } from '@/platform/ids'
import { log } from '@/platform/log'
import { type CatchUp, dueSlots } from '../rules/due-slots'

type Due = {
  triggerId: string
  companyId: string
  routineId: string
  cron: string
  zone: string
  slot: string
  catchUp: CatchUp
  isActive: boolean
}

const PAGE = 500

/**
 * Turns every due slot of every company's routines into a run that waits to be carried out, in pages. Each page is one transaction
 * that locks the due triggers, stores their next slots and writes runs and events, so overlapping claims share the work and a slot
 * never fires twice (one run per trigger and slot). Nothing comes of slots while the routine or the company is not active.
 * @returns how many triggers were claimed
 */
export async function claimDueRoutines(): Promise<number> {
  let claimed = 0
  for (;;) {
    const count = await acrossCompanies((sql) => claimPage(sql, now()))
    claimed += count
    if (count < PAGE) return claimed
  }
}

async function claimPage(sql: Sql, at: Date): Promise<number> {
  const due = await sql<Due>(
    `SELECT g.id AS "triggerId", g."companyId", g."routineId", g.cron, g."timeZone" AS zone, g."nextRunAt" AS slot, x."catchUp",
       x.status = 'active' AND c.status = 'active' AS "isActive"
     FROM "RoutineTrigger" g JOIN "Routine" x ON x."companyId" = g."companyId" AND x.id = g."routineId"
     JOIN "Company" c ON c.id = g."companyId"
     WHERE g."isEnabled" AND g."nextRunAt" <= $1 ORDER BY g."nextRunAt" LIMIT ${PAGE} FOR UPDATE OF g SKIP LOCKED`,
    [at],
  )
  if (due.length > 0) await store(sql, due, at)
  return due.length
}

async function store(sql: Sql, due: Due[], at: Date): Promise<void> {
  const claims = due.map((each) => ({ ...each, ...readable(each, at) }))
  const next = claims.map(({ triggerId, companyId, slots }) => ({ triggerId, companyId, next: slots.next }))
  const runs = claims.filter((claim) => claim.isActive).flatMap(runsOf)
  await sql(
    `WITH next AS (
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS x("triggerId" uuid, "companyId" uuid, next timestamptz)
     ), advanced AS (
       UPDATE "RoutineTrigger" g SET "nextRunAt" = next.next FROM next
       WHERE g."companyId" = next."companyId" AND g.id = next."triggerId"
     ), due AS (
       SELECT * FROM jsonb_to_recordset($2::jsonb) AS x(id uuid, "eventId" uuid, "companyId" uuid, "routineId" uuid, "triggerId" uuid,
         slot timestamptz, status text, reason text)
     ), runs AS (
       INSERT INTO "RoutineRun" (id, "companyId", "routineId", "triggerId", source, status, reason, "slotAt", "createdAt", "settledAt")
       SELECT id, "companyId", "routineId", "triggerId", 'schedule', status, reason, slot, $3,
         CASE WHEN status <> 'received' THEN $3::timestamptz END
       FROM due ON CONFLICT ("companyId", "triggerId", "slotAt") DO NOTHING RETURNING id
     )
     INSERT INTO "OutboxEvent" (id, "companyId", name, data, "isForEngine", "createdAt")
     SELECT due."eventId", due."companyId", 'routine/fired',
       jsonb_build_object('companyId', due."companyId", 'routineId', due."routineId", 'runId', due.id), due.status = 'received', $3
     FROM runs JOIN due ON due.id = runs.id`,
    [JSON.stringify(next), JSON.stringify(runs), at],
  )
}

type Slots = { slots: ReturnType<typeof dueSlots>; why: string }

/** Times that cannot be read any more must not keep the others from firing: the trigger stands still, and is listed as overdue. */
function readable(due: Due, at: Date): Slots {
  const slot = new Date(due.slot)
  try {
    return { slots: dueSlots({ ...due, slot }, at), why: 'Missed, with what came after it until now.' }
  } catch (error) {
    const { triggerId, companyId, cron, zone } = due
    log.error({ err: error, triggerId, companyId, cron, zone }, 'the times of a routine cannot be read')
    return { slots: { fire: [], missed: slot, next: null }, why: `${cron} in ${zone} cannot be read. Save it again.` }
  }
}

function runsOf({ companyId, routineId, triggerId, slots, why }: Due & Slots) {
  const run = (slot: Date, skipped: string | null) => ({
    ...{ id: newId(), eventId: newId(), companyId, routineId, triggerId, slot },
    ...{ status: skipped ? 'skipped' : 'received', reason: skipped },
  })
  const missed = slots.missed ? [run(slots.missed, why)] : []
  return [...missed, ...slots.fire.map((slot) => run(slot, null))]
}
