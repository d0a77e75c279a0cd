import { type Status, StatusDot } from '@/ui/status-dot'
import type { RunState, WakeCause } from '../schema'

/** How each run state is named and drawn. */
export const RUN_STATUS: Record<RunState, Status> = {
  queued: { label: 'Queued', tone: 'neutral', shape: 'dashed' },
  running: { label: 'Running', tone: 'info', shape: 'moving' },
  succeeded: { label: 'Succeeded', tone: 'good', shape: 'check' },
  failed: { label: 'Failed', tone: 'bad', shape: 'cross' },
  cancelled: { label: 'Cancelled', tone: 'neutral', shape: 'cross' },
  timed_out: { label: 'Timed out', tone: 'bad', shape: 'blocked' },
}

const STALLED: Pick<Status, 'label' | 'tone'> = { label: 'Stalled', tone: 'warn' }

/** A run's state as a shape and a word; a live one that was asked to stop, or has been silent for long, says so. */
export function RunStateDot({
  run,
  hideLabel,
}: {
  run: { state: RunState; stopReason: string | null; isStalled?: boolean }
  hideLabel?: boolean
}) {
  const isStopping = run.stopReason !== null && isLive(run.state)
  const label = isStopping ? { label: 'Stopping' } : run.isStalled ? STALLED : {}
  const status = { ...RUN_STATUS[run.state], ...label }
  return <StatusDot status={status} hideLabel={hideLabel} />
}

/** Why a run began, in words. */
export const CAUSE_LABEL: Record<WakeCause, string> = {
  schedule: 'Schedule',
  assignment: 'Assignment',
  delegation: 'Delegation',
  mention: 'Mention',
  message: 'Message',
  manual: 'Woken by hand',
  retry: 'Retry',
  approval: 'Approval',
  unblocked: 'Unblocked',
  children_done: 'Subtasks done',
  review: 'Review',
  interaction: 'Answer',
  verification: 'Checks',
}

/** Whether a run has not ended. */
export function isLive(state: RunState): boolean {
  return state === 'queued' || state === 'running'
}
