/** What was spent on a day, in the budget's unit; the day as YYYY-MM-DD where the company is. */
export type Day = { day: string; amount: number }

/** The tenth, the middle and the ninetieth of a hundred outcomes. */
export type Range<T> = { low: T; likely: T; high: T }

export type Outlook = {
  /** Complete days that it is made of, since the first with any spend, and how many of them had some. */
  basedOnDays: number
  activeDays: number
  /** Why there is no forecast; null when there is one. */
  unknownBecause: 'no_spend' | 'too_few_days' | 'short_window' | null
  /** Spend of one day to come. */
  perDay: Range<number> | null
  /** Spend of the whole period; null without an end of the period. */
  atEnd: Range<number> | null
  /**
   * The day on which the cap is reached, before the period ends: null in `low` when hardly any outcome gets there, in `likely` when fewer than
   * half do, in `high` when not nearly all do. Null without a cap.
   */
  reachesCap: (Range<string | null> & { chancePercent: number }) | null
}

type Given = {
  /** Complete days, oldest first, without gaps. */
  days: readonly Day[]
  today: string
  /** How much of today is over: 0 to 1. */
  todayPassed: number
  /** Of the period, with today. */
  spent: number
  cap: number | null
  /** The last day of the period; null when it has none. */
  lastDay: string | null
  /** Of a rolling window: what is older does not count any more. */
  windowDays?: number
}

/** Fewer complete days than these say nothing about the next ones. */
export const LEAST_DAYS = 3
/** Days say nothing about a window of a few hours. */
const LEAST_WINDOW_DAYS = 2
/** From so many days on, workdays and weekends are told apart. */
const WEEKS_KNOWN_DAYS = 14
/** A day counts half as much as one that is a week younger. */
const HALF_LIFE_DAYS = 7
const PATHS = 400
/** How far an open-ended period is looked ahead. */
const FARTHEST_DAYS = 366

/**
 * What the next days will bring, judged by the days before them.
 *
 * Method: sample paths of the weighted bootstrap. Each of 400 paths draws every day to come from the days that were (workdays from
 * workdays, weekends from weekends, once two weeks are known), with the probability of a day proportional to `w · 2^(−age/7)`: `w` is drawn from
 * Exp(1) once a path, so that the paths also differ as much as so few days leave unknown (Rubin, "The Bayesian bootstrap", Annals of
 * Statistics 9, 1981), and young days count more, as in an exponentially weighted average. The range is the 10th and 90th percentile of the
 * paths (Hyndman and Athanasopoulos, "Forecasting: principles and practice", 3rd ed., 5.5). No shape of the spend is assumed; one dear day
 * counts as often as it comes. The random numbers begin with one fixed seed: the same days give the same answer.
 */
export function outlook(given: Given): Outlook {
  const { days, cap, lastDay, windowDays = LEAST_WINDOW_DAYS } = given
  const basis = { basedOnDays: days.length, activeDays: days.filter((each) => each.amount > 0).length }
  const none = { ...basis, perDay: null, atEnd: null, reachesCap: null }
  if (windowDays < LEAST_WINDOW_DAYS) return { ...none, unknownBecause: 'short_window' }
  if (basis.activeDays === 0) return { ...none, unknownBecause: 'no_spend' }
  if (days.length < LEAST_DAYS) return { ...none, unknownBecause: 'too_few_days' }
  const ahead = daysAhead(given.today, lastDay)
  const paths = Array.from({ length: PATHS }, pathsOf(given, ahead))
  const perDay = rangeOf(paths.map((path) => path.nextDay))
  const atEnd = lastDay === null ? null : rangeOf(paths.map((path) => path.total))
  return { ...basis, unknownBecause: null, perDay, atEnd, reachesCap: cap === null ? null : reaching(paths, ahead) }
}

/** One path: what the whole period, and one day, came to, and on which of the days ahead the cap was reached. */
type Path = { total: number; nextDay: number; reachedAt: number | null }

function pathsOf({ days, spent, cap, todayPassed, windowDays }: Given, ahead: readonly string[]): () => Path {
  const random = randomNumbers(days.length)
  const isSplit = days.length >= WEEKS_KNOWN_DAYS
  const kindOf = (day: string) => (isSplit && isWeekend(day) ? 1 : 0)
  const dated = days.map((each, at) => ({ ...each, at }))
  const urns = isSplit ? [0, 1].map((kind) => dated.filter((each) => kindOf(each.day) === kind)) : [dated]
  const kinds = ahead.map(kindOf)
  return () => {
    const draws = urns.map((urn) => drawFrom(urn, days.length, random))
    const drawn = kinds.map((kind, at) => (draws[kind] ?? draws[0]!)() * (at === 0 ? 1 - todayPassed : 1))
    // of the last days before today, and then of those ahead
    const leaving = (at: number) => {
      const left = at - Math.round(windowDays ?? 0)
      const amount = left < 0 ? days.at(left)?.amount : drawn[left]
      return (amount ?? 0) * (at === 0 ? 1 - todayPassed : 1)
    }
    let total = spent
    let reachedAt: number | null = cap !== null && total >= cap ? 0 : null
    drawn.forEach((amount, at) => {
      total += amount - (windowDays ? leaving(at) : 0)
      if (reachedAt === null && cap !== null && total >= cap) reachedAt = at
    })
    return { total: Math.round(total), nextDay: meanOfWeek(draws), reachedAt }
  }
}

/** A day to come: the mean of a week. */
function meanOfWeek(draws: readonly (() => number)[]): number {
  const week = Array.from({ length: 7 }, (_, at) => (draws[at < 5 ? 0 : 1] ?? draws[0]!)())
  return Math.round(week.reduce((sum, amount) => sum + amount, 0) / 7)
}

function drawFrom(urn: readonly (Day & { at: number })[], count: number, random: () => number): () => number {
  let whole = 0
  const sums = urn.map(({ at }) => {
    whole += -Math.log(1 - random()) * 2 ** (-(count - 1 - at) / HALF_LIFE_DAYS)
    return whole
  })
  return () => {
    const point = random() * whole
    const at = sums.findIndex((sum) => sum >= point)
    return urn[at]?.amount ?? 0
  }
}

function reaching(paths: readonly Path[], ahead: readonly string[]): Outlook['reachesCap'] {
  const reached = paths.map((path) => path.reachedAt ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b)
  const dayAt = (share: number) => ahead[reached[Math.floor((reached.length - 1) * share)] ?? -1] ?? null
  const hits = reached.filter(Number.isFinite).length
  return {
    ...{ low: dayAt(0.1), likely: dayAt(0.5), high: dayAt(0.9) },
    chancePercent: Math.round((hits / reached.length) * 100),
  }
}

/** The same range in another unit; null where there is none. */
export function rangeIn(range: Range<number> | null, unit: (value: number) => number): Range<number> | null {
  return range && { low: unit(range.low), likely: unit(range.likely), high: unit(range.high) }
}

function rangeOf(values: number[]): Range<number> {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? 0
  return { low: at(0.1), likely: at(0.5), high: at(0.9) }
}

/** Today and the days until the last one, or for a year. */
function daysAhead(today: string, lastDay: string | null): string[] {
  const ahead: string[] = []
  for (
    const date = new Date(`${today}T00:00:00Z`);
    ahead.length < FARTHEST_DAYS;
    date.setUTCDate(date.getUTCDate() + 1)
  ) {
    const day = date.toISOString().slice(0, 10)
    if (lastDay !== null && day > lastDay) break
    ahead.push(day)
  }
  return ahead
}

function isWeekend(day: string): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return weekday === 0 || weekday === 6
}

/** Numbers from 0 to 1 that are always the same after one seed: mulberry32. */
function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** The days from the first with any spend until before `today`, those without spend as 0. @param found days with spend, in any order */
export function withoutGaps(found: readonly Day[], today: string): Day[] {
  const amounts = new Map(found.map((each) => [each.day, Math.max(0, each.amount)]))
  const first = [...amounts.keys()].filter((day) => day < today && (amounts.get(day) ?? 0) > 0).sort()[0]
  if (first === undefined) return []
  const days: Day[] = []
  for (const date = new Date(`${first}T00:00:00Z`); ; date.setUTCDate(date.getUTCDate() + 1)) {
    const day = date.toISOString().slice(0, 10)
    if (day >= today) return days
    days.push({ day, amount: amounts.get(day) ?? 0 })
  }
}
