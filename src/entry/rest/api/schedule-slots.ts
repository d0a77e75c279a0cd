import { z } from 'zod'
import { ComingWake, comingWakes } from '@/features/reports'
import { listScheduleSlots, SlotView } from '@/features/schedules'
import { idOf } from './fields'
import { byId, cut, pageOf } from './page'
import { route } from './route'

export const scheduleSlots = [
  route({
    method: 'get',
    path: '/companies/{companyId}/coming-wakes',
    name: 'comingWakes',
    tag: 'Agents',
    summary: 'Read what wakes by the clock on the coming days, by agent and routine',
    query: pageOf(null, 50, 99).extend({
      days: z.coerce.number().int().min(1).max(31).default(7).meta({ type: 'integer' }),
      agentId: idOf('agent').optional(),
    }),
    answer: z.object({
      zone: z.string(),
      days: z.array(z.string()),
      rows: z.array(ComingWake.meta({ id: 'ComingWake' })),
    }),
    run: async ({ caller, query: { limit, cursor: after, days, agentId }, ...asked }) => {
      const found = await comingWakes(caller, { days, agentId, after, limit: limit + 1 })
      return { ...found, rows: cut(found.rows, limit, asked, byId) }
    },
  }),
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
