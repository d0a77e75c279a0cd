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

/** What is kept as the requester wrote it, for machines. */
const CODE: Record<string, string> = { runtimeConfig: 'Runtime settings', schedule: 'Schedule', action: 'Action' }

/** What is asked for, in words: only what the payload says. */
export function PayloadFacts({ payload }: { payload: Record<string, unknown> }) {
  const facts = Object.entries(FACTS).flatMap(([key, name]) => {
    const value = payload[key]
    return typeof value === 'string' && value !== '' ? [{ name, value }] : []
  })
  const cap =
    typeof payload.capMicros === 'number' ? [{ name: 'Monthly cap', value: formatMicros(payload.capMicros) }] : []
  const all = [...facts, ...cap]
  return (
    <div className="flex flex-col gap-4">
      {all.length > 0 ? <Facts facts={all} /> : null}
      {Object.entries(TEXTS).map(([key, name]) => {
        const text = payload[key]
        if (typeof text !== 'string' || text === '') return null
        return (
          <Part key={key} name={name}>
            <Markdown text={text} />
          </Part>
        )
      })}
      <Lines name="Risks" lines={linesOf(payload.risks)} />
      <Lines name="Goals" lines={linesOf(payload.goals)} />
      {Object.entries(CODE).map(([key, name]) => {
        const value = payload[key]
        if (value === undefined || value === null || isEmpty(value)) return null
        return (
          <Part key={key} name={name}>
            <pre className="overflow-x-auto rounded-md border bg-sunken p-2.5 font-mono text-xs">
              {JSON.stringify(value, null, 2)}
            </pre>
          </Part>
        )
      })}
    </div>
  )
}

function Part({ name, children }: { name: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-1 font-medium text-faint text-xs">{name}</h3>
      {children}
    </section>
  )
}

function Lines({ name, lines }: { name: string; lines: string[] }) {
  if (lines.length === 0) return null
  return (
    <Part name={name}>
      <ul className="list-disc pl-5 text-sm">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </Part>
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
