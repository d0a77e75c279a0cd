import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { lockTrigger, requireOwn } from '../store'

/** Takes a trigger away, with its secret; what it fired stays. @throws Refusal not_found; forbidden for an agent at another's routine */
export const removeTrigger = defineCommand({
  name: 'removeTrigger',
  grant: 'task:write',
  input: z.object({ triggerId: z.uuid() }),
  output: z.object({ id: z.uuid() }),
  records: ['routine.triggerRemoved'],
  announces: ['routine/updated'],
  async run(work, { triggerId }) {
    const { assigneeId, routineId, kind } = await lockTrigger(work, triggerId)
    requireOwn(work, assigneeId)
    await work.sql(`DELETE FROM "RoutineTrigger" WHERE "companyId" = $1 AND id = $2`, [work.companyId, triggerId])
    work.record({
      action: 'routine.triggerRemoved',
      subject: { kind: 'routine', id: routineId },
      details: { triggerId, kind },
    })
    work.announce({ name: 'routine/updated', data: { routineId } })
    return { id: triggerId }
  },
})
