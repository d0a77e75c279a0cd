/** What runs of one kind have cost: quartiles of their costs, and how long the middle one took. */
export type PastRuns = { runs: number; lowMicros: number; likelyMicros: number; highMicros: number; seconds: number }

/** What is known: runs by the agent's schedule, all its runs, those of the company; and wakes that found nothing to do. */
export type Known = { scheduled: PastRuns; own: PastRuns; company: PastRuns; sparedWakes: number }

export type ScheduleEstimate = {
  slotsAMonth: number
  /** Slots that make a run: the others find nothing to do, or come while a run goes on, and cost nothing. */
  runsAMonth: number
  /** Whose runs the cost of a run is taken from; `nothing` when nobody ran yet. */
  basedOn: 'scheduled_runs' | 'own_runs' | 'company_runs' | 'nothing'
  /** How many runs that were. */
  pastRuns: number
  /** Of the agent's scheduled wakes, those that found nothing to do; null when too few came to tell. */
  sparedPercent: number | null
  /** A month; null when nobody ran yet. */
  costMicros: { low: number; likely: number; high: number } | null
}

/** Fewer are no base. */
const LEAST = 3

/**
 * What a schedule costs a month: slots × share of them that makes a run × the cost of a run. The share is that of the agent's scheduled
 * wakes of the last 30 days; each, when fewer than three came. One run at a time: never more runs than fit into a month. A run costs as
 * the agent's scheduled runs did, else as all its runs, else as those of the company: the middle one, and half of them lie in the range.
 */
export function scheduleCost(slotsAMonth: number, known: Known, monthSeconds: number): ScheduleEstimate {
  const wakes = known.scheduled.runs + known.sparedWakes
  const sparedShare = wakes >= LEAST ? known.sparedWakes / wakes : null
  const basedOn = baseOf(known)
  const base = basedOn === 'nothing' ? null : known[KEY[basedOn]]
  const most = monthSeconds / Math.max(1, base?.seconds ?? 1)
  const runsAMonth = Math.min(slotsAMonth * (1 - (sparedShare ?? 0)), most)
  const times = (micros: number) => Math.round(micros * runsAMonth)
  return {
    slotsAMonth: rounded(slotsAMonth),
    runsAMonth: rounded(runsAMonth),
    basedOn,
    pastRuns: base?.runs ?? 0,
    sparedPercent: sparedShare === null ? null : Math.round(sparedShare * 100),
    costMicros: base && {
      ...{ low: times(base.lowMicros), likely: times(base.likelyMicros), high: times(base.highMicros) },
    },
  }
}

const KEY = { scheduled_runs: 'scheduled', own_runs: 'own', company_runs: 'company' } as const

function baseOf({ scheduled, own, company }: Known): ScheduleEstimate['basedOn'] {
  if (scheduled.runs >= LEAST) return 'scheduled_runs'
  if (own.runs >= LEAST) return 'own_runs'
  return company.runs >= LEAST ? 'company_runs' : 'nothing'
}

/** To whole numbers; below ten, to tenths. */
function rounded(count: number): number {
  return count < 10 ? Math.round(count * 10) / 10 : Math.round(count)
}
