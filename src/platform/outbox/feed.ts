import { inCompany, type Sql } from '../database'
import type { CompanyId } from '../ids'
import { log } from '../log'
import { lookAgainMs } from './neighbours'
import { onNews } from './pulse'

/** A place in the order of events: transaction, then number. Events at one place or before it have been seen. */
export type Position = { txid: number; seq: number }

export type FeedEvent = Position & { id: string; name: string; data: Record<string, unknown>; createdAt: string }

export type Listener = {
  /** Called with events in order, none twice, none left out. */
  onEvents(events: FeedEvent[]): void
  /** Called once, after what was missed and before what comes. `isComplete` is false when too much was missed to be told. */
  onReady(position: Position, isComplete: boolean): void
}

/** How often is looked while other processes are not heard. */
const POLL_MS = 2_000
/** Events that committed while an older transaction still runs are looked for again soon. */
const UNSETTLED_MS = 25
const PAGE = 500
const MAX_MISSED = 2_000

// Readers stop below the oldest running transaction: what commits late has a place before what they would skip it for.
const READ = `
SELECT txid, seq, id, name, data, "createdAt", txid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS "isSettled"
FROM "OutboxEvent" WHERE "companyId" = $1 AND (txid, seq) > ($2, $3) ORDER BY txid, seq LIMIT $4`

type Row = FeedEvent & { isSettled: boolean }

async function readAfter(sql: Sql, companyId: CompanyId, from: Position, limit: number) {
  const rows = await sql<Row>(READ, [companyId, from.txid, from.seq, limit])
  const end = rows.findIndex((row) => !row.isSettled)
  const events = (end < 0 ? rows : rows.slice(0, end)).map(({ isSettled: _, ...event }) => event)
  return { events, hasUnsettled: end >= 0 }
}

/** A page of a company's events after a place, in order, as far as all of them are settled. A page that is not full is the last. */
export async function readFeed(companyId: CompanyId, from: Position, limit: number): Promise<FeedEvent[]> {
  return (await inCompany(companyId, 'READ ONLY', (sql) => readAfter(sql, companyId, from, limit))).events
}

/**
 * The place after all that is settled now, and the number that the next writing transaction will have: what names a higher one comes
 * from another database.
 */
export async function feedHead(companyId: CompanyId): Promise<{ head: Position; nextTxid: number }> {
  const [row] = await inCompany(companyId, 'READ ONLY', (sql) =>
    sql<{ xmin: number; xmax: number }>(
      `SELECT pg_snapshot_xmin(s)::text::bigint AS xmin, pg_snapshot_xmax(s)::text::bigint AS xmax
       FROM pg_current_snapshot() s`,
    ),
  )
  return { head: { txid: row?.xmin ?? 0, seq: -1 }, nextTxid: row?.xmax ?? 0 }
}

function isBefore(a: Position, b: Position): boolean {
  return a.txid < b.txid || (a.txid === b.txid && a.seq < b.seq)
}

/** Reads one company's events for all who listen, one look at a time. */
class Reader {
  /** Who listens, each with the place up to which it had heard all when it came. */
  private readonly listeners = new Map<Listener, Position>()
  private joining: { listener: Listener; from: Position | null }[] = []
  private head: Position | null = null
  private isLooking = false
  private isAskedAgain = false
  private isClosed = false
  private waitMs = UNSETTLED_MS
  private soon: NodeJS.Timeout | undefined
  private poll: NodeJS.Timeout | undefined
  private readonly stopListening: () => void

  constructor(private readonly companyId: CompanyId) {
    this.stopListening = onNews((news) => {
      if (!news || (news.companyId === companyId && news.names.length > 0)) this.look()
    })
  }

  join(listener: Listener, from: Position | null): void {
    this.joining.push({ listener, from })
    this.look()
  }

  /** Answers whether nobody listens any more. */
  leave(listener: Listener): boolean {
    this.listeners.delete(listener)
    this.joining = this.joining.filter((each) => each.listener !== listener)
    return this.listeners.size + this.joining.length === 0
  }

  close(): void {
    clearTimeout(this.poll)
    this.isClosed = true
    clearTimeout(this.soon)
    this.stopListening()
  }

  private look(): void {
    if (this.isLooking) {
      this.isAskedAgain = true
      return
    }
    this.isLooking = true
    this.isAskedAgain = false
    clearTimeout(this.poll)
    this.readAndTell()
      // the next poll tries again; who listens sees a pause, not a gap
      .catch((error: unknown) => log.warn({ err: error, companyId: this.companyId }, 'live events could not be read'))
      .finally(() => {
        this.isLooking = false
        if (this.isAskedAgain) this.look()
        else if (!this.isClosed) this.poll = setTimeout(() => this.look(), lookAgainMs(POLL_MS))
      })
  }

  private async readAndTell(): Promise<void> {
    this.head ??= (await feedHead(this.companyId)).head
    for (const each of [...this.joining]) await this.admit(each.listener, each.from, this.head)
    const from = this.head
    const { events, hasUnsettled } = await inCompany(this.companyId, 'READ ONLY', (sql) =>
      readAfter(sql, this.companyId, from, PAGE),
    )
    const last = events.at(-1)
    if (last) this.head = { txid: last.txid, seq: last.seq }
    for (const [listener, heard] of this.listeners) {
      // who came from another process, or read by itself, may have been ahead of this reader
      const fresh = events.filter((event) => isBefore(heard, event))
      if (fresh.length > 0) listener.onEvents(fresh)
    }
    if (events.length === PAGE) this.isAskedAgain = true
    else this.lookSoon(hasUnsettled)
  }

  private lookSoon(hasUnsettled: boolean): void {
    clearTimeout(this.soon)
    this.waitMs = hasUnsettled ? Math.min(this.waitMs * 2, POLL_MS) : UNSETTLED_MS
    if (hasUnsettled) this.soon = setTimeout(() => this.look(), this.waitMs)
  }

  /** Tells a new listener what it missed up to the head, then lets it hear what comes. */
  private async admit(listener: Listener, from: Position | null, head: Position): Promise<void> {
    const isAhead = from !== null && isBefore(head, from)
    const isKnown = !isAhead || from.txid <= (await feedHead(this.companyId)).nextTxid
    const missed = from && isBefore(from, head) ? await readFeed(this.companyId, from, MAX_MISSED) : []
    if (!this.joining.some((each) => each.listener === listener)) return // it left meanwhile
    this.joining = this.joining.filter((each) => each.listener !== listener)
    const heard = isAhead && isKnown ? from : head
    this.listeners.set(listener, heard)
    const isComplete = isKnown && missed.length < MAX_MISSED
    const old = missed.filter((event) => !isBefore(head, event))
    if (isComplete && old.length > 0) listener.onEvents(old)
    listener.onReady(heard, isComplete)
  }
}

const readers = new Map<CompanyId, Reader>()

/**
 * Tells what happens in a company, in an order that never changes, from `from` on (null: from now on). Streams of one company
 * share one reader, which looks after every commit that is heard of, and by itself every few seconds while anybody listens.
 * @returns how to stop
 */
export function follow(companyId: CompanyId, from: Position | null, listener: Listener): () => void {
  let reader = readers.get(companyId)
  if (!reader) {
    reader = new Reader(companyId)
    readers.set(companyId, reader)
  }
  const joined = reader
  joined.join(listener, from)
  return () => {
    if (!joined.leave(listener)) return
    joined.close()
    if (readers.get(companyId) === joined) readers.delete(companyId)
  }
}
