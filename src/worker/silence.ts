import type { LeasedRun } from './protocol'

/** A coding agent that has written nothing for this long mostly waits for something that never comes. */
const DEFAULT_SECONDS = 600
/** Commands, calls and checks may be silent for as long as they like: the time limit is theirs. */
const MAY_BE_SILENT = new Set(['bash', 'http', 'checks'])

/** How long a run may write nothing before it is ended: `inactivitySeconds` of its settings; 0 means for ever. */
export function silenceSeconds({ runtime, runtimeConfig }: LeasedRun): number {
  const { inactivitySeconds } = runtimeConfig
  if (typeof inactivitySeconds === 'number' && inactivitySeconds >= 0) return inactivitySeconds
  return MAY_BE_SILENT.has(runtime) ? 0 : DEFAULT_SECONDS
}

export type Silence = {
  /** It said something. */
  broken(): void
  over(): void
}

/** Calls `onTooLong` once when nothing was said for `seconds`; 0 never does. */
export function watchSilence(seconds: number, onTooLong: (seconds: number) => void): Silence {
  if (seconds <= 0) return { broken() {}, over() {} }
  let heardAt = Date.now()
  let timer: NodeJS.Timeout
  // one timer that looks when it is due, not one for each line
  const look = () => {
    const left = heardAt + seconds * 1000 - Date.now()
    if (left <= 0) onTooLong(seconds)
    else wait(left)
  }
  const wait = (ms: number) => {
    timer = setTimeout(look, Math.min(ms, 2_000_000_000))
  }
  wait(seconds * 1000)
  return {
    broken() {
      heardAt = Date.now()
    },
    over: () => clearTimeout(timer),
  }
}
