import { z } from 'zod'
import { nextOpenSlots, nextSlot, type OfficeHours } from '@/features/schedules'
import { defineQuery, type View } from '@/platform/command'
import { type Agenda, agendaOf, daysFrom } from '../rules/agenda'

export const ListComingWakes = z.object({
  /** Days from today on, in the company's zone. */
  days: z.int().min(1).max(31).default(7),
  /** Schedules of this agent, and routines whose tasks it gets. */
  agentId: z.uuid().optional(),
  /** Id of the last row of the page before. */
  after: z.uuid().optional(),
  limit: z.int().min(1).max(100).default(50),
})

export const ComingWake = z.object({
  /** An agent's own schedule, or a trigger of a routine. */
  kind: z.enum(['schedule', 'routine']),
  /** Of the agent, or of the trigger. */
  id: z.uuid(),
  agentId: z.uuid().nullable(),
  agentName: z.string().nullable(),
  routineId: z.uuid().nullable(),
  routineTitle: z.string().nullable(),
  cron: z.string().nullable(),
  intervalSeconds: z.number().nullable(),
  zone: z.string(),
  /** Who would have to be resumed for it to wake. */
  pausedBy: z.enum(['company', 'agent', 'routine']).nullable(),
  /** Only days that have a wake; with the ISO times of the first six. */
  days: z.array(z.object({ day: z.string(), wakes: z.number(), times: z.array(z.string()) })),
  /** Until when all wakes were counted; later ones come like those before. Null: all are there. */
  countedUntil: z.string().nullable(),
})
export type ComingWake = z.output<typeof ComingWake>

export type ComingWakes = {
  /** The company's zone, in which the days are meant. */
  zone: string
  days: string[]
  rows: ComingWake[]
}

/**
 * What wakes by the clock on the coming days: schedules of agents and triggers of routines, oldest first, each with its times by day.
 * Looks at no more than 200 times of each.
 */
export const comingWakes = defineQuery({
  name: 'comingWakes',
  grant: 'run:read',
  input: ListComingWakes,
  async run(view, asked): Promise<ComingWakes> {
    const [company] = await view.sql<{ zone: string; status: string }>(
      `SELECT "timeZone" AS zone, status FROM "Company" WHERE id = $1`,
      [view.companyId],
    )
    const { zone, status } = company!
    const days = daysFrom(view.now, asked.days, zone)
    const until = nextOpenSlots(MIDNIGHT, zone, view.now, asked.days, null).at(-1)!
    const sources = await selectSources(view, asked, until)
    const rows = sources.map(({ nextAt, officeHours, ...source }) => ({
      ...source,
      pausedBy: status === 'active' ? source.pausedBy : ('company' as const),
      ...agendaFrom(view.now, { ...source, nextAt, officeHours }, zone, until),
    }))
    return { zone, days, rows }
  },
})

const MIDNIGHT = { cron: '0 0 * * *', intervalSeconds: null }

/** Never a time that is over: what is due already comes with the next tick, and then at its next slot. */
function agendaFrom(now: Date, { nextAt: stored, ...schedule }: Read, zone: string, until: Date): Agenda {
  const at = new Date(stored)
  const nextAt = at < now ? nextSlot(schedule, schedule.zone, now, at) : at
  return nextAt && nextAt < until ? agendaOf({ ...schedule, nextAt }, zone, until) : { days: [], countedUntil: null }
}

type Read = Omit<ComingWake, keyof Agenda> & { nextAt: string; officeHours: OfficeHours | null }

function selectSources(view: View, { agentId, after, limit }: z.output<typeof ListComingWakes>, until: Date) {
  return view.sql<Read>(
    `(SELECT 'schedule' AS kind, a.id, a.id AS "agentId", a.name AS "agentName", NULL::uuid AS "routineId", NULL AS "routineTitle",
        s.cron, s."intervalSeconds", coalesce(s."timeZone", c."timeZone") AS zone, s."officeHours", s."nextWakeAt" AS "nextAt",
        CASE WHEN a.status <> 'active' THEN 'agent' END AS "pausedBy"
      FROM "Schedule" s JOIN "Agent" a ON a."companyId" = $1 AND a.id = s."agentId" JOIN "Company" c ON c.id = $1
      WHERE s."companyId" = $1 AND s."isEnabled" AND s."nextWakeAt" < $2 AND a.status <> 'terminated'
        AND ($3::uuid IS NULL OR a.id = $3) AND ($4::uuid IS NULL OR s."agentId" > $4) ORDER BY s."agentId" LIMIT $5)
     UNION ALL
     (SELECT 'routine', g.id, a.id, a.name, x.id, x.title, g.cron, NULL, coalesce(g."timeZone", c."timeZone"), NULL, g."nextRunAt",
        CASE WHEN x.status <> 'active' THEN 'routine' WHEN a.status <> 'active' THEN 'agent' END
      FROM "RoutineTrigger" g JOIN "Routine" x ON x."companyId" = $1 AND x.id = g."routineId" JOIN "Company" c ON c.id = $1
      LEFT JOIN "Agent" a ON a."companyId" = $1 AND a.id = x."assigneeId"
      WHERE g."companyId" = $1 AND g.kind = 'schedule' AND g."isEnabled" AND g."nextRunAt" < $2 AND x.status <> 'archived'
        AND ($3::uuid IS NULL OR a.id = $3) AND ($4::uuid IS NULL OR g.id > $4) ORDER BY g.id LIMIT $5)
     ORDER BY id LIMIT $5`,
    [view.companyId, until, agentId ?? null, after ?? null, limit],
  )
}
