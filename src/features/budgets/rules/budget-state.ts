/** `exceeded` from the cap on, `warning` from the percentage on, rounded up to a unit. */
export function budgetState(spent: number, cap: number | null, warnPercent: number): 'ok' | 'warning' | 'exceeded' {
  if (cap === null) return 'ok'
  if (spent >= cap) return 'exceeded'
  return spent >= warnAt(cap, warnPercent) ? 'warning' : 'ok'
}

/** Spend at which the warning is raised. */
export function warnAt(cap: number, warnPercent: number): number {
  return Math.ceil((cap / 100) * warnPercent)
}

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
