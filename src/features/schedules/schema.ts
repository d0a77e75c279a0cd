import { z } from 'zod'

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
  /** What becomes of slots that passed while nothing could wake. */
  catchUp: z.enum(['skip', 'one']).default('one'),
}
