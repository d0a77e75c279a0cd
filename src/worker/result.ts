import { pauseMs, rest } from './backoff'
import { type ControlPlane, Refused } from './control-plane'
import type { EventLog } from './event-log'
import type { FinishAnswer, FinishRequest, LeasedRun } from './protocol'
import type { Outcome } from './runtimes/runtime'

type Told = { leased: LeasedRun; workerId: string; controlPlane: ControlPlane; say(sentence: string): void }

const ERROR_LENGTH = 2000

/** What a run says of its end may quote its settings too. */
export function masked(outcome: Outcome, mask: (text: string) => string): Outcome {
  const { error, work, checks, summary } = outcome
  return {
    ...outcome,
    error: error && mask(error),
    summary: summary && mask(summary),
    work: work && { ...work, summary: mask(work.summary) },
    checks: checks?.map((check) => ({ ...check, detail: mask(check.detail) })),
  }
}

/**
 * Delivers the result, however long the control plane is away. One that it does not take (a figure out of bounds, a report that cannot
 * be kept) is told without what it said of itself: a run that nobody ends would count as lost, and be done again. Ends early when the
 * run is nobody's any more.
 */
export async function report(
  options: Told,
  events: EventLog,
  outcome: Outcome,
  forgotten: AbortSignal,
): Promise<FinishAnswer | null> {
  const { leased, workerId, controlPlane, say } = options
  let told: Omit<FinishRequest, 'workerId' | 'fence'> | null = null
  for (let failures = 0; !forgotten.aborted; ) {
    try {
      const result = told ?? { ...outcome, events: await events.lastBatch() }
      const error = result.error?.slice(0, ERROR_LENGTH)
      return await controlPlane.finish(leased.runId, { workerId, fence: leased.fence, ...result, error })
    } catch (error) {
      if (error instanceof Refused) {
        say(`The result of run ${leased.runId} was refused: ${error.message}`)
        if (told || !isOfResult(error)) return null
        told = notTaken(outcome, error)
      } else await rest(pauseMs(++failures), forgotten)
    }
  }
  return null
}

/** Not of the run, which is gone or somebody else's, nor of the worker. */
function isOfResult({ status, code }: Refused): boolean {
  return code !== 'stale_fence' && ![401, 403, 404, 426].includes(status)
}

function notTaken({ outcome, exitCode, signal, errorCode, error }: Outcome, refused: Refused): Outcome {
  const seen = { exitCode, signal }
  if (outcome !== 'succeeded') return { ...seen, outcome, errorCode, error }
  const why = `The control plane did not take the result of the run (${outcome}): ${refused.message}`
  return { ...seen, outcome: 'failed', errorCode: 'invalid_response', error: why }
}
