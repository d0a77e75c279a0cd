import { env, isLoopback, isSignInRequired } from '@/platform/env'

// On globalThis: the server says it, and the bundle of the pages reads it.
const store = globalThis as typeof globalThis & { paperclipListensOnLoopback?: boolean }

/**
 * Said by the server when it opened its socket on loopback. Where nobody says it, as on a serverless host, the default of HOST
 * proves nothing about who can reach the product.
 */
export function declareLoopback(): void {
  store.paperclipListensOnLoopback = true
}

/**
 * May whoever reaches this process without a credential act as the local person? Only when nobody but this machine can: the
 * socket is on loopback, and BASE_URL does not name an address that others use through a proxy.
 */
export function isLocalMode(): boolean {
  const { BASE_URL } = env()
  const isPublished = BASE_URL !== undefined && !isLoopback(new URL(BASE_URL).hostname)
  return store.paperclipListensOnLoopback === true && !isSignInRequired(env()) && !isPublished
}
