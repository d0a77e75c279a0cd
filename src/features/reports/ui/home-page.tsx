'use client'

import { useQuery } from '@tanstack/react-query'
import { Activity, Moon, Plus } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { type Outputs, useTRPC } from '@/entry/trpc/client'
import { ActivityList } from '@/features/audit/ui/activity-list'
import { BudgetBar } from '@/features/budgets/ui/budget-bar'
import { ForecastLine } from '@/features/budgets/ui/forecast-panel'
import { SpendBars } from '@/features/budgets/ui/spend-bars'
import { useForecast } from '@/features/budgets/ui/use-forecast'
import { Granted } from '@/features/companies/ui/granted'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompany, useCompanySlug } from '@/features/companies/ui/use-company'
import { RunStateDot } from '@/features/runs/ui/run-marks'
import { RunTime } from '@/features/runs/ui/run-time'
import { CreateTask } from '@/features/tasks/ui/create-task'
import { Avatar } from '@/ui/avatar'
import { usePageName } from '@/ui/breadcrumbs'
import { Button } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'
import { Link } from '@/ui/link'
import { formatMicros } from '@/ui/money'
import { PageHeader } from '@/ui/page-header'
import { Panel } from '@/ui/panel'
import { Skeleton } from '@/ui/skeleton'
import { TextLink } from '@/ui/text-link'
import { isBeginning } from './beginning'
import { NeedsMe } from './needs-me'

// Seen once in the life of a company: fetched only then.
const FirstSteps = lazy(() => import('./first-steps'))

type Dashboard = Outputs['reports']['dashboard']

/** What needs me, what moves, what it costs: in one look. */
export function HomePage() {
  usePageName('Home')
  const trpc = useTRPC()
  const { slug, to } = useCompanySlug()
  const company = useCompany().data
  const [isCreating, setIsCreating] = useState(false)
  const query = useQuery(trpc.reports.dashboard.queryOptions({ companyId: slug }))
  const activity = useQuery(trpc.audit.listAudit.queryOptions({ companyId: slug, withoutMachinery: true, limit: 12 }))
  return (
    <>
      <PageHeader
        title={
          company?.name ?? (
            <>
              <span className="sr-only">The company: loading</span>
              <Skeleton className="h-6 w-40" />
            </>
          )
        }
        subtitle={company ? company.mission : <Skeleton className="my-1 h-3 w-64" />}
        actions={
          <Granted to="task:write">
            <Button
              variant="primary"
              icon={<Plus aria-hidden className="size-3.5" />}
              onClick={() => setIsCreating(true)}
            >
              Create task
            </Button>
          </Granted>
        }
      />
      {query.data && isBeginning(query.data) ? (
        <Suspense fallback={<Skeleton className="mb-4 h-64" />}>
          <FirstSteps />
        </Suspense>
      ) : null}
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem] lg:grid-rows-[auto_1fr]">
        <div className="flex min-w-0 flex-col gap-4">
          <NeedsMe />
          <MovingNow />
        </div>
        <div className="flex min-w-0 flex-col gap-4 lg:row-span-2">
          <Panel title="Cost" actions={<TextLink href={to('/money')}>Money</TextLink>}>
            <Loaded query={query} what="The cost" skeleton={<Skeleton className="h-40" />}>
              {(data) => <Cost data={data} />}
            </Loaded>
          </Panel>
          <Panel title="Standing">
            <Loaded query={query} what="The figures" skeleton={<Skeleton className="h-40" />}>
              {(data) => <Standing data={data} />}
            </Loaded>
          </Panel>
        </div>
        <Panel title="Activity" isFlush actions={<TextLink href={to('/audit')}>Audit</TextLink>}>
          <Loaded query={activity} what="The activity">
            {(rows) => <ActivityList rows={rows} />}
          </Loaded>
        </Panel>
      </div>
      <CreateTask isOpen={isCreating} onClose={() => setIsCreating(false)} />
    </>
  )
}

function MovingNow() {
  const trpc = useTRPC()
  const { slug, to } = useCompanySlug()
  const query = useQuery(trpc.runs.listRuns.queryOptions({ companyId: slug, states: ['queued', 'running'], limit: 20 }))
  return (
    <Panel title="Moving now" hint={query.data?.length ? `${query.data.length}` : undefined} isFlush>
      <Loaded query={query} what="The live runs">
        {(runs) =>
          runs.length > 0 ? (
            <ul>
              {runs.map((run) => (
                <li
                  key={run.id}
                  className="relative flex min-h-10 items-center gap-3 border-b px-3 py-1.5 text-sm last:border-b-0 hover:bg-hover sm:px-4"
                >
                  <Avatar name={run.agentName} size="md" />
                  <Link href={to(`/runs/${run.id}`)} className="shrink-0 font-medium after:absolute after:inset-0">
                    {run.agentName}
                  </Link>
                  <span className="min-w-0 flex-1 truncate text-muted">
                    {run.taskTitle ? `${run.taskIdentifier} ${run.taskTitle}` : 'without a task'}
                  </span>
                  <span className="text-muted text-xs">
                    <RunTime run={run} />
                  </span>
                  <span className="shrink-0">
                    <RunStateDot run={run} />
                  </span>
                </li>
              ))}
            </ul>
          ) : (
            <EmptyState isCompact icon={<Moon />} title="Nobody is working">
              An agent wakes when it is given a task, is mentioned, or its schedule says so. Waiting costs nothing.
            </EmptyState>
          )
        }
      </Loaded>
    </Panel>
  )
}

function Cost({ data }: { data: Dashboard }) {
  const { budget } = data
  const forecast = useForecast(budget).data
  return (
    <div className="flex flex-col gap-4">
      <p className="flex items-baseline gap-2">
        <span className="tnum font-semibold text-xl">{formatMicros(data.spentTodayMicros)}</span>
        <span className="text-muted">today{planText(budget)}</span>
      </p>
      <div>
        <BudgetBar budget={budget} forecast={forecast?.atEnd?.likely} />
        <ForecastLine forecast={forecast} />
      </div>
      <SpendBars periodStart={budget.periodStart} />
    </div>
  )
}

/** What the monthly limit comes to a day; nothing where there is no limit. */
function planText({ cap, periodStart }: Dashboard['budget']): string {
  if (cap === null) return ''
  const [year = 0, month = 0] = periodStart.split('-').map(Number)
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate()
  return `, of ${formatMicros(Math.round(cap / days))} a day by plan`
}

function Standing({ data }: { data: Dashboard }) {
  const { to } = useCompanySlug()
  const rows = [
    { label: 'Agents working', value: `${data.agents.running} of ${data.agents.total}`, href: to('/agents') },
    { label: 'Agents paused or halted', value: data.agents.paused + data.agents.halted, href: to('/agents') },
    { label: 'Tasks in progress', value: data.tasks.inProgress, href: to('/tasks?state=in_progress') },
    { label: 'Tasks not started', value: data.tasks.open, href: to('/tasks') },
    { label: 'Tasks done', value: data.tasks.done, href: to('/tasks?view=done') },
    { label: 'Runs today', value: data.runs.today, href: to('/agents') },
    { label: 'Of them failed', value: data.runs.failedToday, href: to('/agents') },
  ]
  return (
    <>
      <ul className="-my-1">
        {rows.map((row) => (
          <li key={row.label}>
            <Link
              href={row.href}
              className="-mx-2 flex h-7 items-center justify-between rounded-md px-2 hover:bg-hover"
            >
              <span className="text-muted">{row.label}</span>
              <span className="tnum font-medium">{row.value}</span>
            </Link>
          </li>
        ))}
      </ul>
      {data.sparedWakes > 0 ? (
        <p className="mt-3 flex items-start gap-2 border-t pt-3 text-muted text-xs">
          <Activity aria-hidden className="mt-px size-3.5 shrink-0" />
          {data.sparedWakes} wakes this month found nothing to do. They made no run and cost nothing.
        </p>
      ) : null}
    </>
  )
}
