'use client'

import { skipToken, useQuery } from '@tanstack/react-query'
import { type Outputs, useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { formatMicros } from '@/ui/money'

type Effect = Outputs['budgets']['previewMove']

/** What a move does to budgets, read as soon as both are chosen. */
export function useMoveBudgets(agentId: string, managerId: string): Effect | undefined {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const asked = agentId && managerId ? { companyId: slug, agentId, managerId } : skipToken
  return useQuery(trpc.budgets.previewMove.queryOptions(asked)).data
}

/** Which pools pay from the next run on, and why the company refuses the move, if it does. */
export function MoveBudgets({ effect, name }: { effect: Effect; name: string }) {
  const lines = linesOf(effect, name)
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

function linesOf({ pool, isRefused, joins, leaves }: Effect, name: string): { text: string; isBad?: boolean }[] {
  // where it is only shown, the lints of the tree show it
  const refused =
    isRefused && pool
      ? `The reports of ${pool.managerName} would have ${formatMicros(pool.allottedMicros)} a month together, of a pool of ${formatMicros(pool.poolMicros)}. Raise the pool first, or lower the budget of ${name}.`
      : null
  const poolText = ({ scopeName, metric, remaining }: Effect['joins'][number]) =>
    metric === 'money' && remaining !== null ? `${scopeName} (${formatMicros(remaining)} left)` : scopeName
  return [
    ...(refused ? [{ text: refused, isBad: true }] : []),
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
