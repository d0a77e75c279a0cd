import type { Mask } from '@/platform/mask'
import type { AgentSession, Billing, ModelUsage, RunEventIn } from '../protocol'
import type { AgentSettings, AgentTool, Hearing, Json } from './agent-tool'
import { printable } from './lines'

/** What became known of a run while its tool was listened to. */
export type Heard = {
  sessionId: string | null
  /** Of this run. */
  usage: ModelUsage[]
  /** Of the whole session, where the tool said so. */
  totals: ModelUsage[] | null
  /** Whose bill it is; undefined when the tool did not say. */
  billing: Billing | undefined
  hasEnded: boolean
  summary: string | null
  /** Why it failed, in its own words. */
  failure: { text: string; code?: string } | null
  /** Whether anything that it printed was an event. */
  isReadable: boolean
}

type Log = (stream: RunEventIn['stream'], line: string) => void

const RESULT_LINES = 40
const SUMMARY_LENGTH = 20_000

/**
 * Listens to a tool: its events become lines of the log, and what is to be remembered of them is in `heard()`. A line that is no
 * event is logged as it is.
 * @param onHopeless the tool goes on trying what will not succeed
 */
export function listenTo(
  tool: AgentTool,
  settings: AgentSettings,
  mask: Mask,
  log: Log,
  onHopeless: (text: string) => void,
) {
  const calls = new Map<string, ModelUsage>()
  let totals: ModelUsage[] | null = null
  const state: Omit<Heard, 'usage' | 'totals'> = {
    ...{ sessionId: null, billing: undefined, hasEnded: false, summary: null, failure: null, isReadable: false },
  }
  let lastWords = ''
  let pieces = ''

  const lines = (stream: RunEventIn['stream'], text: string) => {
    for (const line of text.split('\n')) log(stream, printable(line.trimEnd(), mask))
  }

  function flush(): void {
    const text = pieces.trim()
    pieces = ''
    if (!text) return
    lastWords = text
    lines('stdout', text)
  }

  const hearing: Hearing = {
    session(id) {
      if (typeof id === 'string' && id) state.sessionId = id
    },
    saidPart(text) {
      if (typeof text === 'string') pieces += text
    },
    said(text) {
      flush()
      if (typeof text !== 'string' || !text.trim()) return
      lastWords = text
      lines('stdout', text.trim())
    },
    called(name, input) {
      flush()
      lines('system', `→ ${name} ${briefOf(input)}`)
    },
    answered(output) {
      flush()
      lines('system', shortened(textOf(output)))
    },
    used(call, usage) {
      calls.set(call, usage)
    },
    counted(usages) {
      totals = usages
    },
    billed(billing) {
      state.billing = billing
    },
    ended(summary) {
      flush()
      state.hasEnded = true
      state.summary = (typeof summary === 'string' && summary.trim() ? summary : lastWords)
        .trim()
        .slice(0, SUMMARY_LENGTH)
    },
    failed(text, code) {
      flush()
      const words = textOf(text) || 'It failed without a word.'
      state.failure = { text: words, code }
      lines('stderr', words)
    },
    stumbled(text) {
      lines('stderr', textOf(text))
      onHopeless(textOf(text))
    },
  }

  return {
    line(line: string, size: number): void {
      const event = eventIn(line)
      if (event) {
        state.isReadable = true
        tool.read(event, hearing, settings)
      } else if (line.trim()) log('stdout', printable(line, mask, size))
    },
    heard: (): Heard => ({ ...state, usage: byModel([...calls.values()]), totals }),
  }
}

/** One entry for each model. */
export function byModel(usages: readonly ModelUsage[]): ModelUsage[] {
  const sums = new Map<string, ModelUsage>()
  for (const usage of usages) sums.set(usage.model, sum(sums.get(usage.model), usage))
  return [...sums.values()].filter((usage) => usage.tokensIn + usage.tokensOut + (usage.costMicros ?? 0) > 0)
}

/**
 * What this run used, where a tool counts over all runs of a session: the sum now, less the sum at the end of the last run. A sum that
 * has become smaller began anew.
 */
export function usageSince(before: AgentSession | null, now: readonly ModelUsage[]): ModelUsage[] {
  return now.flatMap((usage) => {
    const old = before?.totals.find((each) => each.model === usage.model)
    const since = old && old.tokensIn <= usage.tokensIn && old.tokensOut <= usage.tokensOut ? less(usage, old) : usage
    return since.tokensIn + since.tokensOut + (since.costMicros ?? 0) > 0 ? [since] : []
  })
}

function less(usage: ModelUsage, old: ModelUsage): ModelUsage {
  const costMicros = usage.costMicros === undefined ? undefined : Math.max(0, usage.costMicros - (old.costMicros ?? 0))
  return {
    model: usage.model,
    tokensIn: usage.tokensIn - old.tokensIn,
    tokensCached: Math.max(0, usage.tokensCached - old.tokensCached),
    tokensOut: usage.tokensOut - old.tokensOut,
    tokensCacheWritten: Math.max(0, (usage.tokensCacheWritten ?? 0) - (old.tokensCacheWritten ?? 0)),
    ...(costMicros === undefined ? {} : { costMicros }),
  }
}

function sum(a: ModelUsage | undefined, b: ModelUsage): ModelUsage {
  if (!a) return b
  const isPriced = a.costMicros !== undefined || b.costMicros !== undefined
  return {
    model: b.model,
    tokensIn: a.tokensIn + b.tokensIn,
    tokensCached: a.tokensCached + b.tokensCached,
    tokensOut: a.tokensOut + b.tokensOut,
    tokensCacheWritten: (a.tokensCacheWritten ?? 0) + (b.tokensCacheWritten ?? 0),
    ...(isPriced ? { costMicros: (a.costMicros ?? 0) + (b.costMicros ?? 0) } : {}),
  }
}

function eventIn(line: string): Json | null {
  if (!line.startsWith('{')) return null
  try {
    const event: unknown = JSON.parse(line)
    return typeof event === 'object' && event !== null && 'type' in event ? (event as Json) : null
  } catch {
    return null
  }
}

/** What a tool is given, in one line: its command, file or address when it has one. */
function briefOf(input: unknown): string {
  if (typeof input === 'string') return shortened(input)
  if (typeof input !== 'object' || input === null) return ''
  const { command, file_path, path, filePath, url, pattern, query } = input as Json
  const main = [command, file_path, path, filePath, url, pattern, query].find((each) => typeof each === 'string')
  return shortened(typeof main === 'string' ? main : JSON.stringify(input))
}

/** Text of an answer: as it is, of the parts of a list, or as JSON. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map((part) => textOf(part?.text ?? part)).join('\n')
  return value === undefined || value === null ? '' : JSON.stringify(value)
}

function shortened(text: string): string {
  const lines = text.trimEnd().split('\n')
  if (lines.length <= RESULT_LINES) return lines.join('\n')
  return [...lines.slice(0, RESULT_LINES), `… (${lines.length - RESULT_LINES} more lines)`].join('\n')
}
