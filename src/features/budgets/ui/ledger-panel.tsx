'use client'

import { useQuery } from '@tanstack/react-query'
import { Coins } from 'lucide-react'
import { type Outputs, useTRPC } from '@/entry/trpc/client'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { Badge } from '@/ui/badge'
import { EmptyState } from '@/ui/empty-state'
import { Money } from '@/ui/money'
import { Panel } from '@/ui/panel'
import { RelativeTime } from '@/ui/relative-time'
import { type Column, Table } from '@/ui/table'

type Entry = Outputs['budgets']['listCosts'][number]

/** The latest entries of the ledger, and whether the counters agree with it. */
export function LedgerPanel() {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const query = useQuery(trpc.budgets.listCosts.queryOptions({ companyId: slug, limit: 30 }))
  const check = useQuery(trpc.budgets.checkLedger.queryOptions({ companyId: slug })).data
  const agents = useQuery(
    trpc.org.listAgents.queryOptions({ companyId: slug, limit: 500, includeTerminated: true }),
  ).data
  const columns: Column<Entry>[] = [
    {
      key: 'agent',
      header: 'Agent',
      cell: (entry) => agents?.find((agent) => agent.id === entry.agentId)?.name ?? 'Agent',
    },
    { key: 'model', header: 'Model', cell: (entry) => <span className="font-mono text-xs">{entry.model}</span> },
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
      cell: (entry) => (entry.isPriced ? <Money micros={entry.costMicros} /> : <Badge tone="warn">Unpriced</Badge>),
    },
    {
      key: 'at',
      header: 'When',
      width: '7rem',
      align: 'right',
      cell: (entry) => <RelativeTime at={entry.createdAt} className="text-muted" />,
    },
  ]
  return (
    <Panel
      title="Ledger"
      isFlush
      actions={
        check ? (
          <Badge tone={check.length === 0 ? 'good' : 'bad'}>
            {check.length === 0 ? 'Counters equal the ledger' : `${check.length} counters differ from the ledger`}
          </Badge>
        ) : null
      }
    >
      <Loaded query={query} what="The ledger">
        {(entries) =>
          entries.length > 0 ? (
            <Table caption="Ledger" columns={columns} rows={entries} rowKey={(entry) => entry.id} />
          ) : (
            <EmptyState isCompact icon={<Coins />} title="Nothing was spent yet">
              Each cost that a run reports becomes an entry that nobody can change.
            </EmptyState>
          )
        }
      </Loaded>
    </Panel>
  )
}
