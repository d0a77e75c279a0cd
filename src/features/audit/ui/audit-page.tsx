'use client'

import { useQuery } from '@tanstack/react-query'
import { ScrollText, X } from 'lucide-react'
import { useSearchParams } from 'next/navigation'
import { useTRPC, useTRPCClient } from '@/entry/trpc/client'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useGrants } from '@/features/companies/ui/use-grants'
import { useRowPages } from '@/features/companies/ui/use-pages'
import { usePageName } from '@/ui/breadcrumbs'
import { Button, ButtonLink } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'
import { inNameOrder } from '@/ui/in-name-order'
import { Input, Select } from '@/ui/input'
import { PageHeader } from '@/ui/page-header'
import { Panel } from '@/ui/panel'
import { ShowMore } from '@/ui/show-more'
import { useAddress } from '@/ui/use-address'
import { AuditEntries } from './audit-entries'
import { ChainBadge } from './chain-badge'
import { startOfDay } from './days'
import { deedText, KNOWN_ACTIONS } from './deed-text'

const ACTION_GROUPS = [...new Set(KNOWN_ACTIONS.map(kindOf))].map((kind) => ({
  kind,
  actions: KNOWN_ACTIONS.filter((action) => kindOf(action) === kind),
}))

function kindOf(action: string): string {
  return action.split('.')[0] ?? action
}

const DAYS = [
  { name: 'from', label: 'From' },
  { name: 'to', label: 'to' },
] as const

/** Everything that was done, as sentences that nobody can change unseen. */
export function AuditPage() {
  usePageName('Audit')
  const trpc = useTRPC()
  const client = useTRPCClient()
  const { slug, to } = useCompanySlug()
  const grants = useGrants()
  const params = useSearchParams()
  const input = {
    companyId: slug,
    actorId: params.get('actor') ?? undefined,
    subjectId: params.get('subject') ?? undefined,
    action: params.get('action') ?? undefined,
    from: startOfDay(params.get('from')),
    to: startOfDay(params.get('to'), 1),
  }
  const { query, rows } = useRowPages({
    queryKey: [...trpc.audit.listAudit.pathKey(), { input }],
    size: { first: 100, next: 500 },
    read: (before, limit, signal) => client.audit.listAudit.query({ ...input, before, limit }, { signal }),
  })
  return (
    <>
      <PageHeader
        title="Audit"
        subtitle="Who did what, to which, because of which run."
        actions={
          <>
            {grants.has('company:export') ? (
              <ButtonLink href={to('/settings#compliance')}>Save a record</ButtonLink>
            ) : null}
            <ChainBadge />
          </>
        }
      />
      <Panel isFlush>
        <AuditFilters actorId={input.actorId} action={input.action} />
        <Loaded query={query} what="The log">
          {() =>
            rows.length > 0 ? (
              <AuditEntries rows={rows} hasMore={query.hasNextPage} />
            ) : (
              <EmptyState icon={<ScrollText />} title="No entry fits">
                Choose another actor or another deed.
              </EmptyState>
            )
          }
        </Loaded>
        <ShowMore query={query} isAhead>
          Show older entries
        </ShowMore>
      </Panel>
    </>
  )
}

function AuditFilters({ actorId, action }: { actorId: string | undefined; action: string | undefined }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const { params, change: changeAddress } = useAddress()
  const agents = useQuery(
    trpc.org.listAgents.queryOptions({ companyId: slug, limit: 500, includeTerminated: true }, { select: inNameOrder }),
  )
  const me = useQuery(trpc.access.whoAmI.queryOptions()).data
  const change = (name: string, value: string) => changeAddress({ [name]: value || null })
  return (
    <div className="flex flex-wrap gap-2 border-b px-3 py-2 sm:px-4">
      <Select
        aria-label="Done by"
        value={actorId ?? ''}
        onChange={(event) => change('actor', event.target.value)}
        className="w-44 max-sm:w-full"
      >
        <option value="">Done by anybody</option>
        {me?.kind === 'person' ? <option value={me.id}>{me.name ?? 'Me'}</option> : null}
        {(agents.data ?? []).map((agent) => (
          <option key={agent.id} value={agent.id}>
            {agent.name}
          </option>
        ))}
      </Select>
      <Select
        aria-label="What was done"
        value={action ?? ''}
        onChange={(event) => change('action', event.target.value)}
        className="w-44 max-sm:w-full"
      >
        <option value="">Any deed</option>
        {ACTION_GROUPS.map(({ kind, actions }) => (
          <optgroup key={kind} label={kind.charAt(0).toUpperCase() + kind.slice(1)}>
            <option value={`${kind}.`}>Anything about a {kind}</option>
            {actions.map((each) => (
              <option key={each} value={each}>
                {deedText(each, {}).verb}
              </option>
            ))}
          </optgroup>
        ))}
      </Select>
      {DAYS.map(({ name, label }) => (
        <span key={name} className="flex items-center gap-1.5 text-muted text-xs max-sm:min-w-0 max-sm:flex-1">
          <span aria-hidden>{label}</span>
          <Input
            type="date"
            aria-label={label === 'From' ? 'From day' : 'To day'}
            value={params.get(name) ?? ''}
            onChange={(event) => change(name, event.target.value)}
            className="w-36 max-sm:min-w-0 max-sm:flex-1"
          />
        </span>
      ))}
      {params.get('subject') ? (
        <Button
          size="sm"
          className="self-center"
          icon={<X aria-hidden className="size-3" />}
          onClick={() => change('subject', '')}
        >
          About one thing only
        </Button>
      ) : null}
    </div>
  )
}
