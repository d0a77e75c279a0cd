'use client'

import { ClipboardCheck } from 'lucide-react'
import { useState } from 'react'
import { type Outputs, useTRPC, useTRPCClient } from '@/entry/trpc/client'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { lastId, usePages } from '@/features/companies/ui/use-pages'
import { EmptyState } from '@/ui/empty-state'
import { Select } from '@/ui/input'
import { Money } from '@/ui/money'
import { Panel } from '@/ui/panel'
import { ShowMore } from '@/ui/show-more'
import { type Column, Table } from '@/ui/table'
import { NameLink, TextLink } from '@/ui/text-link'
import { useAddress } from '@/ui/use-address'
import { DEFINITIONS, leadText } from './scorecard-text'

type Card = Outputs['reports']['listScorecards']['rows'][number]
type By = 'agent' | 'goal'

const PERIODS = [7, 30, 90, 365] as const
const DAY_MS = 86_400_000

/** What accepted work costs, how often work comes back and how long it takes, for each agent or each goal. */
export function ScorecardPanel() {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const { slug } = useCompanySlug()
  const { params, change } = useAddress()
  const [openedAt] = useState(() => Date.now())
  const by: By = params.get('by') === 'goal' ? 'goal' : 'agent'
  const days = PERIODS.find((period) => String(period) === params.get('days')) ?? 30
  const input = { companyId: slug, by, from: new Date(openedAt - days * DAY_MS).toISOString() }
  const { query, rows } = usePages({
    queryKey: [...trpc.reports.listScorecards.pathKey(), { input }],
    size: 50,
    read: (after: string | undefined, limit, signal) =>
      client.reports.listScorecards.query({ ...input, after, limit }, { signal }),
    rowsOf: (page) => page.rows,
    nextOf: (page, limit) => lastId(page.rows, limit),
  })
  return (
    <Panel isFlush>
      <div className="flex flex-wrap gap-2 border-b px-3 py-2 sm:px-4">
        <Select
          aria-label="Scorecards of"
          value={by}
          onChange={(event) => change({ by: event.target.value === 'goal' ? 'goal' : null })}
          className="w-36 max-sm:w-full"
        >
          <option value="agent">Agents</option>
          <option value="goal">Goals</option>
        </Select>
        <Select
          aria-label="Period"
          value={days}
          onChange={(event) => change({ days: event.target.value === '30' ? null : event.target.value })}
          className="w-40 max-sm:w-full"
        >
          {PERIODS.map((period) => (
            <option key={period} value={period}>
              Last {period} days
            </option>
          ))}
        </Select>
      </div>
      <Loaded query={query} what="The scorecards">
        {() =>
          rows.length > 0 ? (
            <CardTable by={by} rows={rows} />
          ) : (
            <EmptyState isCompact icon={<ClipboardCheck />} title="Nothing was accepted, sent back or spent">
              Once tasks are done, what they cost and how often they came back stands here. Choose a longer period.
            </EmptyState>
          )
        }
      </Loaded>
      <ShowMore query={query} />
    </Panel>
  )
}

function CardTable({ by, rows }: { by: By; rows: Card[] }) {
  const { to } = useCompanySlug()
  const tasksOf = (card: Card) => to(`/tasks?${by === 'agent' ? 'assignee' : 'goal'}=${card.id}&view=done`)
  const columns: Column<Card>[] = [
    {
      key: 'name',
      header: by === 'agent' ? 'Agent' : 'Goal, with all below it',
      cell: (card) => (
        <NameLink href={to(by === 'agent' ? `/agents/${card.id}` : `/tasks?goal=${card.id}`)}>{card.name}</NameLink>
      ),
    },
    {
      ...{ key: 'accepted', header: 'Accepted', hint: DEFINITIONS.accepted, phoneLabel: 'accepted' },
      ...{ align: 'right', width: '6rem' },
      cell: (card) =>
        card.acceptedTasks > 0 ? <TextLink href={tasksOf(card)}>{card.acceptedTasks}</TextLink> : <Nothing text="0" />,
    },
    {
      ...{
        key: 'cost',
        header: 'Cost a task',
        hint: DEFINITIONS.costPerTask,
        phoneLabel: 'a task',
        align: 'right',
        width: '7rem',
      },
      cell: (card) => (card.costPerTaskMicros === null ? <Nothing /> : <Money micros={card.costPerTaskMicros} />),
    },
    {
      ...{
        key: 'first',
        header: 'First pass',
        hint: DEFINITIONS.firstPass,
        phoneLabel: 'first pass',
        align: 'right',
        width: '6rem',
      },
      cell: (card) => (card.firstPassPercent === null ? <Nothing /> : `${card.firstPassPercent} %`),
    },
    {
      ...{
        key: 'rework',
        header: 'Rework',
        hint: DEFINITIONS.rework,
        phoneLabel: 'rework',
        align: 'right',
        width: '7rem',
      },
      cell: reworkText,
    },
    {
      ...{
        key: 'lead',
        header: 'Lead time',
        hint: DEFINITIONS.lead,
        phoneLabel: 'lead time',
        align: 'right',
        width: '7rem',
      },
      cell: (card) => leadText(card.leadSeconds),
    },
    {
      ...{
        key: 'slow',
        header: 'Slowest tenth',
        hint: DEFINITIONS.slowLead,
        align: 'right',
        width: '7rem',
        isHiddenOnPhone: true,
      },
      cell: (card) => <span className="text-muted">{leadText(card.slowLeadSeconds)}</span>,
    },
    {
      ...{ key: 'spent', header: 'Spent', hint: DEFINITIONS.spent, phoneLabel: 'spent', align: 'right', width: '7rem' },
      cell: (card) => <Money micros={card.spentMicros} />,
    },
  ]
  return <Table caption="Scorecards" columns={columns} rows={rows} rowKey={(card) => card.id} />
}

function Nothing({ text = '–' }: { text?: string }) {
  return <span className="text-faint">{text}</span>
}

/** How many tasks came back, and how often where that is more. */
function reworkText({ reworkedTasks, reworks }: Card) {
  if (reworkedTasks === 0) return <Nothing text="0" />
  return reworks > reworkedTasks ? `${reworkedTasks} (${reworks} times)` : reworkedTasks
}
