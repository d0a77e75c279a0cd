import type { Metric } from '@/features/budgets/schema'

/** To how much a proposal is rounded up, and by how much it raises at least. */
const STEP: Record<Metric, number> = { money: 1_000_000, tokens: 1_000, runs: 1 }

type UsedUp = { metric: Metric; cap: number; spent: number; stopPercent: number }

/** Half of the cap above what is used, and so far that new work may start again, in round figures: a start for whoever decides. */
export function proposedCap({ metric, cap, spent, stopPercent }: UsedUp): number {
  const step = STEP[metric]
  const used = Math.max(cap, Math.ceil((spent * 100) / stopPercent))
  return Math.ceil((used + Math.max(cap / 2, step)) / step) * step
}
