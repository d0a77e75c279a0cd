import { nextSlot } from '@/features/schedules/rules/slots'

/** A slot that is later than this was missed. */
export const MISSED_AFTER_MS = 2 * 60_000
/** Most missed slots that are made up for at once. */
export const CATCH_UP_CAP = 25

export type CatchUp = 'skip_missed' | 'enqueue_missed_with_cap'

type Due = { cron: string; zone: string; slot: Date; catchUp: CatchUp }

/**
 * What a schedule has to do at a time: which slots fire, and the first one that is left out for good.
 * @param due with the slot that it waits for, which is not after `at`
 * @returns `next` is after `at`; null when there is none any more
 */
export function dueSlots(due: Due, at: Date): { fire: Date[]; missed: Date | null; next: Date | null } {
  const next = slotAfter(due, at)
  if (due.catchUp === 'enqueue_missed_with_cap') {
    const slots = slotsUntil(due, due.slot, at, CATCH_UP_CAP + 1)
    return { fire: slots.slice(0, CATCH_UP_CAP), missed: slots[CATCH_UP_CAP] ?? null, next }
  }
  const since = new Date(at.getTime() - MISSED_AFTER_MS)
  if (due.slot >= since) return { fire: slotsUntil(due, due.slot, at, CATCH_UP_CAP), missed: null, next }
  const recent = slotAfter(due, new Date(since.getTime() - 1))
  return { fire: slotsUntil(due, recent, at, CATCH_UP_CAP), missed: due.slot, next }
}

function slotsUntil(due: Due, first: Date | null, at: Date, most: number): Date[] {
  const slots: Date[] = []
  for (let slot = first; slot && slot <= at && slots.length < most; slot = slotAfter(due, slot)) slots.push(slot)
  return slots
}

function slotAfter({ cron, zone }: Due, at: Date): Date | null {
  return nextSlot({ cron, intervalSeconds: null }, zone, at)
}
