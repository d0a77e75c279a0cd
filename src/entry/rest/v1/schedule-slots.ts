import { z } from 'zod'
import { type ComingWake, comingWakes } from '@/features/reports'
import { listScheduleSlots, type SlotView } from '@/features/schedules'
import { publicId } from '@/platform/ids'
import { cut, Instant, idOf, NextCursor, pageOf, shownId } from './fields'
import { route } from './route'

const Slot = z
  .object({
    id: z.uuid(),
    agent_id: shownId('agent'),
    slot_at: Instant,
    until_at: Instant.meta({ description: 'The last of several slots with the same fate.' }),
    slots: z.number(),
    outcome: z.enum(['fired', 'skipped', 'missed', 'coalesced']),
    reason: z.string().nullable().meta({
      description:
        'agent_inactive, company_inactive, outside_office_hours, too_late, not_caught_up, over_cap, unreadable_times, wake_waits, one_wake_for_all.',
    }),
    wake_id: shownId('wake').nullable(),
    created_at: Instant,
  })
  .meta({ id: 'ScheduleSlot' })

function slotAnswer(slot: SlotView): z.output<typeof Slot> {
  return {
    ...{ id: slot.id, agent_id: publicId('agent', slot.agentId), slot_at: slot.slotAt, until_at: slot.untilAt },
    ...{ slots: slot.slots, outcome: slot.outcome, reason: slot.reason },
    ...{ wake_id: publicId('wake', slot.wakeId), created_at: slot.createdAt },
  }
}

const Coming = z
  .object({
    kind: z.enum(['schedule', 'routine']).meta({ description: "An agent's heartbeat, or a trigger of a routine." }),
    id: z.uuid(),
    agent_id: shownId('agent').nullable(),
    agent_name: z.string().nullable(),
    routine_id: shownId('routine').nullable(),
    routine_title: z.string().nullable(),
    cron: z.string().nullable(),
    interval_seconds: z.number().nullable(),
    timezone: z.string(),
    paused_by: z.enum(['company', 'agent', 'routine']).nullable(),
    days: z.array(z.object({ day: z.string(), wakes: z.number(), times: z.array(Instant) })),
    counted_until: Instant.nullable().meta({
      description: 'Later wakes come like those before. Null: all are counted.',
    }),
  })
  .meta({ id: 'ComingWake' })

function comingAnswer(row: ComingWake): z.output<typeof Coming> {
  const { kind, id, cron, days, agentName, routineTitle } = row
  return {
    ...{ kind, id, cron, days, agent_id: publicId('agent', row.agentId), agent_name: agentName },
    ...{ routine_id: publicId('routine', row.routineId), routine_title: routineTitle, timezone: row.zone },
    ...{ interval_seconds: row.intervalSeconds, paused_by: row.pausedBy, counted_until: row.countedUntil },
  }
}

export const scheduleSlots = [
  route({
    method: 'get',
    path: '/companies/{company_id}/coming-wakes',
    name: 'comingWakes',
    tag: 'Agents',
    summary: 'Read what wakes by the clock on the coming days, by agent and routine',
    query: pageOf(null, 50, 99).extend({
      days: z.coerce.number().int().min(1).max(31).default(7).meta({ type: 'integer' }),
      agent_id: idOf('agent').optional(),
    }),
    answer: z.object({
      timezone: z.string(),
      days: z.array(z.string()),
      coming_wakes: z.array(Coming),
      next_cursor: NextCursor,
    }),
    run: async ({ caller, query: { limit, cursor, days, agent_id: agentId } }) => {
      const found = await comingWakes(caller, { days, agentId, after: cursor, limit: limit + 1 })
      const [page, next_cursor] = cut(found.rows, limit, null)
      return { timezone: found.zone, days: found.days, coming_wakes: page.map(comingAnswer), next_cursor }
    },
  }),
  route({
    method: 'get',
    path: '/agents/{agent_id}/schedule/slots',
    name: 'listScheduleSlots',
    tag: 'Agents',
    summary: "Read what became of an agent's heartbeats, newest first",
    description: 'Each slot of the schedule, or each stretch of slots with the same fate, of the last 90 days.',
    query: pageOf(null, 50, 499),
    answer: z.object({ slots: z.array(Slot), next_cursor: NextCursor }),
    run: async ({ caller, id, query: { limit, cursor: before } }) => {
      const found = await listScheduleSlots(caller, { agentId: id, before, limit: limit + 1 })
      const [page, next_cursor] = cut(found, limit, null)
      return { slots: page.map(slotAnswer), next_cursor }
    },
  }),
]
