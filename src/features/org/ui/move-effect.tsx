'use client'

import { skipToken, useQuery } from '@tanstack/react-query'
import { type Outputs, useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { formatMicros } from '@/ui/money'

type Preview = Outputs['budgets']['previewMove']

/** What a move does to budgets, read as soon as both are chosen. */
export function useMovePreview(agentId: string, managerId: string): Preview | undefined {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const asked = agentId && managerId ? { companyId: slug, agentId, managerId } : skipToken
  return useQuery(trpc.budgets.previewMove.queryOptions(asked)).data
}

/** Which pools pay from the next run on, and whether the new manager's holds what the agent has. */
export function MoveEffect({ preview, name }: { preview: Preview; name: string }) {
  const lines = effectLines(preview, name)
  if (lines.length === 0) return null
  return (
    <ul role="status" className="flex flex-col gap-1 rounded-md bg-sunken px-3 py-2 text-muted text-sm">
      {lines.map(({ text, isBad }) => (
        <li key={text} className={isBad ? 'text-bad' : undefined}>
          {text}
        </li>
      ))}
    </ul>
  )
}

function effectLines({ pool, isRefused, joins, leaves }: Preview, name: string): { text: string; isBad?: boolean }[] {
  const over = pool && pool.overMicros > 0 ? pool : null
  const sum = over
    ? `The reports of ${over.managerName} would have ${formatMicros(over.allottedMicros)} a month together, of a pool of ${formatMicros(over.poolMicros)}.`
    : ''
  const poolText = ({ scopeName, metric, remaining }: Preview['joins'][number]) =>
    metric === 'money' && remaining !== null ? `${scopeName} (${formatMicros(remaining)} left)` : scopeName
  return [
    ...(over
      ? [{ text: isRefused ? `${sum} Raise the pool first, or lower the budget of ${name}.` : sum, isBad: true }]
      : []),
    ...(joins.length > 0
      ? [{ text: `From its next run on ${name} spends from the pool of ${joins.map(poolText).join(', ')}.` }]
      : []),
    ...joins
      .filter(({ state }) => state === 'exceeded' || state === 'stopped')
      .map(({ scopeName }) => ({ text: `The pool of ${scopeName} is used up: nothing starts there.`, isBad: true })),
    ...(leaves.length > 0
      ? [{ text: `It no longer spends from the pool of ${leaves.map(({ scopeName }) => scopeName).join(', ')}.` }]
      : []),
  ]
}
