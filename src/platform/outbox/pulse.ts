import { EventEmitter } from 'node:events'
import type { CompanyId } from '../ids'

export type Commit = { companyId: CompanyId; names: string[]; hasEngineEvents: boolean }

// On globalThis: a commit made by one bundle of this process wakes the relay and the live screens of the other.
const store = globalThis as typeof globalThis & { paperclipPulse?: EventEmitter }

function pulse(): EventEmitter {
  store.paperclipPulse ??= new EventEmitter().setMaxListeners(0)
  return store.paperclipPulse
}

/**
 * Says inside this process that a command committed, so that the relay, the sealer and the live screens need not wait for their
 * poll. Only a hint: each of them also looks by itself, and other processes' commits are found that way.
 */
export function committed(companyId: CompanyId, news: { name: string; forEngine?: boolean }[]): void {
  const commit: Commit = {
    companyId,
    names: news.map((event) => event.name),
    hasEngineEvents: news.some((event) => event.forEngine),
  }
  pulse().emit('commit', commit)
}

/** Calls `listener` after each commit in this process. Returns how to stop. */
export function onCommit(listener: (commit: Commit) => void): () => void {
  pulse().on('commit', listener)
  return () => pulse().off('commit', listener)
}
