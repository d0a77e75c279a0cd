import { pauseMs, rest } from './backoff'
import { Refused } from './control-plane'
import { createEventSpool } from './event-spool'
import type { EventsAnswer, RunEventIn } from './protocol'

export type EventLogOptions = {
  send(events: RunEventIn[]): Promise<EventsAnswer>
  onOrder(order: EventsAnswer['order']): void
  /** Takes out what nobody may read; what `append` is given goes through it first. */
  mask(text: string): string
  /** Where events wait that do not fit in memory. */
  spoolFile: string
  /** Characters of output that a run may log; default 8 million. */
  limit?: number
}

/** What a run says, on its way to the control plane: numbered without gaps, kept until acknowledged. */
export type EventLog = {
  append(kind: RunEventIn['kind'], stream: RunEventIn['stream'], text: string): void
  /** Ends sending in the background, and sends (once each) until at most one batch is left, which it returns. */
  lastBatch(): Promise<RunEventIn[]>
  /** Forgets everything; nothing is sent any more. */
  discard(): void
}

const FLUSH_MS = 100
export const BATCH_BYTES = 64_000
const LIMIT = 8_000_000

/** Starts a log; sending begins with the first event, and repeats what fails for as long as the process lives. */
export function createEventLog({ send, onOrder, mask, spoolFile, limit = LIMIT }: EventLogOptions): EventLog {
  const spool = createEventSpool(spoolFile)
  const closing = new AbortController()
  let nextSeq = 1
  let logged = 0
  let sending: Promise<void> | null = null
  let timer: NodeJS.Timeout | null = null
  let lastFlushAt = 0
  let isDiscarded = false

  function push(kind: RunEventIn['kind'], stream: RunEventIn['stream'], text: string): void {
    if (isDiscarded) return
    if (spool.push({ seq: nextSeq, at: new Date().toISOString(), kind, stream, text })) nextSeq++
    schedule()
  }

  function schedule(): void {
    if (sending || closing.signal.aborted) return
    const dueInMs = spool.bytes() >= BATCH_BYTES ? 0 : Math.max(0, lastFlushAt + FLUSH_MS - Date.now())
    if (timer && dueInMs > 0) return
    if (timer) clearTimeout(timer)
    timer = setTimeout(flush, dueInMs)
  }

  function flush(): void {
    timer = null
    lastFlushAt = Date.now()
    sending = sendWaiting().finally(() => {
      sending = null
      if (spool.bytes() > 0) schedule()
    })
  }

  async function sendWaiting(): Promise<void> {
    for (let failures = 0; !closing.signal.aborted; ) {
      try {
        await sendOne()
        failures = 0
        if (spool.bytes() < BATCH_BYTES) return
      } catch (error) {
        if (error instanceof Refused) return refuse(error)
        await rest(pauseMs(++failures), closing.signal)
      }
    }
  }

  async function sendOne(): Promise<void> {
    const batch = spool.peek(BATCH_BYTES)
    if (batch.length === 0) return
    const { lastSeq, order } = await send(batch)
    if (lastSeq < batch[0]!.seq) throw new Error('nothing was acknowledged')
    spool.drop(lastSeq)
    if (order !== 'go_on') onOrder(order)
  }

  /** The run is somebody else's or unknown, or the control plane cannot take these events: sending them again is of no use. */
  function refuse(error: Refused): void {
    if (error.status === 404 || error.status === 409) onOrder('gone')
    discard()
  }

  function discard(): void {
    isDiscarded = true
    closing.abort()
    spool.remove()
  }

  return {
    append(kind, stream, said) {
      const text = mask(said)
      if (kind === 'log') {
        if (logged > limit) return
        logged += text.length
        if (logged > limit) {
          return push(
            'note',
            'system',
            `The run logged more than ${limit} characters; the rest of its output is left out.`,
          )
        }
      }
      push(kind, stream, text)
    },
    async lastBatch() {
      closing.abort()
      if (timer) clearTimeout(timer)
      await sending
      while (spool.bytes() > BATCH_BYTES) await sendOne()
      return spool.peek(BATCH_BYTES)
    },
    discard,
  }
}
