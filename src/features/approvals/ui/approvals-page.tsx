'use client'

import { Stamp } from 'lucide-react'
import { useSearchParams } from 'next/navigation'
import { useTRPC, useTRPCClient } from '@/entry/trpc/client'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useRowPages } from '@/features/companies/ui/use-pages'
import { Badge } from '@/ui/badge'
import { usePageName } from '@/ui/breadcrumbs'
import { EmptyState } from '@/ui/empty-state'
import { Select } from '@/ui/input'
import { PageHeader } from '@/ui/page-header'
import { Panel } from '@/ui/panel'
import { RelativeTime } from '@/ui/relative-time'
import { ShowMore } from '@/ui/show-more'
import { Table } from '@/ui/table'
import type { ApprovalStatus } from '../rules/state-machine'
import type { ApprovalRow } from '../schema'
import { APPROVAL_TYPE, APPROVAL_TYPES, ApprovalStatusDot } from './approval-marks'

const SHOWN: Record<string, { label: string; status: ApprovalStatus[] | undefined }> = {
  open: { label: 'Not decided yet', status: ['pending', 'revision_requested'] },
  decided: { label: 'Decided', status: ['approved', 'rejected'] },
  over: { label: 'Cancelled or expired', status: ['cancelled', 'expired'] },
  all: { label: 'All', status: undefined },
}

/** What agents and people ask the board for; what still waits comes first. */
export function ApprovalsPage() {
  usePageName('Approvals')
  const trpc = useTRPC()
  const client = useTRPCClient()
  const { slug, to } = useCompanySlug()
  const params = useSearchParams()
  const shown = params.get('shown') ?? 'open'
  const type = APPROVAL_TYPES.find((each) => each === params.get('type'))
  const input = { companyId: slug, status: (SHOWN[shown] ?? SHOWN.open)?.status, type }
  const { query, rows } = useRowPages({
    queryKey: [...trpc.approvals.listApprovals.pathKey(), { input }],
    size: 100,
    read: (before, limit, signal) => client.approvals.listApprovals.query({ ...input, before, limit }, { signal }),
  })
  return (
    <>
      <PageHeader title="Approvals" subtitle="What the board is asked to agree to, and what it said." />
      <Panel isFlush>
        <Filters shown={shown} type={type} />
        <Loaded query={query} what="The approvals">
          {() =>
            rows.length > 0 ? (
              <ApprovalTable rows={waitingFirst(rows)} hrefOf={(row) => to(`/approvals/${row.id}`)} />
            ) : (
              <EmptyState icon={<Stamp />} title={shown === 'open' ? 'Nothing waits for a decision' : 'None fits'}>
                Hires, changed settings, raised budgets and what agents ask the board for show up here. Settings say
                which of them need an approval.
              </EmptyState>
            )
          }
        </Loaded>
        <ShowMore query={query}>Show older approvals</ShowMore>
      </Panel>
    </>
  )
}

function waitingFirst(rows: ApprovalRow[]): ApprovalRow[] {
  return [...rows.filter((row) => row.status === 'pending'), ...rows.filter((row) => row.status !== 'pending')]
}

function Filters({ shown, type }: { shown: string; type: string | undefined }) {
  const params = useSearchParams()
  const change = (name: string, value: string) => {
    const next = new URLSearchParams(params)
    if (value) next.set(name, value)
    else next.delete(name)
    window.history.replaceState(null, '', next.size > 0 ? `?${next}` : window.location.pathname)
  }
  return (
    <div className="flex flex-wrap gap-2 border-b px-3 py-2 sm:px-4">
      <Select
        aria-label="State"
        value={shown}
        onChange={(event) => change('shown', event.target.value === 'open' ? '' : event.target.value)}
        className="w-44"
      >
        {Object.entries(SHOWN).map(([id, { label }]) => (
          <option key={id} value={id}>
            {label}
          </option>
        ))}
      </Select>
      <Select
        aria-label="Kind"
        value={type ?? ''}
        onChange={(event) => change('type', event.target.value)}
        className="w-36"
      >
        <option value="">Any kind</option>
        {APPROVAL_TYPES.map((each) => (
          <option key={each} value={each}>
            {APPROVAL_TYPE[each]}
          </option>
        ))}
      </Select>
    </div>
  )
}

function ApprovalTable({ rows, hrefOf }: { rows: ApprovalRow[]; hrefOf: (row: ApprovalRow) => string }) {
  return (
    <Table
      caption="Approvals"
      rows={rows}
      rowKey={(row) => row.id}
      rowHref={hrefOf}
      columns={[
        { key: 'title', header: 'Question', cell: (row) => row.title },
        { key: 'type', header: 'Kind', width: '7rem', cell: (row) => <Badge>{APPROVAL_TYPE[row.type]}</Badge> },
        { key: 'by', header: 'Asked by', width: '11rem', cell: (row) => row.requestedBy.name },
        { key: 'state', header: 'State', width: '9rem', cell: (row) => <ApprovalStatusDot status={row.status} /> },
        {
          key: 'at',
          header: 'Asked',
          width: '7rem',
          align: 'right',
          cell: (row) => <RelativeTime at={row.createdAt} className="text-faint text-xs" />,
        },
      ]}
    />
  )
}
