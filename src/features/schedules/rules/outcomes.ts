import { isWithin, type OfficeHours } from './office-hours'

/** A slot that is later than this was missed; what happens then is the schedule's catch-up policy. */
export const MISSED_AFTER_MS = 2 * 60_000

export type CatchUp = 'skip' | 'one' | 'capped'
export type Outcome = 'fired' | 'skipped' | 'missed' | 'coalesced'
/** Why a slot did not fire. */
export type SlotReason =
  | 'agent_inactive'
  | 'company_inactive'
  | 'outside_office_hours'
  | 'too_late'
  | 'not_caught_up'
  | 'over_cap'
  | 'unreadable_times'
  | 'wake_waits'
  | 'one_wake_for_all'

export type Policy = {
  catchUp: CatchUp
  catchUpCap: number
  maxLatenessSeconds: number | null
  officeHours: OfficeHours | null
  zone: string
}

/** `idle`: whose fault it is that nothing may wake now. `hasWake`: a wake of the schedule waits in the inbox already. */
export type Standing = { idle: 'agent_inactive' | 'company_inactive' | null; hasWake: boolean }

/** A row of the ledger: one slot, or several one after the other with the same fate. */
export type Entry = { outcome: Outcome; reason: SlotReason | null; slotAt: Date; untilAt: Date; slots: number }

/**
 * What becomes of slots that are due. At most one wake comes of them, in the place of the newest one that may fire; with the policy
 * `capped` it makes up for at most so many late ones.
 * @param slots oldest first, none after `at`
 * @returns the ledger's entries; `fired` is the slot that wakes, `standsFor` all that its wake stands for
 */
export function outcomesOf(policy: Policy, standing: Standing, slots: readonly Date[], at: Date): Outcomes {
  const barred = slots.map((slot) => standing.idle ?? reasonAgainst(policy, slot, at))
  const isLate = (slot: Date) => at.getTime() - slot.getTime() > MISSED_AFTER_MS
  const late = slots.filter((slot, i) => barred[i] === null && isLate(slot))
  const over = new Set(policy.catchUp === 'capped' ? late.slice(0, Math.max(0, late.length - policy.catchUpCap)) : [])
  const standsFor = slots.filter((slot, i) => barred[i] === null && !over.has(slot))
  const fired = standing.hasWake ? null : (standsFor.at(-1) ?? null)
  const fates = slots.map((slot, i): [Outcome, SlotReason | null] => {
    const reason = barred[i] ?? (over.has(slot) ? 'over_cap' : null)
    if (reason) return [MISSED.has(reason) ? 'missed' : 'skipped', reason]
    if (slot === fired) return ['fired', null]
    return ['coalesced', fired ? 'one_wake_for_all' : 'wake_waits']
  })
  return { entries: joined(slots, fates), fired, standsFor: fired ? standsFor : [] }
}

export type Outcomes = { entries: Entry[]; fired: Date | null; standsFor: Date[] }

const MISSED = new Set<SlotReason>(['too_late', 'not_caught_up', 'over_cap'])

function reasonAgainst(policy: Policy, slot: Date, at: Date): SlotReason | null {
  if (policy.officeHours && !isWithin(policy.officeHours, policy.zone, slot)) return 'outside_office_hours'
  const lateMs = at.getTime() - slot.getTime()
  if (policy.maxLatenessSeconds !== null && lateMs > policy.maxLatenessSeconds * 1000) return 'too_late'
  return policy.catchUp === 'skip' && lateMs > MISSED_AFTER_MS ? 'not_caught_up' : null
}

function joined(slots: readonly Date[], fates: [Outcome, SlotReason | null][]): Entry[] {
  const entries: Entry[] = []
  slots.forEach((slot, i) => {
    const [outcome, reason] = fates[i]!
    const last = entries.at(-1)
    if (last && last.outcome === outcome && last.reason === reason) {
      last.untilAt = slot
      last.slots += 1
    } else entries.push({ outcome, reason, slotAt: slot, untilAt: slot, slots: 1 })
  })
  return entries
}
