import { rest } from '../backoff'
import { paperclipFor } from './paperclip-api'
import type { Outcome, Start } from './runtime'

const LOOK_MS = 5_000

/**
 * Waits for an agent that took its work and answers later. This worker keeps the run's lease meanwhile; the run's time limit, a stop,
 * or the agent's own word (`POST /runs/:id/complete`, which ends the run) end the wait. So does a task that is not under way any more.
 */
export async function laterAnswer(start: Start, signal: AbortSignal): Promise<Outcome> {
  const { task } = start.run
  const paperclip = paperclipFor(start.run, signal)
  start.log('system', 'The agent took the work (HTTP 202) and answers later.')
  while (!signal.aborted) {
    await rest(LOOK_MS, signal)
    // Paperclip may be away for a while; the agent may be, too
    const now = task && !signal.aborted ? await paperclip('GET', `/tasks/${task.id}`).catch(() => null) : null
    if (typeof now !== 'object' || now === null || !('state' in now)) continue
    if (now.state !== 'in_progress' && now.state !== 'todo') return { outcome: 'succeeded' }
  }
  return { outcome: 'cancelled', errorCode: 'stopped', error: 'Nobody waits for the answer any more.' }
}
