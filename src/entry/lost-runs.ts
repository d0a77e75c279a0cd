import { systemCaller } from '@/features/access'
import { closeRun, findLostRuns, LEASE_SECONDS } from '@/features/runs'
import { log } from '@/platform/log'
import { logRun } from './worker/run-log'

const LOOK_EVERY_MS = 3000

/**
 * Ends the runs whose lease was missed at least `graceSeconds` ago; their tasks are free and they are tried again. So do those that were
 * stopped and came back into the queue.
 * @returns how many
 */
export async function closeLostRuns(graceSeconds: number): Promise<number> {
  const runs = await findLostRuns(graceSeconds)
  let closed = 0
  for (const { id: runId, companyId, fence, isQueued } of runs) {
    const ending = isQueued
      ? { state: 'cancelled' as const, errorCode: 'stopped', error: 'Stopped before it started.' }
      : { state: 'failed' as const, errorCode: 'lost', error: 'The worker went silent.' }
    try {
      const caller = systemCaller(companyId, 'run-watch')
      await closeRun(caller, { runId, fence, ...ending })
      await logRun(caller, runId)
      closed += 1
    } catch (error) {
      // One that cannot be closed must not keep the others.
      log.error({ err: error, runId, companyId }, 'a lost run could not be closed')
    }
  }
  return closed
}

/**
 * Looks for lost runs every few seconds. After a start, and after every time that the database could not be asked, it waits for one
 * lease first: the workers could not beat either, and their agents are alive.
 * @returns how to stop
 */
export function startLostRunWatch(): () => void {
  let steadySince = Date.now()
  let lookedAt = Date.now()
  let isLooking = false
  const look = async () => {
    if (isLooking) return
    isLooking = true
    // A machine that slept looks like an outage: nobody could beat.
    if (Date.now() - lookedAt > 5 * LOOK_EVERY_MS) steadySince = Date.now()
    lookedAt = Date.now()
    try {
      // asked in any case, so that an outage is noticed
      const found = await findLostRuns(0)
      if (found.length > 0 && Date.now() - steadySince > LEASE_SECONDS * 1000) await closeLostRuns(0)
    } catch (error) {
      steadySince = Date.now()
      log.warn({ err: error }, 'lost runs could not be looked for')
    } finally {
      isLooking = false
    }
  }
  const timer = setInterval(look, LOOK_EVERY_MS)
  return () => clearInterval(timer)
}
