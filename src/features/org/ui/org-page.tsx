'use client'

import { useQuery } from '@tanstack/react-query'
import { Network, Split, UserPlus } from 'lucide-react'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { Granted } from '@/features/companies/ui/granted'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useGrants } from '@/features/companies/ui/use-grants'
import { usePageName } from '@/ui/breadcrumbs'
import { Button } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'
import { Select } from '@/ui/input'
import { PageHeader } from '@/ui/page-header'
import { Panel } from '@/ui/panel'
import { SkeletonRows } from '@/ui/skeleton'
import { useAddress } from '@/ui/use-address'
import { ViewSwitch } from '@/ui/view-switch'
import { BoardPanel } from './board-panel'
import type { ChartAgent } from './chart-agent'
import { ExportChart } from './export-chart'
import { HealthPanel } from './health-panel'
import { HireDialog } from './hire-dialog'
import { MoveDialog } from './move-dialog'
import { OrgTable } from './org-table'
import { TeamsPanel } from './teams-panel'

const OrgTree = lazy(() => import('./org-tree').then((part) => ({ default: part.OrgTree })))

const VIEWS = [
  { id: 'tree', label: 'Tree' },
  { id: 'table', label: 'Table' },
] as const

/** Who reports to whom. */
export function OrgPage() {
  usePageName('Org chart')
  const [isHiring, setIsHiring] = useState(false)
  const isMovable = useGrants().has('org:write')
  const hire = (
    <Granted to="approval:request">
      <Button variant="primary" icon={<UserPlus aria-hidden className="size-3.5" />} onClick={() => setIsHiring(true)}>
        Hire agent
      </Button>
    </Granted>
  )
  return (
    <>
      <PageHeader
        title="Org chart"
        subtitle={
          <>
            Who reports to whom, and what each agent does.{' '}
            <span className="max-sm:hidden">
              Arrow keys walk the tree, Enter opens an agent{isMovable ? ', M or dragging moves it' : ''}.
            </span>
          </>
        }
        actions={hire}
      />
      <div className="flex flex-col gap-4">
        <HealthPanel />
        <ChartPanel hire={hire} />
        <BoardPanel />
        <TeamsPanel />
      </div>
      <HireDialog isOpen={isHiring} onClose={() => setIsHiring(false)} />
    </>
  )
}

/** The tree, or the same as a table; of a team, its agents with the managers above them. What is chosen stands in the address. */
function ChartPanel({ hire }: { hire: ReactNode }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const { params, change } = useAddress()
  const [isMoving, setIsMoving] = useState(false)
  const query = useQuery(trpc.org.orgChart.queryOptions({ companyId: slug }))
  const teamId = params.get('team') ?? ''
  const isTable = params.get('view') === 'table'
  const isIn = (agent: ChartAgent) => teamId === '' || agent.teams.some((team) => team.id === teamId)
  const count = query.data?.agents.length ?? 0
  return (
    <Panel
      title="Agents"
      hint={count > 0 ? `${count}` : undefined}
      isFlush
      actions={
        <>
          <TeamFilter teamId={teamId} onTeam={(id) => change({ team: id || null })} />
          <ViewSwitch
            label="Show as"
            views={VIEWS}
            chosenId={isTable ? 'table' : 'tree'}
            onChoose={(id) => change({ view: id === 'table' ? id : null })}
          />
          {count > 0 ? <ExportChart teamId={teamId} /> : null}
          {count > 1 ? (
            <Granted to="org:write">
              <Button size="sm" icon={<Split aria-hidden className="size-3" />} onClick={() => setIsMoving(true)}>
                Move agent
              </Button>
            </Granted>
          ) : null}
        </>
      }
    >
      <Loaded query={query} what="The org chart">
        {({ agents }) => {
          if (agents.length === 0)
            return (
              <EmptyState icon={<Network />} title="An empty chart" action={hire}>
                The first agent you hire stands at the top.
              </EmptyState>
            )
          if (!agents.some(isIn))
            return (
              <EmptyState isCompact icon={<Network />} title="No agent is in this team">
                Below, Members says who is.
              </EmptyState>
            )
          return isTable ? (
            <OrgTable agents={agents} isIn={isIn} />
          ) : (
            <Suspense fallback={<SkeletonRows label="The org chart: loading" />}>
              <OrgTree key={teamId} agents={agents} isIn={isIn} />
            </Suspense>
          )
        }}
      </Loaded>
      <MoveDialog isOpen={isMoving} onClose={() => setIsMoving(false)} />
    </Panel>
  )
}

function TeamFilter({ teamId, onTeam }: { teamId: string; onTeam: (id: string) => void }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const teams = useQuery(trpc.org.listTeams.queryOptions({ companyId: slug, limit: 500 })).data ?? []
  if (teams.length === 0) return null
  return (
    <Select
      aria-label="Team"
      value={teamId}
      onChange={(event) => onTeam(event.target.value)}
      className="w-32"
      isCompact
    >
      <option value="">Every team</option>
      {teams.map((team) => (
        <option key={team.id} value={team.id}>
          {team.name}
        </option>
      ))}
    </Select>
  )
}
