import { z } from 'zod'
import { OfficeHours } from './rules/office-hours'

/** When an agent wakes by itself: a five-field cron, or an interval of ten seconds to a year. */
export const SCHEDULE_FIELDS = {
  cron: z.string().trim().max(100).nullish(),
  intervalSeconds: z
    .int()
    .min(10)
    .max(366 * 86_400)
    .nullish(),
  /** IANA name; absent: the company's zone. */
  timeZone: z.string().max(100).nullish(),
  isEnabled: z.boolean().default(true),
  /** What becomes of slots that passed while nothing could wake: nothing, one wake for all, or one for the newest `catchUpCap`. */
  catchUp: z.enum(['skip', 'one', 'capped']).default('one'),
  catchUpCap: z.int().min(1).max(25).optional(),
  /** A slot that is later than this is left out, whatever the policy; null: none is. */
  maxLatenessSeconds: z
    .int()
    .min(60)
    .max(366 * 86_400)
    .nullish(),
  /** How far the wakes of the company's agents are spread; null: 60 seconds, and at most a tenth of an interval. 0: not at all. */
  staggerSeconds: z.int().min(0).max(3600).nullish(),
  /** Slots outside of them are left out; null: none is. */
  officeHours: OfficeHours.nullish(),
}

/** What a schedule does with its slots. */
export const SCHEDULE_POLICY = z
  .object(SCHEDULE_FIELDS)
  .pick({ catchUp: true, catchUpCap: true, maxLatenessSeconds: true, staggerSeconds: true, officeHours: true })

export const SlotOutcome = z.enum(['fired', 'skipped', 'missed', 'coalesced'])

/** What became of one slot, or of all from `slotAt` to `untilAt`. */
export const SlotView = z.object({
  id: z.uuid(),
  agentId: z.uuid(),
  slotAt: z.string(),
  untilAt: z.string(),
  slots: z.number(),
  outcome: SlotOutcome,
  /** Why it did not fire. */
  reason: z.string().nullable(),
  /** The wake that stands for it; it may be gone by now. */
  wakeId: z.uuid().nullable(),
  createdAt: z.string(),
})
export type SlotView = z.output<typeof SlotView>
