import type { Outputs } from '@/entry/trpc/client'
import type { BudgetView } from '../schema'
import { figureText } from './budget-words'

type Forecast = Outputs['budgets']['forecastSpend']

/** 2026-11-24 → 24 Nov */
export function dayText(day: string): string {
  const date = new Date(`${day}T00:00:00Z`)
  return date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
}

/** A range as one figure where it is one: `$4.00`, or `$4.00 to $6.00`. */
export function rangeText(metric: BudgetView['metric'], { low, high }: { low: number; high: number }): string {
  const [from, to] = [figureText(metric, low), figureText(metric, high)]
  return from === to ? from : `${from} to ${to}`
}

/** When the limit is reached, in a sentence; null without a limit, or without a forecast. */
export function limitText({ budget, reachesCap, lastDay }: Forecast): string | null {
  if (budget.state === 'exceeded') return 'The limit is reached.'
  if (!reachesCap) return null
  const { low, likely, high, chancePercent } = reachesCap
  if (low === null)
    return lastDay ? `At this pace the limit lasts to ${dayText(lastDay)}.` : 'At this pace the limit lasts for a year.'
  if (likely === null) return `The limit may be reached from ${dayText(low)} on: in ${chancePercent} of 100 outcomes.`
  const range = high === null ? `from ${dayText(low)} on, or not at all` : `${dayText(low)} to ${dayText(high)}`
  return low === high
    ? `The limit is reached on ${dayText(likely)}.`
    : `The limit is reached about ${dayText(likely)} (${range}).`
}

/** Why there is no forecast; null when there is one. */
export function unknownText({ unknownBecause, basedOnDays }: Forecast): string | null {
  if (unknownBecause === 'no_spend') return 'A forecast appears after the first full days of use.'
  if (unknownBecause === 'short_window') return 'A window of less than two days is not forecast.'
  if (unknownBecause === null) return null
  const known = basedOnDays === 1 ? 'One complete day' : `${basedOnDays} complete days`
  return `${known} of spend ${basedOnDays === 1 ? 'is' : 'are'} too few. A forecast begins after three.`
}
