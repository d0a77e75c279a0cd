/*
 * What the ledger of a schedule has to be, found without the product: by walking through a week minute by minute. For tests.
 */

export type Plan = {
  agentId: string
  zone: string
  cron: string | null
  intervalSeconds: number | null
  policy: { catchUp: 'skip' | 'one' | 'capped'; catchUpCap: number; maxLatenessSeconds: number | null }
  officeHours: { days: number[]; from: string; until: string } | null
  /** Of those that are paused for a day. */
  isPaused: boolean
}

/** Milliseconds since 1970. */
export type Expected = { slot: number; outcome: string; reason: string | null }
type Local = { minute: number; hour: number; day: number; month: number; weekday: number; stamp: number }

const MINUTE_MS = 60_000
/** Clocks of all zones are set, and set on and back, by quarters of an hour. */
const QUARTER = 15
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** What the clocks of a zone show, each minute. */
export class WalkedZone {
  private readonly minutes: Local[] = []

  constructor(
    zone: string,
    private readonly start: number,
    end: number,
  ) {
    const format = new Intl.DateTimeFormat('en-US', {
      ...{ timeZone: zone, hourCycle: 'h23', weekday: 'short', year: 'numeric', month: '2-digit', day: '2-digit' },
      ...{ hour: '2-digit', minute: '2-digit' },
    })
    // from an hour before, so that the first minute has one before it
    for (let at = start - 60 * MINUTE_MS; at <= end; at += QUARTER * MINUTE_MS) {
      const clock = readClock(format.format(at))
      for (let i = 0; i < QUARTER; i++) {
        this.minutes.push({ ...clock, minute: clock.minute + i, stamp: clock.stamp + i })
      }
    }
  }

  at(ms: number): Local {
    return this.minutes[(ms - this.start) / MINUTE_MS + 60]!
  }

  /** Every minute after the start at which a cron expression comes true. */
  slotsOf(cron: string, end: number): number[] {
    const [minute = '', hour = '', day = '', month = '', weekday = ''] = cron.split(' ')
    const [minutes, hours, days, months, weekdays] = [minute, hour, day, month, weekday].map(valuesOf)
    const isDay = (now: Local) => days![now.day] && months![now.month] && weekdays![now.weekday]
    const isFixed = /^\d+$/.test(minute) && /^\d+$/.test(hour)
    const slots: number[] = []
    const past = new Set<number>()
    for (let ms = this.start - 59 * MINUTE_MS; ms < end; ms += MINUTE_MS) {
      const now = this.at(ms)
      const isTrue = minutes![now.minute] && hours![now.hour] && isDay(now)
      const isRepeated = isFixed && isTrue && past.has(now.stamp)
      const isSkipped = isFixed && isDay(now) && this.isInGap(ms, Number(hour) * 60 + Number(minute))
      if (isTrue) past.add(now.stamp)
      if (ms > this.start && ((isTrue && !isRepeated) || isSkipped)) slots.push(ms)
    }
    return slots
  }

  /** Whether the clock jumped over this minute of the day right before `ms`. */
  private isInGap(ms: number, minuteOfDay: number): boolean {
    const [before, now] = [this.at(ms - MINUTE_MS), this.at(ms)]
    const [from, until] = [before.hour * 60 + before.minute, now.hour * 60 + now.minute]
    return before.day === now.day && until - from > 1 && minuteOfDay > from && minuteOfDay < until
  }
}

function readClock(text: string): Local {
  const [, name = '', month, day, year, hour, minute] = /^(\w+), (\d+)\/(\d+)\/(\d+), (\d+):(\d+)/.exec(text) ?? []
  const [m, d, h, min] = [Number(month), Number(day), Number(hour), Number(minute)]
  const stamp = (((Number(year) * 100 + m) * 100 + d) * 100 + h) * 100 + min
  return { minute: min, hour: h, day: d, month: m, weekday: DAYS.indexOf(name), stamp }
}

/** For each value that a field could have, whether it has it. */
function valuesOf(field: string): boolean[] {
  return Array.from({ length: 60 }, (_, value) => has(field, value))
}

/** A star, a star with a step, and numbers and ranges with commas between them. */
function has(field: string, value: number): boolean {
  return field.split(',').some((part) => {
    if (part === '*') return true
    if (part.startsWith('*/')) return value % Number(part.slice(2)) === 0
    const [from, until = from] = part.split('-').map(Number)
    return value >= from! && value <= until!
  })
}

/** What has to become of each slot of a plan, when the clock is read at these times. */
export function expectedLedger(plan: Plan, zone: WalkedZone, ticks: number[], pause: { from: number; until: number }) {
  const end = ticks.at(-1)!
  const slots = plan.cron ? zone.slotsOf(plan.cron, end + 1) : stepsOf(plan.intervalSeconds! * 1000, ticks[0]!, end)
  const byTick = grouped(slots, (slot) => ticks.find((tick) => tick >= slot)!)
  return [...byTick].flatMap(([tick, due]) => fatesAt(plan, zone, due, tick, pause))
}

/** Things by a key of theirs, in order. */
export function grouped<Thing, Key>(things: readonly Thing[], keyOf: (thing: Thing) => Key): Map<Key, Thing[]> {
  const groups = new Map<Key, Thing[]>()
  for (const thing of things) {
    const group = groups.get(keyOf(thing))
    if (group) group.push(thing)
    else groups.set(keyOf(thing), [thing])
  }
  return groups
}

function stepsOf(stepMs: number, start: number, end: number): number[] {
  return Array.from({ length: Math.floor((end - start) / stepMs) }, (_, i) => start + (i + 1) * stepMs)
}

function fatesAt(plan: Plan, zone: WalkedZone, due: number[], tick: number, pause: { from: number; until: number }) {
  const { catchUp, catchUpCap, maxLatenessSeconds } = plan.policy
  const isLate = (slot: number) => tick - slot > 2 * MINUTE_MS
  const fates = due.map((slot): Expected => {
    if (plan.isPaused && tick >= pause.from && tick < pause.until)
      return { slot, outcome: 'skipped', reason: 'agent_inactive' }
    if (plan.officeHours && !isOpen(plan.officeHours, zone.at(slot)))
      return { slot, outcome: 'skipped', reason: 'outside_office_hours' }
    if (maxLatenessSeconds && tick - slot > maxLatenessSeconds * 1000)
      return { slot, outcome: 'missed', reason: 'too_late' }
    if (catchUp === 'skip' && isLate(slot)) return { slot, outcome: 'missed', reason: 'not_caught_up' }
    return { slot, outcome: 'coalesced', reason: 'one_wake_for_all' }
  })
  const mayFire = fates.filter((fate) => fate.outcome === 'coalesced')
  if (catchUp === 'capped') {
    for (const fate of mayFire.filter(({ slot }) => isLate(slot)).slice(0, -catchUpCap))
      Object.assign(fate, { outcome: 'missed', reason: 'over_cap' })
  }
  const last = mayFire.at(-1)
  if (last) Object.assign(last, { outcome: 'fired', reason: null })
  return fates
}

function isOpen({ days, from, until }: NonNullable<Plan['officeHours']>, { weekday, hour, minute }: Local): boolean {
  const clock = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
  return days.includes(weekday || 7) && clock >= from && clock < until
}
