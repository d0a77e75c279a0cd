import type { Caller } from '@/platform/command'
import { onNews } from '@/platform/outbox/pulse'
import { noteProgress } from '../commands/note-progress'

const LOOK_EVERY_MS = 5_000

/** How far a call is, with the model that answers it. */
export type Progress = { provider: string; model: string; tokensIn: number; tokensOut: number }

/** What may end a call from outside, while it is under way. */
export type Watch = {
  /** Aborted when the client goes away, and when the run is being stopped. */
  signal: AbortSignal
  isStopped(): boolean
  /** Says how far the call is, whenever that is noted. */
  follow(progress: () => Progress): void
  end(): void
}

/**
 * Watches over a call: asks now and then whether its run goes on, and at once when somebody stops one, and notes how far it is. While
 * the database is away the answer goes on: its money is held.
 * @param callId null for a call that is not stored: then only the client ends it
 */
export function watchOver(caller: Caller, callId: string | null, client: AbortSignal): Watch {
  const ending = new AbortController()
  const leave = () => ending.abort()
  let isStopped = false
  let progressOf: (() => Progress) | null = null
  client.addEventListener('abort', leave, { once: true })
  if (client.aborted) leave()

  const look = callId === null ? null : () => void ask(callId).catch(() => {})
  async function ask(id: string): Promise<void> {
    const { mayGoOn } = await noteProgress(caller, { callId: id, progress: progressOf?.() ?? null })
    if (mayGoOn || ending.signal.aborted) return
    isStopped = true
    ending.abort()
  }
  const timer = look && setInterval(look, LOOK_EVERY_MS).unref()
  const unsubscribe = look
    ? onNews((news) => {
        const isOfInterest = news?.companyId === caller.companyId && news.names.includes('run/stop.asked')
        if (!news || isOfInterest) look()
      })
    : null

  return {
    signal: ending.signal,
    isStopped: () => isStopped,
    follow: (progress) => {
      progressOf = progress
    },
    end() {
      if (timer) clearInterval(timer)
      unsubscribe?.()
      client.removeEventListener('abort', leave)
    },
  }
}
