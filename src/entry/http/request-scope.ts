import { AsyncLocalStorage } from 'node:async_hooks'
import type { Actor } from '@/platform/command'
import { newId } from '@/platform/ids'

/** What becomes known of a request while it is answered; one log line tells all of it. */
export type RequestScope = {
  requestId: string
  /** Where it comes from, as far as limits tell senders apart. */
  address?: string | null
  /** Adds a header to the answer. */
  tell?: (header: string, value: string) => void
  actor?: Actor
  companyId?: string
  /** Code of the refusal, where there was one. */
  code?: string
}

// On globalThis: the server's bundle opens the scope, the bundle of the pages finds it.
const store = globalThis as typeof globalThis & { paperclipRequest?: AsyncLocalStorage<RequestScope> }

function storage(): AsyncLocalStorage<RequestScope> {
  store.paperclipRequest ??= new AsyncLocalStorage()
  return store.paperclipRequest
}

/** The request that the current code answers; undefined outside of one. */
export function currentRequest(): RequestScope | undefined {
  return storage().getStore()
}

export function inRequest<T>(scope: RequestScope, run: () => T): T {
  return storage().run(scope, run)
}

/** Adds facts to the request's log line. */
export function note(facts: Partial<Omit<RequestScope, 'requestId'>>): void {
  const scope = currentRequest()
  if (scope) Object.assign(scope, facts)
}

/** The caller's own request id where it sent a plain one, else a new one. */
export function requestIdFrom(header: string | null | undefined): string {
  return header && /^[\w.:-]{1,100}$/.test(header) ? header : newId()
}
