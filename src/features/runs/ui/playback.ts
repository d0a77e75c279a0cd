/** Speeds of a replay, as factors; the last one shows all within a few seconds, however long the run took. */
export const SPEEDS = [1, 4, 16, 'max'] as const
export type Speed = (typeof SPEEDS)[number]

/** Nobody watches an empty screen for longer than this, also at the speed of the run itself. */
const LONGEST_PAUSE_MS = 5000
const LONGEST_REPLAY_MS = 4000

/** When each event is shown, in milliseconds from the first; long silences are cut. Never goes back, as clocks may. */
export function momentsOf(events: readonly { at: string }[]): number[] {
  const moments: number[] = []
  let moment = 0
  let before: number | null = null
  for (const { at } of events) {
    const time = Date.parse(at)
    if (before !== null) moment += Math.min(Math.max(0, time - before), LONGEST_PAUSE_MS)
    before = time
    moments.push(moment)
  }
  return moments
}

/** How many events are shown at a moment. */
export function shownAt(moments: readonly number[], moment: number): number {
  let [low, high] = [0, moments.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (moments[middle]! <= moment) low = middle + 1
    else high = middle
  }
  return low
}

/** Where a replay is when some time has passed. */
export function advanced(moment: number, passedMs: number, speed: Speed, endMs: number): number {
  const factor = speed === 'max' ? Math.max(16, endMs / LONGEST_REPLAY_MS) : speed
  return Math.min(endMs, moment + passedMs * factor)
}
