/** How many of an agent's latest reports say what is usual for it, and how few say nothing. */
export const USUAL_REPORTS = 30
const FEWEST_REPORTS = 10
const TIMES_USUAL = 10
/** Below five cents and below fifty thousand tokens nothing is worth a look. */
const LEAST_MICROS = 50_000
const LEAST_TOKENS = 50_000

export type Reported = { listMicros: number; tokens: number }

/**
 * Whether a report is far above what its agent usually reports: more than ten times the median of its latest thirty reports, in
 * dollars at list price or in tokens. The median is not moved by single reports; a new habit is usual after some fifteen.
 */
export function isUnusual(report: Reported, latest: readonly Reported[]): boolean {
  if (latest.length < FEWEST_REPORTS) return false
  const isFar = (value: number, before: number[], least: number) =>
    value >= least && value > TIMES_USUAL * median(before)
  return (
    isFar(
      report.listMicros,
      latest.map((each) => each.listMicros),
      LEAST_MICROS,
    ) ||
    isFar(
      report.tokens,
      latest.map((each) => each.tokens),
      LEAST_TOKENS,
    )
  )
}

/** The value in the middle; of an even number, the lower one of the two. */
function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0
}
