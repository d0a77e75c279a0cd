import type { ModelUsage } from '../schema'

/** What of a run's use of a model is in the ledger, and by which entries. */
export type BookedUsage = ModelUsage & { costIds: string[] }

const TOKENS = ['tokensIn', 'tokensCached', 'tokensOut', 'tokensCacheWritten'] as const

/**
 * What is to be booked beside what is; null when the sum would come out too high, which a further entry cannot mend.
 * @param now of the whole run so far
 * @param bookedMicros what the ledger says that the booked part cost
 */
export function restOf(now: ModelUsage, booked: ModelUsage | undefined, bookedMicros: number): ModelUsage | null {
  if (!booked) return now
  const rest: ModelUsage = { ...now }
  for (const name of TOKENS) {
    const more = (now[name] ?? 0) - (booked[name] ?? 0)
    if (more < 0) return null
    if (now[name] !== undefined || more > 0) rest[name] = more
  }
  if (now.costMicros === undefined) return rest
  const costMicros = now.costMicros - bookedMicros
  return costMicros < 0 ? null : { ...rest, costMicros }
}

/** Whether there is anything in it. */
export function isUsed(usage: ModelUsage): boolean {
  return usage.tokensIn + usage.tokensOut + (usage.costMicros ?? 0) > 0
}
