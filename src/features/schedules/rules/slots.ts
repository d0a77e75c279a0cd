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
 * The first slot after `after`; null when there is none. Cron slots are local times of `zone`. One fixed time of day: in the night
 * that skips it, it comes at the next valid time, in the night that repeats it, it comes once. Several times of day go with the hours
 * that pass: what the night skips is left out, what it repeats comes twice. An interval knows no zones.
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

/**
 * The slots from one on until a time, oldest first, at most so many; and the slot that comes after the last of them.
 * @param first a slot, not after `until`
 */
export function slotsUntil(timing: Timing, zone: string, first: Date, until: Date, most: number): SlotRange {
  const cron = timing.cron ? new Cron(timing.cron, { timezone: zone, paused: true }) : null
  const slots: Date[] = []
  let next: Date | null = first
  while (next && next <= until && slots.length < most) {
    slots.push(next)
    next = cron ? cron.nextRun(next) : nextSlot(timing, zone, next)
  }
  return { slots, next }
}

export type SlotRange = { slots: Date[]; next: Date | null }
