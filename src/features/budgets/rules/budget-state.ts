/** What a budget allows. Percentages are of the cap, rounded up to a unit. */
export type Limits = { cap: number | null; warnPercent: number; stopPercent: number }

export type State = 'ok' | 'warning' | 'stopped' | 'exceeded'

/** `exceeded` from the cap on, `stopped` from where nothing new starts, `warning` from the warning on. */
export function budgetState(spent: number, limits: Limits): State {
  const { cap, warnPercent } = limits
  if (cap === null) return 'ok'
  if (spent >= cap) return 'exceeded'
  if (spent >= stopAt(limits)!) return 'stopped'
  return spent >= partOf(cap, warnPercent) ? 'warning' : 'ok'
}

/** Percents of a cap; exact up to a hundred times the largest cap. */
export const partOf = (cap: number, percent: number): number => Math.ceil((cap * percent) / 100)

/** Up to where what is new may reserve; the rest of the cap is for what is under way. Null when there is no limit. */
export const stopAt = ({ cap, stopPercent }: Pick<Limits, 'cap' | 'stopPercent'>): number | null =>
  cap === null ? null : partOf(cap, stopPercent)

/** What is left to spend or reserve; null when there is no limit. Negative after reports past the cap. */
export function remaining(spent: number, reserved: number, cap: number | null): number | null {
  return cap === null ? null : cap - spent - reserved
}

/** Set aside when an agent has no history: one cent, and as many tokens as a short task takes. */
const FIRST_RUN = { money: 10_000, tokens: 1_000 }

/**
 * What to ask for when less is left than the estimate: what is left, as long as a first run would fit into it. Otherwise one dear run
 * would keep an agent out for good.
 */
export function askWithin(metric: 'money' | 'tokens', estimate: number, left: number | null): number {
  if (left === null || estimate <= left || left < FIRST_RUN[metric]) return estimate
  return left
}

/** What to set aside for the next run: what the dearest of the agent's latest runs took. */
export function estimateRun(metric: 'money' | 'tokens', latest: number[]): number {
  return latest.length === 0 ? FIRST_RUN[metric] : Math.max(...latest)
}
