import type { ModelUsage } from './protocol'

/** Each report is a row of the ledger: one this often is enough. */
const USAGE_EVERY_MS = 15_000

/** What a run used so far, for the beat: when it is new and was not told lately. What was not answered is told again. */
export function usageNews(read: () => ModelUsage[]) {
  let told = '[]'
  let telling: string | null = null
  let toldAt = Number.NEGATIVE_INFINITY
  return {
    news(): { usage?: ModelUsage[] } {
      const usage = Date.now() - toldAt < USAGE_EVERY_MS ? [] : read()
      const text = JSON.stringify(usage)
      if (usage.length === 0 || text === told) return {}
      telling = text
      return { usage }
    },
    /** The control plane has answered a beat. */
    heard(): void {
      if (telling === null) return
      told = telling
      telling = null
      toldAt = Date.now()
    },
  }
}
