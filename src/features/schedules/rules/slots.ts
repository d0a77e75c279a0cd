import { Cron } from 'croner'

export type Timing = { cron: string | null; intervalSeconds: number | null }

/** What is wrong with the name of a time zone, or null. */
export function zoneProblem(zone: string): string | null {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return null
  } catch {
    return `${zone} is not a time zone. Use a name such as Europe/Lisbon`
  }
}

/** What is wrong with a five-field cron expression, or null. */
export function cronProblem(cron: string, zone: string): string | null {
  if (cron.trim().split(/\s+/).length !== 5) {
    return 'must have five fields: minute, hour, day of month, month, day of week'
  }
  try {
    return new Cron(cron, { timezone: zone, paused: true }).nextRun() ? null : 'never comes true'
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^CronPattern: /, '') : 'is not a cron expression'
  }
}

/**
 * The first slot after `after`; null when there is none. Cron slots are local times of `zone`: in the night that skips an hour a
 * slot inside it comes at the next valid time, in the night that repeats an hour it comes once (croner's rules).
 */
export function nextSlot(timing: Timing, zone: string, after: Date, slot = after): Date | null {
  if (timing.intervalSeconds) return nextOfInterval(timing.intervalSeconds * 1000, after, slot)
  return timing.cron ? new Cron(timing.cron, { timezone: zone, paused: true }).nextRun(after) : null
}

/** The interval counts from the slot before, so that a late tick does not push it back. */
function nextOfInterval(intervalMs: number, after: Date, slot: Date): Date {
  const passed = Math.max(0, Math.floor((after.getTime() - slot.getTime()) / intervalMs))
  return new Date(slot.getTime() + (passed + 1) * intervalMs)
}

/** The next few slots, for people. */
export function nextSlots(timing: Timing, zone: string, after: Date, count: number): Date[] {
  const slots: Date[] = []
  for (let at = nextSlot(timing, zone, after); at && slots.length < count; at = nextSlot(timing, zone, at))
    slots.push(at)
  return slots
}
