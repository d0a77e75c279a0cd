'use client'

import { useQuery } from '@tanstack/react-query'
import { Coins } from 'lucide-react'
import { useState } from 'react'
import { type Outputs, useTRPC, useTRPCClient } from '@/entry/trpc/client'
import { Granted } from '@/features/companies/ui/granted'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useRowPages } from '@/features/companies/ui/use-pages'
import { Badge } from '@/ui/badge'
import { EmptyState } from '@/ui/empty-state'
import { Money } from '@/ui/money'
import { Panel } from '@/ui/panel'
import { RelativeTime } from '@/ui/relative-time'
import { ShowMore } from '@/ui/show-more'
import { type Column, Table } from '@/ui/table'
import { TextLink } from '@/ui/text-link'
import { CorrectCost, type Correcting, CostDeeds } from './correct-cost'
import { LedgerHealth } from './ledger-health'
import { SaveLedger } from './save-ledger'

type Entry = Outputs['budgets']['listCosts'][number]

const BILLING: Record<Entry['billing'], string | null> = { metered: null, subscription: 'Subscription', local: 'Local' }

/** What stands out in an entry. */
function Marks({ entry }: { entry: Entry }) {
  const billing = BILLING[entry.billing]
  return (
    <>
      {billing ? <Badge tone="neutral">{billing}</Badge> : null}
      {entry.isUnusual ? <Badge tone="warn">Far above the usual</Badge> : null}
      {entry.isVoided ? <Badge tone="neutral">Voided</Badge> : null}
      {entry.correction ? (
        <Badge tone="info">{entry.correction === 'void' ? 'Takes back a cost' : 'Adjusts a cost'}</Badge>
      ) : null}
    </>
  )
}

/** What was billed, and the list price where it is another. */
function Figures({ entry }: { entry: Entry }) {
  if (!entry.isPriced) return <Badge tone="warn">Unpriced</Badge>
  return (
    <span className="flex flex-col items-end">
      <Money micros={entry.costMicros} />
      {entry.listMicros === entry.costMicros ? null : (
        <span className="text-faint text-xs">
          <Money micros={entry.listMicros} /> at list price
        </span>
      )}
    </span>
  )
}

function useEntries() {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const { slug } = useCompanySlug()
  return useRowPages({
    queryKey: [...trpc.budgets.listCosts.pathKey(), { slug }],
    size: { first: 100, next: 200 },
    read: (before, limit, signal) => client.budgets.listCosts.query({ companyId: slug, before, limit }, { signal }),
  })
}

/** What an entry was spent on: its task, and the run that reported it. */
function Purpose({ entry: { taskIdentifier, runId } }: { entry: Entry }) {
  const { to } = useCompanySlug()
  return (
    <span className="flex gap-3">
      {taskIdentifier ? <TextLink href={to(`/tasks/${taskIdentifier}`)}>{taskIdentifier}</TextLink> : null}
      {runId ? <TextLink href={to(`/runs/${runId}`)}>Run</TextLink> : null}
    </span>
  )
}

/** The entries of the ledger, newest first, whether budgets agree with it, and the whole of it as a file. */
export function LedgerPanel() {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const { query, rows: entries } = useEntries()
  const agents = useQuery(
    trpc.org.listAgents.queryOptions({ companyId: slug, limit: 500, includeTerminated: true }),
  ).data
  const [correcting, setCorrecting] = useState<Correcting | null>(null)
  const columns: Column<Entry>[] = [
    {
      key: 'agent',
      header: 'Agent',
      cell: (entry) => agents?.find((agent) => agent.id === entry.agentId)?.name ?? 'Agent',
    },
    {
      key: 'model',
      header: 'Model',
      cell: (entry) => (
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-mono text-xs">{entry.model}</span>
          <Marks entry={entry} />
          {entry.reason ? <span className="text-faint text-xs">{entry.reason}</span> : null}
        </span>
      ),
    },
    { key: 'purpose', header: 'For', width: '9rem', cell: (entry) => <Purpose entry={entry} /> },
    {
      key: 'tokens',
      header: 'Tokens in / out',
      width: '10rem',
      align: 'right',
      isHiddenOnPhone: true,
      cell: (entry) => (
        <span className="text-muted">
          {entry.tokensIn.toLocaleString('en')} / {entry.tokensOut.toLocaleString('en')}
        </span>
      ),
    },
    {
      key: 'cost',
      header: 'Cost',
      width: '8rem',
      align: 'right',
      cell: (entry) => <Figures entry={entry} />,
    },
    {
      key: 'at',
      header: 'When',
      width: '7rem',
      align: 'right',
      cell: (entry) => <RelativeTime at={entry.createdAt} className="text-muted" />,
    },
    {
      key: 'deeds',
      header: '',
      width: '3rem',
      align: 'right',
      cell: (entry) =>
        entry.correction || entry.isVoided ? null : (
          <Granted to="company:write">
            <CostDeeds onCorrect={(how) => setCorrecting({ entry, how })} />
          </Granted>
        ),
    },
  ]
  return (
    <Panel
      title="Ledger"
      isFlush
      actions={
        <>
          <LedgerHealth />
          <SaveLedger />
        </>
      }
    >
      <Loaded query={query} what="The ledger">
        {() =>
          entries.length > 0 ? (
            <Table
              caption="Ledger"
              columns={columns}
              rows={entries}
              hasMore={query.hasNextPage}
              rowKey={(entry) => entry.id}
            />
          ) : (
            <EmptyState isCompact icon={<Coins />} title="Nothing was spent yet">
              Each cost that a run reports becomes an entry that nobody can change.
            </EmptyState>
          )
        }
      </Loaded>
      <ShowMore query={query} isAhead>
        Show older entries
      </ShowMore>
      {correcting ? <CorrectCost {...correcting} onClose={() => setCorrecting(null)} /> : null}
    </Panel>
  )
}
