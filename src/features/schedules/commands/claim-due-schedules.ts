import { now } from '@/platform/clock'
import { acrossCompanies, type Sql, systemSql } from '@/platform/database'
import { newId } from '@/platform/ids'
import { log } from '@/platform/log'
import { type Entry, outcomesOf, type Policy, type Standing } from '../rules/outcomes'
import { type SlotRange, slotsUntil, type Timing } from '../rules/slots'
import { staggerMs } from '../rules/stagger'

type DueRow = Timing &
  Omit<Policy, 'zone'> & {
    agentId: string
    companyId: string
    /** Its own; null for that of its company. */
    timeZone: string | null
    slot: string
    staggerSeconds: number | null
    idle: Standing['idle']
    /** A wake of the schedule that waits in the inbox. */
    waitingWakeId: string | null
    /** The newest row of its ledger. */
    lastId: string | null
    lastFate: string | null
    lastWakeId: string | null
  }
type Due = DueRow & Policy

const PAGE = 500
/** Most slots of one schedule that are looked at in one transaction; the rest comes with the next page. */
const MOST_SLOTS = 1000

/**
 * Turns every due schedule of every company into a wake, in pages, and writes what became of each slot into the ledger. Each page is
 * one transaction that locks the due rows, stores their next slots and writes ledger, wakes and events, so overlapping ticks share the
 * work and a slot never fires twice: its row in the ledger is the claim. However many slots passed, one wake stands for them.
 * @returns how many schedules were claimed
 */
export async function claimDueSchedules(): Promise<number> {
  let claimed = 0
  for (;;) {
    const { count, isRest } = await acrossCompanies((sql) => claimPage(sql, now()))
    claimed += count
    if (count < PAGE && !isRest) break
  }
  await systemSql(
    `INSERT INTO "ClockTick" (name, at) VALUES ('schedules', $1) ON CONFLICT (name) DO UPDATE SET at = excluded.at`,
    [now()],
  )
  return claimed
}

/** Schedules that are due at `$1`, locked, with what decides on their slots. Reads what is due, however many there are. */
export const DUE = `SELECT s."agentId", s."companyId", s.cron, s."intervalSeconds", s."timeZone", s."nextWakeAt" AS slot,
     s."catchUp", s."catchUpCap", s."maxLatenessSeconds", s."staggerSeconds", s."officeHours",
     CASE WHEN c.status <> 'active' THEN 'company_inactive' WHEN a.status <> 'active' THEN 'agent_inactive' END AS idle,
     (SELECT w.id FROM "Wake" w WHERE w."companyId" = s."companyId" AND w."agentId" = s."agentId" AND w.state = 'pending'
        AND w.cause = 'schedule' LIMIT 1) AS "waitingWakeId",
     last.id AS "lastId", last.fate AS "lastFate", last."wakeId" AS "lastWakeId"
   FROM "Schedule" s JOIN "Company" c ON c.id = s."companyId" JOIN "Agent" a ON a.id = s."agentId"
   LEFT JOIN LATERAL (
     SELECT id, concat(outcome, ' ', reason) AS fate, "wakeId" FROM "ScheduleSlot" l
     WHERE l."companyId" = s."companyId" AND l."agentId" = s."agentId" ORDER BY "slotAt" DESC LIMIT 1) last ON true
   WHERE s."isEnabled" AND s."nextWakeAt" <= $1 ORDER BY s."nextWakeAt" LIMIT ${PAGE} FOR UPDATE OF s SKIP LOCKED`

async function claimPage(sql: Sql, at: Date): Promise<{ count: number; isRest: boolean }> {
  const rows = await sql<DueRow>(DUE, [at])
  if (rows.length === 0) return { count: 0, isRest: false }
  const due = await inZones(sql, rows)
  const ranges = new Map<string, SlotRange>()
  const claims = due.map((each) => readable(each, () => claimOf(each, rangeOf(ranges, each, at), at)))
  await store(sql, claims, at)
  return { count: due.length, isRest: claims.some(({ next }) => next !== null && next <= at) }
}

/** The companies' zones are read once the schedules are locked: who changes one waits for that, or was before it. */
async function inZones(sql: Sql, rows: DueRow[]): Promise<Due[]> {
  const ids = [...new Set(rows.filter((row) => row.timeZone === null).map((row) => row.companyId))]
  if (ids.length === 0) return rows.map((row) => ({ ...row, zone: row.timeZone ?? 'UTC' }))
  const found = await sql<{ id: string; zone: string }>(
    `SELECT id, "timeZone" AS zone FROM "Company" WHERE id = ANY($1)`,
    [ids],
  )
  const zones = new Map(found.map(({ id, zone }) => [id, zone]))
  return rows.map((row) => ({ ...row, zone: row.timeZone ?? zones.get(row.companyId) ?? 'UTC' }))
}

/**
 * Times that cannot be read any more (a zone that this server does not know, a restored row) must not keep the others from firing:
 * the schedule stands still, its slot says why, and it is among those that are overdue.
 */
function readable(due: Due, claim: () => Claim): Claim {
  try {
    return claim()
  } catch (error) {
    const { agentId, companyId, slot, cron, zone } = due
    log.error({ err: error, agentId, companyId, cron, zone }, 'the times of a schedule cannot be read')
    const slotAt = new Date(slot)
    const entry: Entry = { outcome: 'missed', reason: 'unreadable_times', slotAt, untilAt: slotAt, slots: 1 }
    return {
      schedule: { agentId, companyId, next: null, last: slotAt },
      ...{ next: null, longer: null, wake: null },
      rows: [{ ...entry, id: newId(), agentId, companyId, wakeId: null }],
    }
  }
}

/** Agents of one timing often wait for one slot: what follows it is found once a page. */
function rangeOf(ranges: Map<string, SlotRange>, due: Due, at: Date): SlotRange {
  const key = [due.cron, due.intervalSeconds, due.zone, due.slot].join('|')
  const range = ranges.get(key) ?? slotsUntil(due, due.zone, new Date(due.slot), at, MOST_SLOTS)
  ranges.set(key, range)
  return range
}

type Claim = {
  schedule: { agentId: string; companyId: string; next: Date | null; last: Date }
  next: Date | null
  longer: { id: string; untilAt: Date; slots: number } | null
  rows: object[]
  wake: object | null
}

function claimOf(due: Due, { slots, next }: SlotRange, at: Date): Claim {
  const { agentId, companyId, waitingWakeId } = due
  const { entries, fired, standsFor } = outcomesOf(due, { idle: due.idle, hasWake: waitingWakeId !== null }, slots, at)
  const wakeId = newId()
  const wakeOf = (entry: Entry) => (entry.reason === 'wake_waits' ? waitingWakeId : isOfWake(entry) ? wakeId : null)
  const [first] = entries
  const isLonger =
    first?.reason != null && due.lastFate === `${first.outcome} ${first.reason}` && due.lastWakeId === wakeOf(first)
  return {
    schedule: { agentId, companyId, next, last: slots.at(-1)! },
    next,
    longer: isLonger ? { id: due.lastId!, untilAt: first.untilAt, slots: first.slots } : null,
    rows: entries
      .slice(isLonger ? 1 : 0)
      .map((entry) => ({ ...entry, id: newId(), agentId, companyId, wakeId: wakeOf(entry) })),
    wake: fired && {
      ...{ agentId, companyId, wakeId, eventId: newId(), slotAt: fired },
      dueAt: new Date(at.getTime() + staggerMs(agentId, due.staggerSeconds, due.intervalSeconds)),
      payload: due.catchUp === 'capped' && standsFor.length > 1 ? { slots: standsFor } : {},
    },
  }
}

const isOfWake = (entry: Entry) => entry.outcome === 'fired' || entry.reason === 'one_wake_for_all'

async function store(sql: Sql, claims: Claim[], at: Date): Promise<void> {
  await sql(
    `WITH claim AS (
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS x("agentId" uuid, "companyId" uuid, next timestamptz, last timestamptz)
     ), advanced AS (
       UPDATE "Schedule" s SET "nextWakeAt" = claim.next, "lastSlotAt" = claim.last FROM claim
       WHERE s."companyId" = claim."companyId" AND s."agentId" = claim."agentId"
     ), longer AS (
       UPDATE "ScheduleSlot" l SET "untilAt" = x."untilAt", slots = l.slots + x.slots
       FROM jsonb_to_recordset($2::jsonb) AS x(id uuid, "untilAt" timestamptz, slots int) WHERE l.id = x.id
     ), ledger AS (
       INSERT INTO "ScheduleSlot" (id, "companyId", "agentId", "slotAt", "untilAt", slots, outcome, reason, "wakeId", "createdAt")
       SELECT id, "companyId", "agentId", "slotAt", "untilAt", slots, outcome, reason, "wakeId", $5
       FROM jsonb_to_recordset($3::jsonb) AS x(id uuid, "companyId" uuid, "agentId" uuid, "slotAt" timestamptz, "untilAt" timestamptz,
         slots int, outcome text, reason text, "wakeId" uuid)
       ON CONFLICT ("companyId", "agentId", "slotAt") DO NOTHING RETURNING "wakeId", outcome
     ), due AS (
       SELECT x.* FROM jsonb_to_recordset($4::jsonb) AS x("agentId" uuid, "companyId" uuid, "wakeId" uuid, "eventId" uuid,
         "slotAt" timestamptz, "dueAt" timestamptz, payload jsonb) JOIN ledger USING ("wakeId") WHERE ledger.outcome = 'fired'
     ), wakes AS (
       INSERT INTO "Wake" (id, "companyId", "agentId", cause, "slotAt", state, payload, "dueAt", "createdAt")
       SELECT "wakeId", "companyId", "agentId", 'schedule', "slotAt", 'pending', payload, "dueAt", $5 FROM due
       ON CONFLICT ("companyId", "agentId", "slotAt") DO NOTHING RETURNING id
     )
     INSERT INTO "OutboxEvent" (id, "companyId", name, data, "isForEngine", "createdAt")
     SELECT due."eventId", due."companyId", 'agent/wakeup.requested',
            jsonb_build_object('companyId', due."companyId", 'agentId', due."agentId", 'wakeId', due."wakeId"), true, $5
     FROM wakes JOIN due ON due."wakeId" = wakes.id`,
    [
      JSON.stringify(claims.map((claim) => claim.schedule)),
      JSON.stringify(claims.flatMap((claim) => claim.longer ?? [])),
      JSON.stringify(claims.flatMap((claim) => claim.rows)),
      JSON.stringify(claims.flatMap((claim) => claim.wake ?? [])),
      at,
    ],
  )
}
