import type { RunState, WakeCause } from '../schema'

/** Runs in a row that may leave nothing behind before wakes are held back. */
export const MOST_IDLE_RUNS = 3
/** How long wakes are held back after the third such run, and after each further one; then they stand still. */
const HOLD_MINUTES = [5, 30, 120]

export type Brake = { heldUntil: Date | null; isPaused: boolean }

/** What becomes of the wakes of an agent on a task after `count` runs in a row that left nothing behind. */
export function brakeAfter(count: number, now: Date): Brake {
  const step = count - MOST_IDLE_RUNS
  if (step < 0) return { heldUntil: null, isPaused: false }
  const minutes = HOLD_MINUTES[step]
  if (minutes === undefined) return { heldUntil: null, isPaused: true }
  return { heldUntil: new Date(now.getTime() + minutes * 60_000), isPaused: false }
}

const CLASS: Partial<Record<WakeCause, string>> = {
  schedule: 'clock',
  retry: 'clock',
  mention: 'talk',
  message: 'talk',
}

/** What runs that go round in a circle have in common: why they began, and how they ended. */
export function fingerprintOf(cause: WakeCause, ending: { state: RunState; errorCode: string | null }): string {
  return `${CLASS[cause] ?? cause}:${ending.errorCode ?? ending.state}`
}

/** What the agent waited for itself comes through whatever it did before. */
export const UNBRAKED_CAUSES: readonly WakeCause[] = ['approval', 'interaction', 'verification']
