import type { ReactNode } from 'react'
import { Markdown } from '@/ui/markdown'
import { formatMicros } from '@/ui/money'
import { Facts } from '@/ui/panel'

/** Short settings, in the order in which they are shown. */
const FACTS: Record<string, string> = {
  role: 'Role',
  title: 'Title',
  category: 'Category',
  runtime: 'Runtime',
  capabilities: 'Capabilities',
}

/** Texts of several lines. */
const TEXTS: Record<string, string> = {
  summary: 'Summary',
  plan: 'Plan',
  recommendedAction: 'What it recommends',
  reason: 'Why',
  instructions: 'Instructions',
}

/** Several things, a line each. */
const LISTS: Record<string, string> = { risks: 'Risks', goals: 'Goals' }

/** What is kept as the requester wrote it, for machines. */
const CODE: Record<string, string> = { runtimeConfig: 'Runtime settings', schedule: 'Schedule', action: 'Action' }

/** What is asked for, in words: only what the payload says, and what its heading does not say already. */
export function PayloadFacts({ payload, heading }: { payload: Record<string, unknown>; heading: string }) {
  const facts = factsIn(payload, heading)
  const texts = Object.keys(TEXTS).filter((key) => typeof payload[key] === 'string' && payload[key] !== '')
  const lists = Object.keys(LISTS).filter((key) => linesOf(payload[key]).length > 0)
  const codes = Object.keys(CODE).filter((key) => payload[key] != null && !isEmpty(payload[key]))
  if (facts.length + texts.length + lists.length + codes.length === 0)
    return <p className="text-muted text-sm">Nothing more was said.</p>
  return (
    <div className="flex flex-col gap-4">
      {facts.length > 0 ? <Facts facts={facts} /> : null}
      {texts.map((key) => (
        <Part key={key} name={TEXTS[key] ?? key}>
          <Markdown text={String(payload[key])} />
        </Part>
      ))}
      {lists.map((key) => (
        <Part key={key} name={LISTS[key] ?? key}>
          <ul className="list-disc pl-5 text-sm">
            {linesOf(payload[key]).map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </Part>
      ))}
      {codes.map((key) => (
        <Part key={key} name={CODE[key] ?? key}>
          <pre className="overflow-x-auto rounded-md border bg-sunken p-2.5 font-mono text-xs">
            {JSON.stringify(payload[key], null, 2)}
          </pre>
        </Part>
      ))}
    </div>
  )
}

function factsIn(payload: Record<string, unknown>, heading: string) {
  const facts = Object.entries(FACTS).flatMap(([key, name]) => {
    const value = payload[key]
    return typeof value === 'string' && value !== '' && value !== heading ? [{ name, value }] : []
  })
  const { capMicros, cap, metric, window } = payload
  if (typeof cap === 'number') return [...facts, { name: 'Limit', value: `${cap.toLocaleString('en-US')} ${metric}` }]
  if (cap === null) return [...facts, { name: 'Limit', value: 'None' }]
  if (capMicros === undefined) return facts
  const name = window === undefined || window === 'month' ? 'Monthly cap' : 'Limit'
  return [...facts, { name, value: typeof capMicros === 'number' ? formatMicros(capMicros) : 'No limit of its own' }]
}

function Part({ name, children }: { name: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-1 font-medium text-faint text-xs">{name}</h3>
      {children}
    </section>
  )
}

/** Lines as they are; things by their title. */
function linesOf(value: unknown): string[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((each: unknown) => {
    if (typeof each === 'string') return [each]
    const hasTitle = typeof each === 'object' && each !== null && 'title' in each
    return hasTitle ? [String(each.title)] : []
  })
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}
