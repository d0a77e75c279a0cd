import { Cron } from 'croner'
import { nextOpening, type OfficeHours } from './office-hours'
import { nextSlot, type Timing } from './slots'

const YEAR_MS = 366 * 86_400_000
/** Finding one, and the opening after it, may take a millisecond, and somebody waits. */
const MOST_SLOTS = 100

/**
 * The next few slots within the office hours, for people; the hours that are closed are jumped over. Fewer, or none, where a year or
 * 100 slots that were looked at had no more: others may come later. The very first slot counts however far it is.
 */
export function nextOpenSlots(
  timing: Timing,
  zone: string,
  after: Date,
  count: number,
  hours: OfficeHours | null,
): Date[] {
  const cron = timing.cron ? new Cron(timing.cron, { timezone: zone, paused: true }) : null
  const far = after.getTime() + YEAR_MS
  const found: Date[] = []
  let slot = nextSlot(timing, zone, after)
  for (let looked = 0; slot && found.length < count && looked < MOST_SLOTS; looked += 1) {
    if (looked > 0 && slot.getTime() > far) break
    const opening = hours ? nextOpening(hours, zone, slot) : slot
    if (opening <= slot) found.push(slot)
    const from: Date = opening > slot ? new Date(opening.getTime() - 1) : slot
    slot = cron ? cron.nextRun(from) : nextSlot(timing, zone, from, slot)
  }
  return found
}
