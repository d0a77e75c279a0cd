import type { Outputs } from '@/entry/trpc/client'
import { formatMicros } from '@/ui/money'

type Estimate = Outputs['reports']['estimateSchedule']

/** What a schedule costs, in a sentence. */
export function costText({ costMicros, slotsAMonth, sparedPercent }: Estimate): string {
  if (slotsAMonth === 0) return 'It never wakes, and costs nothing.'
  if (!costMicros) return 'What it costs is not known: nobody has run yet.'
  if (costMicros.high === 0) {
    return sparedPercent === 100 ? 'It costs nothing: no wake found anything to do so far.' : 'It costs nothing so far.'
  }
  const [low, likely, high] = [costMicros.low, costMicros.likely, costMicros.high].map((micros) =>
    formatMicros(micros, { isRound: true }),
  )
  return low === high
    ? `This schedule costs about ${likely} a month.`
    : `This schedule costs about ${likely} a month (${low} to ${high}).`
}

/** How the sentence came about. */
export function usageText({ slotsAMonth, runsAMonth, basedOn, pastRuns, sparedPercent }: Estimate): string {
  const wakes = `${slotsAMonth.toLocaleString('en')} wakes a month`
  const runs =
    sparedPercent === null
      ? 'if each finds something to do'
      : `${sparedPercent} % of them found nothing to do, so about ${runsAMonth.toLocaleString('en')} runs`
  const base = {
    scheduled_runs: `judged by ${pastRuns} scheduled runs`,
    own_runs: `judged by all of its ${pastRuns} runs, as few were scheduled`,
    company_runs: `judged by ${pastRuns} runs of the company, as this agent hardly ran`,
    nothing: null,
  }[basedOn]
  return `${[wakes, runs, base].filter(Boolean).join('; ')}.`
}
