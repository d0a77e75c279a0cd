'use client'

import { useQuery } from '@tanstack/react-query'
import { OctagonAlert, TriangleAlert } from 'lucide-react'
import { useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { Badge } from '@/ui/badge'
import { Panel } from '@/ui/panel'
import { RelativeTime } from '@/ui/relative-time'
import { NameLink } from '@/ui/text-link'
import { amountText } from '../rules/amount'

const DEEDS = {
  warning: 'came close to its limit',
  exhausted: 'reached its limit',
  miscounted: 'is miscounted, the counter and the ledger',
} as const

/** Budgets that crossed their warning or their limit; nothing is drawn when none did. */
export function IncidentList() {
  const trpc = useTRPC()
  const { slug, to } = useCompanySlug()
  const incidents = useQuery(trpc.budgets.listIncidents.queryOptions({ companyId: slug, limit: 20 })).data ?? []
  if (incidents.length === 0) return null
  return (
    <Panel title="Incidents" isFlush>
      <ul>
        {incidents.map((incident) => {
          const isHard = incident.threshold !== 'warning'
          return (
            <li
              key={incident.id}
              className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-1.5 last:border-b-0"
            >
              {isHard ? (
                <OctagonAlert aria-hidden className="size-4 shrink-0 text-bad" />
              ) : (
                <TriangleAlert aria-hidden className="size-4 shrink-0 text-warn" />
              )}
              <span className="tnum min-w-0 flex-1">
                {incident.scopeKind === 'agent' ? (
                  <NameLink href={to(`/agents/${incident.scopeId}`)}>{incident.scopeName}</NameLink>
                ) : (
                  incident.scopeName
                )}{' '}
                {DEEDS[incident.threshold]}: {amountText(incident.metric, incident.spent)} of{' '}
                {amountText(incident.metric, incident.cap)}
              </span>
              <Badge tone={incident.state === 'open' ? (isHard ? 'bad' : 'warn') : 'neutral'}>
                {incident.state === 'open' ? 'Open' : 'Resolved'}
              </Badge>
              <RelativeTime at={incident.createdAt} className="text-faint text-xs" />
            </li>
          )
        })}
      </ul>
    </Panel>
  )
}
