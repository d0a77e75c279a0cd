'use client'

import { useInfiniteQuery } from '@tanstack/react-query'
import { CalendarClock } from 'lucide-react'
import { useTRPC, useTRPCClient } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { EmptyState } from '@/ui/empty-state'
import { ErrorState } from '@/ui/error-state'
import { SkeletonRows } from '@/ui/skeleton'
import { type Status, StatusDot } from '@/ui/status-dot'
import type { SlotView } from '../schema'
import { slotTime } from './slot-time'

const PAGE = 50

const statusOf: Record<SlotView['outcome'], Status> = {
  fired: { label: 'Woke', tone: 'good', shape: 'check' },
  skipped: { label: 'Left out', tone: 'neutral', shape: 'cross' },
  missed: { label: 'Missed', tone: 'warn', shape: 'cross' },
  coalesced: { label: 'In another wake', tone: 'info', shape: 'ring' },
}

const reasonText: Record<string, string> = {
  agent_inactive: 'the agent was paused',
  company_inactive: 'the company was paused',
  outside_office_hours: 'outside of the office hours',
  too_late: 'later than it may be',
  not_caught_up: 'nothing could wake then, and what is missed is left out',
  over_cap: 'nothing could wake then, and newer ones stand for it',
  unreadable_times: 'its times cannot be read: save the schedule again',
  wake_waits: 'a wake waited already',
  one_wake_for_all: 'one wake stood for all that were due',
}

type SlotsDialogProps = { agentId: string; zone: string; onClose: () => void }

/** What became of every slot of a schedule, newest first. */
export function SlotsDialog({ agentId, zone, onClose }: SlotsDialogProps) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const client = useTRPCClient()
  const input = { companyId: slug, agentId }
  const query = useInfiniteQuery({
    queryKey: [...trpc.schedules.listScheduleSlots.pathKey(), { input, type: 'pages' }],
    queryFn: ({ pageParam, signal }) =>
      client.schedules.listScheduleSlots.query({ ...input, before: pageParam, limit: PAGE }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => (page.length === PAGE ? page.at(-1)?.id : undefined),
  })
  const slots = query.data?.pages.flat()
  return (
    <Dialog isOpen onClose={onClose} title="Wakes of the schedule" description={`Times in ${zone}`} size="lg">
      {query.isError && !slots ? (
        <ErrorState title="The wakes could not be read." onRetry={() => query.refetch()} />
      ) : slots ? (
        <SlotList slots={slots} zone={zone} />
      ) : (
        <SkeletonRows label="The wakes: loading" />
      )}
      {query.hasNextPage ? (
        <Button className="mt-3 self-center" isBusy={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
          Older
        </Button>
      ) : null}
    </Dialog>
  )
}

function SlotList({ slots, zone }: { slots: SlotView[]; zone: string }) {
  if (slots.length === 0) {
    return (
      <EmptyState isCompact icon={<CalendarClock />} title="No time of the schedule has come yet">
        Each is kept here for 90 days, also those that woke nobody.
      </EmptyState>
    )
  }
  return (
    <ul>
      {slots.map((slot) => (
        <li
          key={slot.id}
          className="flex flex-wrap items-baseline gap-x-3 gap-y-1 border-b py-2 text-sm last:border-b-0"
        >
          <span className="tnum">
            {slotTime(slot.slotAt, zone)}
            {slot.slots > 1 ? ` to ${slotTime(slot.untilAt, zone)}` : null}
          </span>
          <StatusDot status={statusOf[slot.outcome]} />
          <span className="text-muted text-xs">
            {slot.slots > 1 ? `${slot.slots} times: ` : null}
            {slot.reason ? (reasonText[slot.reason] ?? slot.reason) : null}
          </span>
        </li>
      ))}
    </ul>
  )
}
