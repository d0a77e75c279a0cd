import { EventEmitter } from 'node:events'
import type { CompanyId } from '../ids'

export type Commit = { companyId: CompanyId; names: string[]; hasEngineEvents: boolean }

/** What was committed somewhere; null: anything may have been, look. */
export type News = Pick<Commit, 'companyId' | 'names'> | null

// On globalThis: a commit made by one bundle of this process wakes the relay and the live screens of the other.
const store = globalThis as typeof globalThis & { paperclipPulse?: EventEmitter }

function pulse(): EventEmitter {
  store.paperclipPulse ??= new EventEmitter().setMaxListeners(0)
  return store.paperclipPulse
}

/**
 * Says inside this process that a command committed, so that the relay, the sealer and the live screens need not wait for their
 * poll. Only a hint: each of them also looks by itself.
 */
export function committed(companyId: CompanyId, news: { name: string; forEngine?: boolean }[]): void {
  const commit: Commit = {
    companyId,
    names: news.map((event) => event.name),
    hasEngineEvents: news.some((event) => event.forEngine),
  }
  pulse().emit('commit', commit)
}

/** Says inside this process what others committed; null when they were not heard for a while. */
export function heardOf(commits: NonNullable<News>[] | null): void {
  for (const news of commits ?? [null]) pulse().emit('news', news)
}

/** Calls `listener` after each commit in this process. Returns how to stop. */
export function onCommit(listener: (commit: Commit) => void): () => void {
  pulse().on('commit', listener)
  return () => pulse().off('commit', listener)
}

/** Calls `listener` after each commit in this process, and in others as far as they are heard. Returns how to stop. */
export function onNews(listener: (news: News) => void): () => void {
  pulse().on('commit', listener).on('news', listener)
  return () => pulse().off('commit', listener).off('news', listener)
}
