'use client'

import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { Plus, Repeat } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { Granted } from '@/features/companies/ui/granted'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { CalendarPanel } from '@/features/reports/ui/calendar-panel'
import { Avatar } from '@/ui/avatar'
import { usePageName } from '@/ui/breadcrumbs'
import { Button } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'
import { Checkbox } from '@/ui/input'
import { PageHeader } from '@/ui/page-header'
import { Panel } from '@/ui/panel'
import { RelativeTime } from '@/ui/relative-time'
import { type Column, Table } from '@/ui/table'
import { useAddress } from '@/ui/use-address'
import { ViewSwitch } from '@/ui/view-switch'
import type { RoutineView } from '../schema'
import { RoutineActions, type RoutineDeed } from './routine-actions'
import { RoutineDialog } from './routine-dialog'
import { RoutineStatusDot, RunStatusDot, triggerText } from './routine-marks'
import { RunsDialog } from './runs-dialog'
import { TriggersDialog } from './triggers-dialog'

const VIEWS = [
  { id: 'list', label: 'Routines' },
  { id: 'calendar', label: 'Calendar' },
] as const

type Open = { deed: 'create' } | { deed: RoutineDeed; routineId: string } | null

/** Work that comes again: what fires it, when next, what became of it last. */
export function RoutinesPage() {
  usePageName('Routines')
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const { params, change } = useAddress()
  const isCalendar = params.get('view') === 'calendar'
  const [open, setOpen] = useState<Open>(null)
  const [includeArchived, setIncludeArchived] = useState(false)
  const query = useQuery(trpc.routines.listRoutines.queryOptions({ companyId: slug, includeArchived, limit: 500 }))
  const create = (
    <Granted to="task:write">
      <Button
        variant="primary"
        icon={<Plus aria-hidden className="size-3.5" />}
        onClick={() => setOpen({ deed: 'create' })}
      >
        Create routine
      </Button>
    </Granted>
  )
  const columns = columnsFor((deed, routineId) => setOpen({ deed, routineId }))
  return (
    <>
      <PageHeader
        title="Routines"
        subtitle="Work that comes again. Each time, a task is made for it."
        actions={
          <>
            <ViewSwitch
              label="Show as"
              views={VIEWS}
              chosenId={isCalendar ? 'calendar' : 'list'}
              onChoose={(id) => change({ view: id === 'calendar' ? id : null })}
            />
            {create}
          </>
        }
      />
      {isCalendar ? <CalendarPanel /> : <RoutineList query={query} create={create} columns={columns} />}
      {isCalendar ? null : (
        <div className="mt-3">
          <Checkbox
            label="Show archived routines"
            checked={includeArchived}
            onChange={(event) => setIncludeArchived(event.target.checked)}
          />
        </div>
      )}
      <OpenDialog
        open={open}
        routines={query.data ?? []}
        onClose={() => setOpen(null)}
        onCreated={(routineId) => setOpen({ deed: 'triggers', routineId })}
      />
    </>
  )
}

type RoutineListProps = {
  query: UseQueryResult<RoutineView[], unknown>
  create: ReactNode
  columns: Column<RoutineView>[]
}

function RoutineList({ query, create, columns }: RoutineListProps) {
  return (
    <Panel isFlush>
      <Loaded query={query} what="The routines">
        {(routines) =>
          routines.length === 0 ? (
            <EmptyState icon={<Repeat />} title="No routine yet" action={create}>
              A routine makes a task by a schedule, or when something elsewhere calls its webhook.
            </EmptyState>
          ) : (
            <Table caption="Routines" columns={columns} rows={routines} rowKey={(routine) => routine.id} />
          )
        }
      </Loaded>
    </Panel>
  )
}

type OpenDialogProps = {
  open: Open
  routines: readonly RoutineView[]
  onClose: () => void
  onCreated: (routineId: string) => void
}

function OpenDialog({ open, routines, onClose, onCreated }: OpenDialogProps) {
  if (!open) return null
  if (open.deed === 'create') return <RoutineDialog onClose={onClose} onCreated={onCreated} />
  const routine = routines.find((each) => each.id === open.routineId)
  if (!routine) return null
  if (open.deed === 'change') return <RoutineDialog routine={routine} onClose={onClose} onCreated={onCreated} />
  if (open.deed === 'triggers') return <TriggersDialog routine={routine} onClose={onClose} />
  return <RunsDialog routine={routine} onClose={onClose} />
}

function columnsFor(onDeed: (deed: RoutineDeed, routineId: string) => void): Column<RoutineView>[] {
  return [
    { key: 'title', header: 'Routine', cell: (routine) => <Title routine={routine} /> },
    {
      key: 'status',
      header: 'Status',
      width: '7rem',
      cell: (routine) => <RoutineStatusDot status={routine.status} />,
    },
    {
      key: 'triggers',
      header: 'Fired by',
      width: '12rem',
      phoneLabel: 'Fired by',
      cell: (routine) => <Triggers routine={routine} onOpen={() => onDeed('triggers', routine.id)} />,
    },
    {
      key: 'next',
      header: 'Next run',
      width: '7.5rem',
      phoneLabel: 'Next',
      cell: ({ nextRunAt }) => (nextRunAt ? <RelativeTime at={nextRunAt} /> : <span className="text-faint">None</span>),
    },
    {
      key: 'last',
      header: 'Last run',
      width: '13rem',
      phoneLabel: 'Last',
      cell: (routine) => <LastRun routine={routine} onOpen={() => onDeed('history', routine.id)} />,
    },
    {
      key: 'deeds',
      header: '',
      width: '5.5rem',
      align: 'right',
      cell: (routine) => <RoutineActions routine={routine} onDeed={(deed) => onDeed(deed, routine.id)} />,
    },
  ]
}

function Title({ routine }: { routine: RoutineView }) {
  return (
    <span className="flex min-w-0 items-center gap-2">
      {routine.assigneeName ? <Avatar name={routine.assigneeName} size="xs" /> : null}
      <span className="truncate font-medium">{routine.title}</span>
      <span className="truncate font-normal text-faint text-xs max-md:hidden">{routine.assigneeName ?? 'Nobody'}</span>
    </span>
  )
}

const quiet = 'truncate text-left hover:text-accent focus-visible:text-accent'

function Triggers({ routine, onOpen }: { routine: RoutineView; onOpen: () => void }) {
  const words = routine.triggers.filter((trigger) => trigger.isEnabled).map(triggerText)
  return (
    <button type="button" onClick={onOpen} className={`${quiet} max-w-full`} title={words.join(', ')}>
      {words.length > 0 ? words.join(', ') : <span className="text-faint">By hand only</span>}
      <span className="sr-only">: triggers of {routine.title}</span>
    </button>
  )
}

function LastRun({ routine, onOpen }: { routine: RoutineView; onOpen: () => void }) {
  const { lastRun } = routine
  if (!lastRun) return <span className="text-faint">Never</span>
  return (
    <span className="inline-flex max-w-full items-center gap-2 align-middle">
      <button type="button" onClick={onOpen} className={quiet} aria-label={`Run history of ${routine.title}`}>
        <RunStatusDot status={lastRun.status} />
      </button>
      <RelativeTime at={lastRun.createdAt} className="text-faint text-xs" />
    </span>
  )
}
