import { formatMicros, parseDollars } from '@/ui/money'
import type { BudgetView } from '../schema'

type Metric = BudgetView['metric']
type Span = Pick<BudgetView, 'window' | 'windowHours'>

/** What a budget can be of; `label` as it is chosen. */
export const SCOPES: readonly { kind: BudgetView['scopeKind']; label: string }[] = [
  { kind: 'company', label: 'The company' },
  { kind: 'agent', label: 'An agent' },
  { kind: 'subtree', label: 'A manager with all below' },
  { kind: 'team', label: 'A team' },
  { kind: 'project', label: 'A project' },
  { kind: 'goal', label: 'A goal with all below' },
]

/** What a budget can count. */
export const METRICS: readonly { id: Metric; label: string; unit: string }[] = [
  { id: 'money', label: 'Money', unit: 'US dollars' },
  { id: 'tokens', label: 'Tokens', unit: 'tokens, in and out' },
  { id: 'runs', label: 'Runs', unit: 'runs' },
]

/** Common windows; any other number of hours can be typed. */
export const WINDOWS: readonly (Span & { id: string; label: string })[] = [
  { id: 'month', label: 'Calendar month', window: 'month', windowHours: 0 },
  { id: '24h', label: 'Last 24 hours', window: 'rolling', windowHours: 24 },
  { id: '7d', label: 'Last 7 days', window: 'rolling', windowHours: 168 },
  { id: '30d', label: 'Last 30 days', window: 'rolling', windowHours: 720 },
  { id: 'lifetime', label: 'Lifetime', window: 'lifetime', windowHours: 0 },
]

/** When what a budget counts was used: "this month", "in the last 7 days", "so far". */
export function windowText({ window, windowHours }: Span): string {
  if (window === 'month') return 'this month'
  if (window === 'lifetime') return 'so far'
  return `in the last ${hoursText(windowHours)}`
}

/** The window by itself: "Calendar month", "Last 7 days". */
export function windowLabel(span: Span): string {
  const known = WINDOWS.find(({ window, windowHours }) => window === span.window && windowHours === span.windowHours)
  return known?.label ?? `Last ${hoursText(span.windowHours)}`
}

/** Two days and more in days, where they are whole. */
function hoursText(hours: number): string {
  if (hours === 1) return 'hour'
  return hours >= 48 && hours % 24 === 0 ? `${hours / 24} days` : `${hours} hours`
}

/** An amount as it is typed, in the unit of the metric; null when it is none. */
export function parseAmount(metric: Metric, text: string): number | null {
  if (metric === 'money') return parseDollars(text)
  const digits = text.trim().replaceAll(',', '')
  return /^\d{1,13}$/.test(digits) ? Number(digits) : null
}

/** An amount as a field shows it; nothing for no limit. */
export function typedAmount(metric: Metric, amount: number | null): string {
  if (amount === null) return ''
  return String(metric === 'money' ? amount / 1_000_000 : amount)
}

/** An amount in a column whose head, or neighbour, says what it counts. */
export function figureText(metric: Metric, amount: number): string {
  return metric === 'money' ? formatMicros(amount, { isRound: true }) : amount.toLocaleString('en-US')
}

/** Whose budget it is, inside a sentence. */
export function whoseText(budget: Pick<BudgetView, 'scopeKind' | 'scopeName'>): string {
  const name = budget.scopeName
  switch (budget.scopeKind) {
    case 'company':
      return 'the company'
    case 'subtree':
      return `${name} and all below`
    case 'team':
      return `the team ${name}`
    case 'project':
      return `the project ${name}`
    case 'goal':
      return `the goal ${name}`
    case 'agent':
      return name
  }
}
