import { refusalOfHost } from '@/platform/address-guard'
import { env, mayCallPrivately } from '@/platform/env'
import { Refusal } from '@/platform/errors'
import type { ChannelView } from './schema'

/**
 * Refuses at once an address that would never be called. A name is looked up only when it is called, and checked then.
 * @throws Refusal invalid_input
 */
export function requireCallable(address: string): void {
  const refusal = refusalOfHost(new URL(address).hostname, mayCallPrivately(env()))
  if (refusal) throw new Refusal('invalid_input', `address: ${refusal}.`, { field: 'address' })
}

/** What is shown of an address: of slack, whose whole address is the secret, only where it is. */
export function shownAddress(kind: ChannelView['kind'], address: string): string {
  return kind === 'slack' ? new URL(address).origin : address
}
