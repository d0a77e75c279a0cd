import { Cron } from 'croner'
import { Inngest, type InngestFunction } from 'inngest'
import { serve } from 'inngest/edge'
import { lint } from './cel'
import { parseCron } from './cron-spec'

/** A function's configuration as the SDK registers it with a server; only what is read here. */
export type FunctionConfig = {
  id: string
  triggers: { event?: string; expression?: string; cron?: string; jitter?: string }[]
  steps: Record<string, { retries?: { attempts?: number } }>
  idempotency?: string
  singleton?: { key?: string; mode?: string }
  concurrency?: number | ConcurrencyConfig | ConcurrencyConfig[]
  cancel?: { event: string; if?: string; timeout?: string }[]
  [other: string]: unknown
}
type ConcurrencyConfig = { limit: number; key?: string; scope?: string }

const REFUSED = ['batchEvents', 'rateLimit', 'throttle', 'debounce', 'priority', 'timeouts']

/** Reads the configurations through the SDK's in-band sync. Calls nothing outside the process. */
export async function readFunctionConfigs(appId: string, functions: InngestFunction.Any[]): Promise<FunctionConfig[]> {
  const client = new Inngest({ id: appId, isDev: true, fetch: () => Promise.reject(new Error('no network here')) })
  const url = 'http://engine.invalid/api/inngest'
  const response = await serve({ client, functions })(
    new Request(url, {
      method: 'PUT',
      headers: { host: 'engine.invalid', 'content-type': 'application/json', 'x-inngest-sync-kind': 'in_band' },
      body: JSON.stringify({ url }),
    }),
  )
  const body: { functions?: FunctionConfig[]; message?: string } = await response.json()
  if (!body.functions)
    throw new Error(`The functions could not be read: ${body.message ?? `status ${response.status}`}.`)
  return body.functions
}

/** Concurrency as a list, without the entries that mean "unlimited". */
export function concurrencyOf(config: FunctionConfig): ConcurrencyConfig[] {
  const raw = config.concurrency
  const list =
    raw === undefined || raw === null
      ? []
      : typeof raw === 'number'
        ? [{ limit: raw }]
        : Array.isArray(raw)
          ? raw
          : [raw]
  return list.filter((entry) => entry.limit > 0)
}

function* faults(config: FunctionConfig): Generator<string> {
  for (const option of REFUSED)
    if (config[option]) yield `uses "${option}", which only an Inngest server has; remove it`
  if (config.singleton && config.singleton.mode !== 'skip')
    yield `has a singleton of mode "${config.singleton.mode}"; only "skip" is supported`
  const concurrency = concurrencyOf(config)
  if (concurrency.length > 1) yield 'has more than one concurrency limit; keep one'
  if (concurrency.some((entry) => entry.scope && entry.scope !== 'fn'))
    yield 'has a concurrency limit shared between functions; only scope "fn" is supported'
  for (const trigger of config.triggers) {
    if (trigger.jitter) yield 'has a cron trigger with jitter; remove it'
    if (trigger.event?.includes('*')) yield `is triggered by the pattern "${trigger.event}"; name each event`
    if (trigger.cron) yield* cronFaults(trigger.cron)
  }
  if (config.cancel?.some((entry) => entry.timeout)) yield 'has a cancelOn with a timeout; remove the timeout'
  const expressions = [
    config.idempotency,
    config.singleton?.key,
    ...concurrency.map((entry) => entry.key),
    ...config.triggers.map((trigger) => trigger.expression),
    ...(config.cancel ?? []).map((entry) => entry.if),
  ]
  for (const expression of expressions) {
    const fault = expression ? lint(expression) : null
    if (fault) yield `has the expression "${expression}", which is not valid CEL: ${fault}`
  }
}

function* cronFaults(spec: string): Generator<string> {
  try {
    const { pattern, timeZone } = parseCron(spec)
    if (!new Cron(pattern, { timezone: timeZone, paused: true }).nextRun())
      yield `has the cron "${spec}", which never fires`
  } catch (error) {
    yield `has the cron "${spec}", which cannot be read: ${error instanceof Error ? error.message : error}`
  }
}

/** Throws one sentence for each use of something outside the subset that both engines have. */
export function checkSupported(configs: FunctionConfig[]): void {
  const sentences = configs.flatMap((config) => [...faults(config)].map((fault) => `Function "${config.id}" ${fault}.`))
  if (sentences.length > 0) throw new Error(sentences.join('\n'))
}
