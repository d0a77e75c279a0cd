'use client'

import { CalendarClock } from 'lucide-react'
import { useTRPC, useTRPCClient } from '@/entry/trpc/client'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useRowPages } from '@/features/companies/ui/use-pages'
import { Dialog } from '@/ui/dialog'
import { EmptyState } from '@/ui/empty-state'
import { ShowMore } from '@/ui/show-more'
import { type Status, StatusDot } from '@/ui/status-dot'
import type { SlotView } from '../schema'
import { slotTime } from './slot-time'

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
  const { query, rows: slots } = useRowPages({
    queryKey: [...trpc.schedules.listScheduleSlots.pathKey(), { slug, agentId }],
    size: 50,
    read: (before, limit, signal) =>
      client.schedules.listScheduleSlots.query({ companyId: slug, agentId, before, limit }, { signal }),
  })
  return (
    <Dialog isOpen onClose={onClose} title="Wakes of the schedule" description={`Times in ${zone}`} size="lg">
      <Loaded query={query} what="The wakes">
        {() => <SlotList slots={slots} zone={zone} />}
      </Loaded>
      <ShowMore query={query}>Show older wakes</ShowMore>
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
