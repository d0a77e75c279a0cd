import { scheduleText } from '@/features/schedules/ui/schedule-words'
import { type Status, StatusDot } from '@/ui/status-dot'
import type { RoutineRunView, RoutineView, TriggerView } from '../schema'

const ROUTINE_STATUS: Record<RoutineView['status'], Status> = {
  active: { label: 'Active', tone: 'good', shape: 'check' },
  paused: { label: 'Paused', tone: 'warn', shape: 'pause' },
  archived: { label: 'Archived', tone: 'neutral', shape: 'blocked' },
}

const RUN_STATUS: Record<RoutineRunView['status'], Status> = {
  received: { label: 'Received', tone: 'neutral', shape: 'dashed' },
  issue_created: { label: 'Task open', tone: 'info', shape: 'half' },
  completed: { label: 'Completed', tone: 'good', shape: 'check' },
  coalesced: { label: 'Coalesced', tone: 'neutral', shape: 'ring' },
  skipped: { label: 'Skipped', tone: 'neutral', shape: 'blocked' },
  failed: { label: 'Failed', tone: 'bad', shape: 'cross' },
}

/** How a run of a routine is said to have come about. */
export const SOURCE_TEXT: Record<RoutineRunView['source'], string> = {
  schedule: 'by schedule',
  manual: 'by hand',
  api: 'over the API',
  webhook: 'by webhook',
}

export const CONCURRENCY_TEXT: Record<RoutineView['concurrency'], string> = {
  coalesce_if_active: 'The open task stands for it, too',
  skip_if_active: 'Skip it',
  always_enqueue: 'Make another task',
}

export const CATCH_UP_TEXT: Record<RoutineView['catchUp'], string> = {
  skip_missed: 'Leave them out',
  enqueue_missed_with_cap: 'Make up for up to 25',
}

/** How a delivery to a webhook proves where it comes from. */
export const SIGNING_TEXT: Record<NonNullable<TriggerView['signing']>, string> = {
  hmac_sha256: 'Signature over time and body',
  github_hmac: 'Signature of GitHub',
  bearer: 'Secret as a bearer',
  none: 'None: anybody who knows the address',
}

/** A routine's status as a shape and a word. */
export function RoutineStatusDot({ status }: { status: RoutineView['status'] }) {
  return <StatusDot status={ROUTINE_STATUS[status]} />
}

/** What became of a firing, as a shape and a word. */
export function RunStatusDot({ status }: { status: RoutineRunView['status'] }) {
  return <StatusDot status={RUN_STATUS[status]} />
}

/** What fires a routine, in words: "Workdays at 09:00", "Webhook". */
export function triggerText({ kind, label, cron }: TriggerView): string {
  if (label) return label
  if (kind === 'schedule') return scheduleText({ cron, intervalSeconds: null })
  return kind === 'webhook' ? 'Webhook' : 'API'
}
