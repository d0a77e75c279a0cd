import { z } from 'zod'
import { defineCommand, type Work } from '@/platform/command'
import { notFound } from '@/platform/errors'
import { nextSlot } from '../rules/slots'
import { SCHEDULE_FIELDS } from '../schema'
import { requireTiming } from '../timing'

/** How many missed slots a wake makes up for where nobody says how many. */
const DEFAULT_CAP = 5

const SetSchedule = z.object({ agentId: z.uuid(), ...SCHEDULE_FIELDS })

/**
 * Sets when an agent wakes by itself: a five-field cron, or an interval.
 * @throws Refusal invalid_input (rule invalid_cron) that says what is wrong with the expression
 */
export const setSchedule = defineCommand({
  name: 'setSchedule',
  grant: 'org:write',
  about: ({ agentId }) => [['agent', agentId]],
  input: SetSchedule,
  output: z.object({ nextWakeAt: z.string().nullable() }),
  records: ['schedule.set'],
  announces: ['agent/updated'],
  async run(work, input) {
    const { timing, zone } = await requireTiming(work, input)
    const next = input.isEnabled ? nextSlot(timing, zone, work.now) : null
    const agent = await work.db.agent.findFirst({ where: { id: input.agentId }, select: { id: true } })
    if (!agent) throw notFound('agent')
    const policy = {
      catchUp: input.catchUp,
      catchUpCap: input.catchUpCap ?? DEFAULT_CAP,
      maxLatenessSeconds: input.maxLatenessSeconds ?? null,
      staggerSeconds: input.staggerSeconds ?? null,
      officeHours: input.officeHours ?? null,
    }
    await storeSchedule(work, {
      ...{ ...timing, ...policy, agentId: input.agentId, isEnabled: input.isEnabled },
      ...{ timeZone: input.timeZone ?? null, nextWakeAt: next },
    })
    work.record({
      ...{ action: 'schedule.set', subject: { kind: 'agent', id: input.agentId } },
      details: { ...timing, zone, ...policy },
    })
    work.announce({ name: 'agent/updated', data: { agentId: input.agentId } })
    return { nextWakeAt: next?.toISOString() ?? null }
  },
})

/** Writes all of it, in place of what there was. */
async function storeSchedule(work: Work, row: object): Promise<void> {
  await work.sql(
    `INSERT INTO "Schedule" ("companyId", "agentId", cron, "intervalSeconds", "timeZone", "isEnabled", "catchUp", "catchUpCap",
       "maxLatenessSeconds", "staggerSeconds", "officeHours", "nextWakeAt")
     SELECT $1, x."agentId", x.cron, x."intervalSeconds", x."timeZone", x."isEnabled", x."catchUp", x."catchUpCap",
       x."maxLatenessSeconds", x."staggerSeconds", nullif(x."officeHours", 'null'), x."nextWakeAt"
     FROM jsonb_to_record($2::jsonb) AS x("agentId" uuid, cron text, "intervalSeconds" int, "timeZone" text, "isEnabled" boolean,
       "catchUp" text, "catchUpCap" int, "maxLatenessSeconds" int, "staggerSeconds" int, "officeHours" jsonb, "nextWakeAt" timestamptz)
     ON CONFLICT ("companyId", "agentId") DO UPDATE SET cron = excluded.cron, "intervalSeconds" = excluded."intervalSeconds",
       "timeZone" = excluded."timeZone", "isEnabled" = excluded."isEnabled", "catchUp" = excluded."catchUp",
       "catchUpCap" = excluded."catchUpCap", "maxLatenessSeconds" = excluded."maxLatenessSeconds",
       "staggerSeconds" = excluded."staggerSeconds", "officeHours" = excluded."officeHours", "nextWakeAt" = excluded."nextWakeAt"`,
    [work.companyId, JSON.stringify(row)],
  )
}
