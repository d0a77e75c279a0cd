import { z } from 'zod'
import { listScheduleSlots, type SlotView } from '@/features/schedules'
import { publicId } from '@/platform/ids'
import { cut, Instant, NextCursor, pageOf, shownId } from './fields'
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

export const scheduleSlots = [
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
