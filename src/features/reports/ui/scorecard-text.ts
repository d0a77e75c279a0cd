import { durationText } from '@/ui/time-text'

/** What each figure of a scorecard means. */
export const DEFINITIONS = {
  accepted:
    'Tasks that were done in the period and still are: they passed their checks and reviews, where they have any.',
  costPerTask: 'What an accepted task has cost on average, from its first run on, whoever worked on it.',
  spent: 'All that was spent in the period, also on what was not accepted.',
  rework:
    'Tasks whose work came back in the period: sent back from review, failed in their checks, or reopened after they were done.',
  firstPass: 'Of the accepted tasks, those whose work never came back.',
  lead: 'From the making of a task until it was accepted: half of the tasks took less.',
  slowLead: 'From the making of a task until it was accepted: nine of ten tasks took less.',
} as const

/** How long work took: from two days on in days, as in "3.5 days". */
export function leadText(seconds: number | null): string {
  if (seconds === null) return '–'
  const days = seconds / 86_400
  if (days < 2) return durationText(seconds * 1000)
  return `${days.toLocaleString('en', { maximumFractionDigits: days < 10 ? 1 : 0 })} days`
}
