'use client'

import { useQuery } from '@tanstack/react-query'
import { Coins } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { type Outputs, useTRPC } from '@/entry/trpc/client'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { Badge } from '@/ui/badge'
import { EmptyState } from '@/ui/empty-state'
import { Select } from '@/ui/input'
import { Money } from '@/ui/money'
import { Panel } from '@/ui/panel'
import { type Column, Table } from '@/ui/table'
import { NameLink } from '@/ui/text-link'
import { useAddress } from '@/ui/use-address'

type Spend = Outputs['budgets']['spendBy'][number]

const GROUPS = [
  { id: 'agent', label: 'Agent' },
  { id: 'agentModel', label: 'Agent and model' },
  { id: 'provider', label: 'Provider' },
  { id: 'project', label: 'Project' },
] as const
type Group = (typeof GROUPS)[number]

const WINDOWS = [
  { id: 'month', label: 'This month', hours: null },
  { id: '5h', label: 'Last 5 hours', hours: 5 },
  { id: '24h', label: 'Last 24 hours', hours: 24 },
  { id: '7d', label: 'Last 7 days', hours: 7 * 24 },
  { id: '30d', label: 'Last 30 days', hours: 30 * 24 },
] as const

/** What was spent in a window of time, added up by what it was spent on. */
export function SpendPanel() {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const { params, change } = useAddress()
  const [openedAt] = useState(() => Date.now())
  const group = GROUPS.find(({ id }) => id === params.get('group')) ?? GROUPS[0]
  const window = WINDOWS.find(({ id }) => id === params.get('window')) ?? WINDOWS[0]
  const from = window.hours === null ? undefined : new Date(openedAt - window.hours * 3_600_000).toISOString()
  const query = useQuery(trpc.budgets.spendBy.queryOptions({ companyId: slug, by: group.id, from }))
  return (
    <Panel isFlush>
      <div className="flex flex-wrap gap-2 border-b px-3 py-2 sm:px-4">
        <Select
          aria-label="Added up by"
          value={group.id}
          onChange={(event) => change({ group: event.target.value === 'agent' ? null : event.target.value })}
          className="w-44 max-sm:w-full"
        >
          {GROUPS.map(({ id, label }) => (
            <option key={id} value={id}>
              By {label.toLowerCase()}
            </option>
          ))}
        </Select>
        <Select
          aria-label="Window"
          value={window.id}
          onChange={(event) => change({ window: event.target.value === 'month' ? null : event.target.value })}
          className="w-40 max-sm:w-full"
        >
          {WINDOWS.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </Select>
      </div>
      <Loaded query={query} what="The spend">
        {(rows) =>
          rows.length > 0 ? (
            <SpendTable rows={rows} group={group} />
          ) : (
            <EmptyState isCompact icon={<Coins />} title="Nothing was spent in this time">
              Choose a longer one. Each cost that a run reports counts here at once.
            </EmptyState>
          )
        }
      </Loaded>
    </Panel>
  )
}

function SpendTable({ rows, group }: { rows: Spend[]; group: Group }) {
  const nameOf = useGroupNames(group)
  const whole = rows.reduce((sum, row) => sum + row.costMicros, 0)
  const tokens = (key: string, header: string, read: (row: Spend) => number): Column<Spend> => ({
    ...{ key, header, align: 'right', width: '8rem', isHiddenOnPhone: true },
    cell: (row) => <span className="text-muted">{read(row).toLocaleString('en')}</span>,
  })
  const columns: Column<Spend>[] = [
    { key: 'group', header: group.label, cell: nameOf },
    tokens('in', 'Tokens in', (row) => row.tokensIn),
    tokens('cached', 'Of them cached', (row) => row.tokensCached),
    tokens('out', 'Tokens out', (row) => row.tokensOut),
    {
      ...{ key: 'unpriced', header: '', align: 'right', width: '7rem' },
      cell: (row) => (row.unpriced > 0 ? <Badge tone="warn">{row.unpriced} unpriced</Badge> : null),
    },
    {
      ...{ key: 'share', header: 'Share', align: 'right', width: '9rem' },
      cell: (row) => <Share percent={whole === 0 ? 0 : (row.costMicros / whole) * 100} />,
    },
    {
      ...{ key: 'cost', header: 'Cost', align: 'right', width: '8rem' },
      cell: (row) => <Money micros={row.costMicros} />,
    },
  ]
  return (
    <>
      <Table caption="Spend" columns={columns} rows={rows} rowKey={(row) => JSON.stringify(row.group)} />
      <p className="tnum flex justify-between border-t px-4 py-2 font-medium text-sm">
        <span>Total</span>
        <Money micros={whole} />
      </p>
    </>
  )
}

/** A part of the whole as a length and a number. */
function Share({ percent }: { percent: number }) {
  return (
    <span className="inline-flex items-center gap-2">
      <span aria-hidden className="h-1.5 w-16 overflow-hidden rounded-full bg-hover max-sm:hidden">
        <span className="block h-full rounded-full bg-accent-fill" style={{ width: `${Math.max(0, percent)}%` }} />
      </span>
      <span className="w-9">{Math.round(percent)} %</span>
    </span>
  )
}

/** What a group is called, as a link where it has a page. */
function useGroupNames(group: Group): (row: Spend) => ReactNode {
  const trpc = useTRPC()
  const { slug, to } = useCompanySlug()
  const agents = useQuery(
    trpc.org.listAgents.queryOptions({ companyId: slug, limit: 500, includeTerminated: true }),
  ).data
  const projects = useQuery(trpc.goals.listProjects.queryOptions({ companyId: slug, limit: 500 })).data
  return ({ group: [id = null, model] }) => {
    if (group.id === 'provider') return id || <span className="text-faint">Not said</span>
    if (group.id === 'project') {
      if (!id) return <span className="text-faint">Without a project</span>
      return (
        <NameLink href={to(`/tasks?project=${id}`)}>
          {projects?.find((each) => each.id === id)?.name ?? 'Project'}
        </NameLink>
      )
    }
    return (
      <span className="flex min-w-0 items-baseline gap-2">
        <NameLink href={to(`/agents/${id}`)}>{agents?.find((agent) => agent.id === id)?.name ?? 'Agent'}</NameLink>
        {model ? <span className="truncate font-mono text-muted text-xs">{model}</span> : null}
      </span>
    )
  }
}
