import { z } from 'zod'
import { listScheduleSlots, SlotView } from '@/features/schedules'
import { byId, cut, pageOf } from './page'
import { route } from './route'

export const scheduleSlots = [
  route({
    method: 'get',
    path: '/agents/{id}/schedule-slots',
    name: 'listScheduleSlots',
    tag: 'Agents',
    summary: "Read what became of an agent's heartbeats, newest first",
    description: 'Each slot of the schedule, or each stretch of slots with the same fate, of the last 90 days.',
    query: pageOf(null, 50),
    answer: z.array(SlotView.meta({ id: 'ScheduleSlot' })),
    run: async ({ caller, id, query: { limit, cursor: before }, ...asked }) => {
      const rows = await listScheduleSlots(caller, { agentId: id, before, limit: limit + 1 })
      return cut(rows, limit, asked, byId)
    },
  }),
]
