import { isCommandLine, startedBy } from '@/features/org'
import type { Work } from '@/platform/command'

/** A worker that is silent for this long does not count as one that could start something. */
export const WORKER_GONE_SECONDS = 60

/** By what an agent is started now; else why its wakes wait until it asks for its work, or until that changes. */
export type Startable = { by: string; waits: null } | { by: null; waits: 'pull' | 'no_worker' }

/**
 * How an agent is started now. The command line of a coding agent needs a worker that has the program; without one, nothing is started
 * that nobody would take, and an agent that runs elsewhere may ask for its work.
 */
export async function startableBy(work: Work, runtime: string, config: Record<string, unknown>): Promise<Startable> {
  const by = startedBy(runtime, config)
  if (!by) return { by: null, waits: 'pull' }
  if (isCommandLine(by) && !(await hasWorkerFor(work, by))) return { by: null, waits: 'no_worker' }
  return { by, waits: null }
}

async function hasWorkerFor(work: Work, runtime: string): Promise<boolean> {
  const found = await work.sql(
    `SELECT 1 FROM "Worker" WHERE $1 = ANY(runtimes) AND NOT "isRefused" AND "lastBeatAt" > $2::timestamptz - make_interval(secs => $3) LIMIT 1`,
    [runtime, work.now, WORKER_GONE_SECONDS],
  )
  return found.length > 0
}
