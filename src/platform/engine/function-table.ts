import { concurrencyOf, type FunctionConfig } from './supported'
import type { EngineFunction, FunctionTable } from './types'

// What an Inngest server assumes when a function does not say.
const DEFAULT_RETRIES = 4

/** Arranges checked configurations for look-up. */
export function createFunctionTable(configs: FunctionConfig[]): FunctionTable {
  const table: FunctionTable = { byId: new Map(), byEvent: new Map() }
  for (const config of configs) {
    const fn: EngineFunction = {
      id: config.id,
      maxAttempts: (Object.values(config.steps)[0]?.retries?.attempts ?? DEFAULT_RETRIES) + 1,
      concurrency: concurrencyOf(config)[0] ?? null,
      idempotency: config.idempotency ?? null,
      singleton: config.singleton ?? null,
      cancelOn: (config.cancel ?? []).map((entry) => ({ event: entry.event, condition: entry.if })),
      crons: config.triggers.flatMap((trigger) => trigger.cron ?? []),
    }
    table.byId.set(fn.id, fn)
    for (const trigger of config.triggers) {
      if (!trigger.event) continue
      const starts = table.byEvent.get(trigger.event) ?? []
      table.byEvent.set(trigger.event, [...starts, { fn, condition: trigger.expression }])
    }
  }
  return table
}
