'use client'

import { Coins } from 'lucide-react'
import { useState } from 'react'
import { type Outputs, useTRPC, useTRPCClient } from '@/entry/trpc/client'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { usePages } from '@/features/companies/ui/use-pages'
import { Badge } from '@/ui/badge'
import { EmptyState } from '@/ui/empty-state'
import { Select } from '@/ui/input'
import { Money } from '@/ui/money'
import { Panel } from '@/ui/panel'
import { ShowMore } from '@/ui/show-more'
import { type Column, Table } from '@/ui/table'
import { NameLink } from '@/ui/text-link'
import { useAddress } from '@/ui/use-address'

type Report = Outputs['budgets']['spendBy']
type Line = Report['lines'][number]

const GROUPS = [
  { id: 'agent', label: 'Agent', below: 'With all below' },
  { id: 'goal', label: 'Goal', below: 'With all below' },
  { id: 'project', label: 'Project' },
  { id: 'team', label: 'Team', below: 'With what is shared' },
  { id: 'task', label: 'Task' },
  { id: 'model', label: 'Model' },
  { id: 'provider', label: 'Provider' },
  { id: 'agentModel', label: 'Agent and model' },
  { id: 'billing', label: 'Billing' },
] as const
type Group = { id: (typeof GROUPS)[number]['id']; label: string; below?: string }

const WINDOWS = [
  { id: 'month', label: 'This month', hours: null },
  { id: '5h', label: 'Last 5 hours', hours: 5 },
  { id: '24h', label: 'Last 24 hours', hours: 24 },
  { id: '7d', label: 'Last 7 days', hours: 7 * 24 },
  { id: '30d', label: 'Last 30 days', hours: 30 * 24 },
] as const

/** What was spent in a window of time, added up by what it was spent on. */
export function SpendPanel() {
  const { params, change } = useAddress()
  const group: Group = GROUPS.find(({ id }) => id === params.get('group')) ?? GROUPS[0]
  const window = WINDOWS.find(({ id }) => id === params.get('window')) ?? WINDOWS[0]
  const { query, rows: lines } = useSpend(group, window.hours)
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
        {({ pages: [first] }) =>
          first && lines.length > 0 ? (
            <SpendTable lines={lines} total={first.total} group={group} />
          ) : (
            <EmptyState isCompact icon={<Coins />} title="Nothing was spent in this time">
              Choose a longer one. Each cost that a run reports counts here at once.
            </EmptyState>
          )
        }
      </Loaded>
      <ShowMore query={query} />
    </Panel>
  )
}

/** The lines of a window, page by page. @param hours null for the calendar month */
function useSpend(group: Group, hours: number | null) {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const { slug } = useCompanySlug()
  const [openedAt] = useState(() => Date.now())
  const from = hours === null ? undefined : new Date(openedAt - hours * 3_600_000).toISOString()
  const input = { companyId: slug, by: group.id, from }
  return usePages({
    queryKey: [...trpc.budgets.spendBy.pathKey(), { input }],
    size: 100,
    read: (offset: number | undefined, limit, signal) =>
      client.budgets.spendBy.query({ ...input, offset, limit }, { signal }),
    rowsOf: (page) => page.lines,
    nextOf: (page) => page.nextOffset,
  })
}

function SpendTable({ lines, total, group }: { lines: Line[]; total: Report['total']; group: Group }) {
  const tokens = (key: string, header: string, read: (line: Line) => number): Column<Line> => ({
    ...{ key, header, align: 'right', width: '8rem', isHiddenOnPhone: true },
    cell: (line) => <span className="text-muted">{read(line).toLocaleString('en')}</span>,
  })
  const money = (key: string, header: string, read: (line: Line) => number, hint?: string): Column<Line> => ({
    ...{ key, header, align: 'right', width: '8rem', phoneLabel: header.toLowerCase(), ...(hint ? { hint } : {}) },
    cell: (line) => <Money micros={read(line)} />,
  })
  const columns: Column<Line>[] = [
    { key: 'group', header: group.label, cell: (line) => <LineName line={line} group={group} /> },
    tokens('in', 'Tokens in', (line) => line.tokensIn),
    tokens('out', 'Tokens out', (line) => line.tokensOut),
    {
      ...{ key: 'share', header: 'Share', align: 'right', width: '9rem' },
      cell: (line) => <Share percent={total.costMicros === 0 ? 0 : (line.costMicros / total.costMicros) * 100} />,
    },
    { ...money('list', 'At list price', (line) => line.listMicros), isHiddenOnPhone: true },
    money('cost', 'Billed', (line) => line.costMicros),
    ...(group.below ? [money('below', group.below, (line) => line.subtreeMicros)] : []),
  ]
  return (
    <>
      <Table caption="Spend" columns={columns} rows={lines} rowKey={(line) => `${line.kind} ${line.group.join(' ')}`} />
      <p className="tnum flex flex-wrap items-baseline justify-end gap-x-4 border-t px-4 py-2 text-sm">
        <span className="mr-auto font-medium">Total</span>
        <span className="text-muted">
          <Money micros={total.listMicros} /> at list price
        </span>
        <span className="font-medium">
          <Money micros={total.costMicros} /> billed
        </span>
      </p>
    </>
  )
}

/** A part of the whole as a length and a number. */
function Share({ percent }: { percent: number }) {
  return (
    <span className="inline-flex items-center gap-2">
      <span aria-hidden className="h-1.5 w-16 overflow-hidden rounded-full bg-hover max-sm:hidden">
        <span
          className="block h-full rounded-full bg-accent-fill"
          style={{ width: `${Math.min(100, Math.max(0, percent))}%` }}
        />
      </span>
      <span className="w-9">{Math.round(percent)} %</span>
    </span>
  )
}

const UNATTRIBUTED: Partial<Record<Group['id'], string>> = { provider: 'Not said', billing: 'Not said' }

/** What a line is about, as a link where it has a page; prices that are not known are told beside it. */
function LineName({ line, group }: { line: Line; group: Group }) {
  return (
    <span className="flex min-w-0 items-center gap-2">
      <span className="min-w-0 truncate">
        <Named line={line} group={group} />
      </span>
      {line.unpriced > 0 ? <Badge tone="warn">{line.unpriced} unpriced</Badge> : null}
    </span>
  )
}

function Named({ line: { kind, name, group: key }, group }: { line: Line; group: Group }) {
  const { to } = useCompanySlug()
  const [id, model] = key
  if (kind === 'shared') return <span className="text-muted">By agents of several teams</span>
  if (kind === 'unattributed') return <span className="text-faint">{UNATTRIBUTED[group.id] ?? 'Unattributed'}</span>
  if (group.id === 'agent') return <NameLink href={to(`/agents/${id}`)}>{name}</NameLink>
  if (group.id === 'agentModel') {
    return (
      <>
        <NameLink href={to(`/agents/${id}`)}>{name}</NameLink>{' '}
        <span className="font-mono text-muted text-xs">{model}</span>
      </>
    )
  }
  if (group.id === 'goal' || group.id === 'project' || group.id === 'team') {
    return <NameLink href={to(`/tasks?${group.id}=${id}`)}>{name}</NameLink>
  }
  return <span className={group.id === 'model' ? 'font-mono text-xs' : undefined}>{name ?? id}</span>
}
