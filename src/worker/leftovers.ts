import { processesCarryingAny, signal } from './processes'

/** Runs that end within this time share one look at all processes. */
const GATHER_MS = 200
/** A process that forks while it is killed leaves one more. */
const ROUNDS = 10

const waiting = new Map<string, () => void>()

/**
 * Ends what left the process group of a run that is over (a daemon, a shell of a tool): nobody would stop it, and its key is dead. On
 * Linux, where a process shows the run's id in its environment. Settled when none is left.
 */
export function endLeftovers(runId: string): Promise<void> {
  return new Promise((resolve) => {
    if (waiting.size === 0) setTimeout(look, GATHER_MS)
    waiting.set(runId, resolve)
  })
}

function look(): void {
  const over = new Map(waiting)
  waiting.clear()
  for (let round = 0; round < ROUNDS; round++) {
    const pids = processesCarryingAny(new Set(over.keys()))
    if (pids.length === 0) break
    for (const pid of pids) signal(pid, 'SIGKILL')
  }
  for (const settle of over.values()) settle()
}
