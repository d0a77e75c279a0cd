import type { Outcome } from './runtimes/runtime'

/** Why a worker ends a run before its time. */
export function timedOut(seconds: number): Outcome {
  return { outcome: 'timed_out', errorCode: 'timeout', error: `The run took longer than ${seconds} s.` }
}

export function inactive(seconds: number): Outcome {
  return { outcome: 'failed', errorCode: 'inactive', error: `The run wrote nothing for ${seconds} s.` }
}

export function stopped(reason = ''): Outcome {
  return { outcome: 'cancelled', errorCode: 'stopped', error: reason ? `Stopped: ${reason}` : 'Stopped.' }
}

export function workerStopped(): Outcome {
  return {
    outcome: 'failed',
    errorCode: 'worker_stopped',
    error: 'The worker was stopped while the run was under way.',
  }
}
