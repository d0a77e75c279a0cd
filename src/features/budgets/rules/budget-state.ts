/** `exceeded` from the cap on, `warning` from the percentage on, rounded up to a micro-dollar. */
export function budgetState(
  spentMicros: number,
  capMicros: number | null,
  warnPercent: number,
): 'ok' | 'warning' | 'exceeded' {
  if (capMicros === null) return 'ok'
  if (spentMicros >= capMicros) return 'exceeded'
  return spentMicros >= warnAt(capMicros, warnPercent) ? 'warning' : 'ok'
}

/** Spend at which the warning is raised. */
export function warnAt(capMicros: number, warnPercent: number): number {
  return Math.ceil((capMicros / 100) * warnPercent)
}

/** What is left to spend or reserve; null when there is no limit. Negative after reports past the cap. */
export function remaining(spentMicros: number, reservedMicros: number, capMicros: number | null): number | null {
  return capMicros === null ? null : capMicros - spentMicros - reservedMicros
}

/** Set aside when an agent has no history: one cent. */
const FIRST_RUN_MICROS = 10_000

/**
 * What to ask for when less is left than the estimate: what is left, as long as a first run would fit into it. Otherwise one dear run
 * would keep an agent out for good.
 */
export function askWithin(estimateMicros: number, leftMicros: number | null): number {
  if (leftMicros === null || estimateMicros <= leftMicros || leftMicros < FIRST_RUN_MICROS) return estimateMicros
  return leftMicros
}

/** What to set aside for the next run: the dearest of the agent's latest runs. */
export function estimateRun(latestCostsMicros: number[]): number {
  return latestCostsMicros.length === 0 ? FIRST_RUN_MICROS : Math.max(...latestCostsMicros)
}
