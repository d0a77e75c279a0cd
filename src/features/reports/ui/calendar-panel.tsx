'use client'

import { CalendarClock } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTRPC, useTRPCClient } from '@/entry/trpc/client'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { lastId, usePages } from '@/features/companies/ui/use-pages'
import { scheduleText } from '@/features/schedules/ui/schedule-words'
import { Avatar } from '@/ui/avatar'
import { Badge } from '@/ui/badge'
import { EmptyState } from '@/ui/empty-state'
import { Panel } from '@/ui/panel'
import { ShowMore } from '@/ui/show-more'
import { type Column, Table } from '@/ui/table'
import { TextLink } from '@/ui/text-link'
import { agendaOf, type ComingWake, cellOf, dayHead, quietText } from './calendar-text'

/** What wakes by the clock on the next seven days, by agent and routine, in the company's zone. */
export function CalendarPanel() {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const { slug } = useCompanySlug()
  const { query, rows } = usePages({
    queryKey: [...trpc.reports.comingWakes.pathKey(), { slug }],
    size: 50,
    read: (after: string | undefined, limit, signal) =>
      client.reports.comingWakes.query({ companyId: slug, after, limit }, { signal }),
    rowsOf: (page) => page.rows,
    nextOf: (page, limit) => lastId(page.rows, limit),
  })
  const { zone = '', days = [] } = query.data?.pages[0] ?? {}
  return (
    <Panel title="Next 7 days" hint={zone && zoneText(zone)} isFlush>
      <Loaded query={query} what="The calendar">
        {() =>
          rows.length > 0 ? (
            <>
              <div className="max-md:hidden">
                <Table
                  caption="Coming wakes"
                  columns={[source, ...days.map((day, index) => dayColumn(day, index, zone))]}
                  rows={rows}
                  rowKey={(row) => row.id}
                />
              </div>
              <Agenda days={days} rows={rows} zone={zone} hasMore={query.hasNextPage} />
            </>
          ) : (
            <EmptyState icon={<CalendarClock />} title="Nothing wakes by the clock">
              Agents with a schedule and routines with a scheduled trigger stand here, each with its times.
            </EmptyState>
          )
        }
      </Loaded>
      <ShowMore query={query}>Show more schedules</ShowMore>
    </Panel>
  )
}

type AgendaProps = { days: readonly string[]; rows: readonly ComingWake[]; zone: string; hasMore: boolean }

/** The same at phone width: day after day, only what wakes. */
function Agenda({ days, rows, zone, hasMore }: AgendaProps) {
  return (
    <ol aria-label="Coming wakes by day" className="md:hidden">
      {agendaOf(days, rows, zone, hasMore).map((part) =>
        'rows' in part ? (
          <li key={part.day} className="border-b last:border-b-0">
            <h3 className="flex items-baseline justify-between gap-3 bg-sunken px-3 py-1.5 font-medium text-xs">
              {dayHead(part.day, part.index)}
              <span className="tnum font-normal text-faint">{part.count}</span>
            </h3>
            <ul>
              {part.rows.map((row) => (
                <li key={row.id} className="flex items-center justify-between gap-3 border-t px-3 py-2 text-sm">
                  <Who row={row} />
                  <span className="shrink-0">
                    <Cell row={row} day={part.day} zone={zone} />
                  </span>
                </li>
              ))}
            </ul>
          </li>
        ) : (
          <li key={part.day} className="border-b px-3 py-2 text-faint text-xs last:border-b-0">
            {quietText(part)}
          </li>
        ),
      )}
    </ol>
  )
}

/** The company's zone, and the reader's where it is another. */
function zoneText(zone: string): string {
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone
  return own === zone
    ? `Times are those of ${zone}.`
    : `Times are those of ${zone}, the company's zone; yours is ${own}.`
}

const source: Column<ComingWake> = { key: 'source', header: 'Who', cell: (row) => <Who row={row} /> }

function dayColumn(day: string, index: number, zone: string): Column<ComingWake> {
  const head = dayHead(day, index)
  return {
    ...{ key: day, header: head, phoneLabel: head, width: '6.25rem' },
    cell: (row) => <Cell row={row} day={day} zone={zone} />,
  }
}

function Who({ row }: { row: ComingWake }): ReactNode {
  const { to } = useCompanySlug()
  const { agentId, agentName, routineTitle, pausedBy } = row
  return (
    <span className="flex min-w-0 items-center gap-2">
      {agentName ? <Avatar name={agentName} size="sm" /> : null}
      <span className="min-w-0 truncate">
        {agentId ? <TextLink href={to(`/agents/${agentId}`)}>{agentName}</TextLink> : 'Nobody'}
        <span className="text-faint text-xs">
          {' '}
          {routineTitle ? `${routineTitle}, ` : ''}
          {scheduleText(row)}
        </span>
      </span>
      {pausedBy ? <Badge tone="warn">{pausedBy === 'agent' ? 'Paused' : `${pausedBy} paused`}</Badge> : null}
    </span>
  )
}

function Cell({ row, day, zone }: { row: ComingWake; day: string; zone: string }) {
  const { text, more, isDense } = cellOf(row, day, zone)
  if (!text) return <span className="text-faint">–</span>
  return (
    <span className={`tnum text-xs ${row.pausedBy ? 'text-faint' : isDense ? 'text-muted' : ''}`} title={more}>
      {text}
    </span>
  )
}
