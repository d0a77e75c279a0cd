import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import type { SlotView } from '../schema'

/** What became of the slots of an agent's schedule, newest first. What is older than 90 days is gone. */
export const listScheduleSlots = defineQuery({
  name: 'listScheduleSlots',
  grant: 'run:read',
  input: z.object({
    agentId: z.uuid(),
    /** The id of the last one of the page before. */
    before: z.uuid().optional(),
    limit: z.int().min(1).max(500).default(50),
  }),
  run: (view, { agentId, before, limit }) =>
    view.sql<SlotView>(
      `SELECT id, "agentId", "slotAt", "untilAt", slots, outcome, reason, "wakeId", "createdAt" FROM "ScheduleSlot"
       WHERE "companyId" = $1 AND "agentId" = $2 AND ($3::uuid IS NULL
         OR "slotAt" < (SELECT "slotAt" FROM "ScheduleSlot" WHERE "companyId" = $1 AND id = $3))
       ORDER BY "slotAt" DESC LIMIT $4`,
      [view.companyId, agentId, before ?? null, limit],
    ),
})
