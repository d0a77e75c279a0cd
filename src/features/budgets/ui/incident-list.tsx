'use client'

import { useQuery } from '@tanstack/react-query'
import { OctagonAlert, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { type Outputs, useTRPC } from '@/entry/trpc/client'
import { Granted } from '@/features/companies/ui/granted'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Panel } from '@/ui/panel'
import { RelativeTime } from '@/ui/relative-time'
import { NameLink } from '@/ui/text-link'
import { amountText } from '../rules/amount'
import type { BudgetView } from '../schema'
import { BudgetDialog } from './budget-dialog'
import { windowText } from './budget-words'

const DEEDS = {
  warning: 'came close to its limit',
  stopped: 'starts nothing new',
  exhausted: 'reached its limit',
  miscounted: 'is miscounted, the counter and the ledger',
} as const

type Incident = Outputs['budgets']['listIncidents'][number]

/** Budgets that crossed their warning or their limit, and the way out; nothing is drawn when none did. */
export function IncidentList() {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const [raising, setRaising] = useState<BudgetView | null>(null)
  const incidents = useQuery(trpc.budgets.listIncidents.queryOptions({ companyId: slug, limit: 20 })).data ?? []
  const isOpen = incidents.some((incident) => incident.state === 'open')
  const budgets = useQuery(trpc.budgets.listBudgets.queryOptions({ companyId: slug }, { enabled: isOpen })).data
    ?.budgets
  if (incidents.length === 0) return null
  return (
    <Panel title="Incidents" isFlush>
      <ul>
        {incidents.map((incident) => {
          const budget = budgets?.find(({ budgetId }) => budgetId === incident.budgetId)
          const canRaise = incident.state === 'open' && incident.threshold !== 'miscounted' && budget
          return (
            <li
              key={incident.id}
              className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-1.5 last:border-b-0"
            >
              <IncidentText incident={incident} />
              <Badge tone={toneOf(incident)}>{incident.state === 'open' ? 'Open' : 'Resolved'}</Badge>
              <RelativeTime at={incident.createdAt} className="text-faint text-xs" />
              {canRaise ? (
                <Granted to="budget:allot">
                  <Button size="sm" onClick={() => setRaising(budget)}>
                    {incident.threshold === 'warning' ? 'Raise' : 'Raise and resume'}
                  </Button>
                </Granted>
              ) : null}
            </li>
          )
        })}
      </ul>
      {raising ? <BudgetDialog budget={raising} onClose={() => setRaising(null)} /> : null}
    </Panel>
  )
}

function toneOf({ state, threshold }: Incident) {
  if (state !== 'open') return 'neutral'
  return threshold === 'warning' ? 'warn' : 'bad'
}

function IncidentText({ incident }: { incident: Incident }) {
  const { to } = useCompanySlug()
  const { scopeKind, scopeId, scopeName, metric } = incident
  const isHard = incident.threshold !== 'warning'
  const isAgent = scopeKind === 'agent' || scopeKind === 'subtree'
  return (
    <>
      {isHard ? (
        <OctagonAlert aria-hidden className="size-4 shrink-0 text-bad" />
      ) : (
        <TriangleAlert aria-hidden className="size-4 shrink-0 text-warn" />
      )}
      <span className="tnum min-w-[min(100%,16rem)] flex-1">
        {isAgent ? <NameLink href={to(`/agents/${scopeId}`)}>{scopeName}</NameLink> : scopeName}
        {scopeKind === 'subtree' ? ' with all below' : null} {DEEDS[incident.threshold]}:{' '}
        {amountText(metric, incident.spent)} of {amountText(metric, incident.cap)} {windowText(incident)}
      </span>
    </>
  )
}
