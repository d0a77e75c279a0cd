import {
  AlarmClock,
  AlarmClockOff,
  CircleHelp,
  CircleStop,
  CircleX,
  Eye,
  Hourglass,
  OctagonAlert,
  OctagonX,
  PlugZap,
  Stamp,
  UserX,
} from 'lucide-react'
import type { ReactNode } from 'react'
import type { Outputs } from '@/entry/trpc/client'
import { type Tone, toneText } from '@/ui/tone'
import type { InboxKind } from '../rules/inbox-text'

export type InboxItem = Outputs['reports']['listInbox']['items'][number]

export const INBOX_KIND: Record<InboxKind, { label: string; icon: ReactNode; tone: Tone; deed: string }> = {
  approval: { label: 'Approval', icon: <Stamp />, tone: 'warn', deed: 'Decide' },
  question: { label: 'Question', icon: <CircleHelp />, tone: 'accent', deed: 'Answer' },
  budget: { label: 'Budget', icon: <OctagonAlert />, tone: 'bad', deed: 'Raise' },
  review: { label: 'Review', icon: <Eye />, tone: 'review', deed: 'Review' },
  blocked: { label: 'Blocked', icon: <OctagonX />, tone: 'bad', deed: 'Unblock' },
  orphan: { label: 'Orphaned', icon: <UserX />, tone: 'bad', deed: 'Hand over' },
  failure: { label: 'Failed run', icon: <CircleX />, tone: 'bad', deed: 'Look' },
  stall: { label: 'Silent run', icon: <Hourglass />, tone: 'warn', deed: 'Look' },
  unplaced: { label: 'No worker', icon: <PlugZap />, tone: 'warn', deed: 'Look' },
  brake: { label: 'No progress', icon: <CircleStop />, tone: 'warn', deed: 'Look' },
  overdue: { label: 'Late wakes', icon: <AlarmClock />, tone: 'warn', deed: 'Look' },
  schedule: { label: 'Late clock', icon: <AlarmClockOff />, tone: 'bad', deed: 'Look' },
  routine: { label: 'Late clock', icon: <AlarmClockOff />, tone: 'bad', deed: 'Look' },
}

/** The shape of a kind, in its colour; the word stands beside it. */
export function InboxIcon({ kind }: { kind: InboxKind }) {
  const { icon, tone } = INBOX_KIND[kind]
  return (
    <span aria-hidden className={`shrink-0 [&>svg]:size-4 ${toneText[tone]}`}>
      {icon}
    </span>
  )
}
