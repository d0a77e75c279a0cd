'use client'

import { TrendingDown, TrendingUp } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Outputs } from '@/entry/trpc/client'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { EmptyState } from '@/ui/empty-state'
import { formatMicros, Money } from '@/ui/money'
import { Facts, Panel } from '@/ui/panel'
import { Skeleton } from '@/ui/skeleton'
import { NameLink } from '@/ui/text-link'
import type { BudgetView } from '../schema'
import { dayText, limitText, rangeText, unknownText } from './forecast-text'
import { useForecast } from './use-forecast'

type Forecast = Outputs['budgets']['forecastSpend']
type Driver = Forecast['drivers'][number]

const METHOD =
  'Days to come are drawn from the last 28, younger days more often, weekends apart. The range holds eight of ten outcomes.'

/** What the month's spend will come to and when the limit is reached, and what it goes to. */
export function ForecastPanel({ scopeKind, scopeId }: Pick<BudgetView, 'scopeKind' | 'scopeId'>) {
  const query = useForecast({ scopeKind, scopeId })
  return (
    <Panel title="Forecast">
      <Loaded query={query} what="The forecast" skeleton={<Skeleton className="h-24" />}>
        {(forecast) => (
          <div className="grid gap-x-8 gap-y-5 lg:grid-cols-[minmax(0,20rem)_minmax(0,1fr)]">
            <Expected forecast={forecast} />
            <Drivers forecast={forecast} />
          </div>
        )}
      </Loaded>
    </Panel>
  )
}

function Expected({ forecast }: { forecast: Forecast }) {
  const { atEnd, perDay, lastDay, budget } = forecast
  const limit = limitText(forecast)
  const unknown = unknownText(forecast)
  if (unknown || !atEnd || !perDay) return <p className="text-muted text-sm">{unknown}</p>
  return (
    <div>
      <p className="tnum flex flex-wrap items-baseline gap-x-2 text-muted text-xs">
        <span className="font-semibold text-base text-ink">{formatMicros(atEnd.likely, { isRound: true })}</span>
        {lastDay ? `expected by ${dayText(lastDay)}` : 'expected'}
      </p>
      {limit ? <p className="mt-1 text-sm">{limit}</p> : null}
      <div className="mt-3">
        <Facts
          facts={[
            { name: 'Range', value: rangeText(budget.metric, atEnd) },
            { name: 'A day', value: rangeText(budget.metric, perDay) },
            { name: 'Based on', value: `${forecast.basedOnDays} days, ${forecast.activeDays} with spend` },
          ]}
        />
      </div>
      <p className="mt-3 text-faint text-xs">{METHOD}</p>
    </div>
  )
}

/** One line under a budget's bar: when its limit is reached, or why nobody can tell. */
export function ForecastLine({ forecast }: { forecast: Forecast | undefined }) {
  if (!forecast) return <Skeleton className="mt-2 h-4 w-48" />
  // the bar above says that a limit is reached
  if (forecast.budget.state === 'exceeded') return null
  const text = unknownText(forecast) ?? limitText(forecast)
  return text ? <p className="tnum mt-2 text-muted text-xs">{text}</p> : null
}

const KINDS = [
  { kind: 'agent', title: 'Agents' },
  { kind: 'model', title: 'Models' },
  { kind: 'task', title: 'Tasks' },
] as const

function Drivers({ forecast: { drivers, recent, before } }: { forecast: Forecast }) {
  if (drivers.length === 0) {
    return (
      <EmptyState isCompact title="Nothing was spent in the last 7 days">
        What costs most, and what grows, stands here.
      </EmptyState>
    )
  }
  return (
    <div className="min-w-0">
      <p className="tnum flex flex-wrap items-baseline gap-x-2 text-muted text-xs">
        <span className="font-semibold text-base text-ink">{formatMicros(recent)}</span>
        in the last 7 days
        <Change recent={recent} before={before} />
      </p>
      <div className="mt-3 grid gap-x-6 gap-y-4 md:grid-cols-3">
        {KINDS.map(({ kind, title }) => (
          <DriverList key={kind} title={title} drivers={drivers.filter((driver) => driver.kind === kind)} />
        ))}
      </div>
    </div>
  )
}

function DriverList({ title, drivers }: { title: string; drivers: Driver[] }) {
  return (
    <section className="min-w-0">
      <h3 className="font-medium text-faint text-xs">{title}</h3>
      {drivers.length === 0 ? <p className="mt-1 text-faint text-xs">None</p> : null}
      <ol className="mt-1">
        {drivers.map((driver) => (
          <li key={driver.id ?? driver.name} className="border-b py-1 last:border-b-0">
            <p className="flex items-baseline justify-between gap-3 text-sm">
              <span className="min-w-0 truncate" title={driver.name}>
                <DriverName driver={driver} />
              </span>
              <Money micros={driver.recent} />
            </p>
            <p className="flex items-baseline justify-between gap-3 text-faint text-xs">
              <span className="tnum">{driver.sharePercent} %</span>
              <Change {...driver} />
            </p>
          </li>
        ))}
      </ol>
    </section>
  )
}

function DriverName({ driver: { kind, id, name } }: { driver: Driver }): ReactNode {
  const { to } = useCompanySlug()
  if (kind === 'model') return <span className="font-mono text-xs">{name}</span>
  const identifier = name.split(' ', 1)[0] ?? ''
  return <NameLink href={to(kind === 'agent' ? `/agents/${id}` : `/tasks/${identifier}`)}>{name}</NameLink>
}

/** How a week compares with the one before. */
function Change({ recent, before }: { recent: number; before: number }) {
  const change = recent - before
  const Icon = change > 0 ? TrendingUp : TrendingDown
  if (before === 0) return <span>new this week</span>
  if (change === 0) return <span>as the week before</span>
  return (
    <span className="tnum inline-flex items-center gap-1 whitespace-nowrap">
      <Icon aria-hidden className="size-3" />
      {formatMicros(Math.abs(change))} {change > 0 ? 'more' : 'less'}
    </span>
  )
}
