import { inCompany, type Sql } from '@/platform/database'
import type { CompanyId } from '@/platform/ids'
import { markOf, partsOf } from '@/platform/words'
import { SEARCH_KINDS, type SearchKind } from './schema'
import { readSources, type Source } from './sources'
import { type Entry, type Event, eventsAfter, lockCursor, moveCursor, removeLeftovers, storeEntries } from './store'

const PAGE = 500
/** Documents and logs are long: no more of them than this are in memory at once. */
const MOST_LONG = 25

/**
 * Brings what is searched up to what happened in a company. Each page of events is one transaction with the place that was read up to,
 * so a crash repeats a page at most, and a page can be repeated.
 * @returns how many events were read
 */
export async function indexCompany(companyId: CompanyId): Promise<number> {
  let read = 0
  for (;;) {
    const page = await indexPage(companyId)
    read += page
    if (page === 0) return read
  }
}

function indexPage(companyId: CompanyId): Promise<number> {
  return inCompany(companyId, 'READ WRITE', async (sql) => {
    const cursor = await lockCursor(sql, companyId)
    if (!cursor) return 0
    const { events, subjects } = choose(await eventsAfter(sql, companyId, cursor, PAGE))
    const last = events.at(-1)
    if (!last) return 0
    for (const kind of SEARCH_KINDS) await indexSubjects(sql, companyId, kind, [...subjects[kind]])
    await moveCursor(sql, companyId, last)
    return events.length
  })
}

/** Which text an event is about; null for events about none. */
function subjectOf({ name, data }: Event): { kind: SearchKind; id: string } | null {
  const [room = ''] = name.split('/')
  const about: Record<string, [SearchKind, unknown]> = {
    task: ['task', data.taskId],
    message: ['message', data.messageId],
    document: ['document', data.documentId],
    'run/finished': ['run', data.runId],
  }
  const [kind, id] = about[name] ?? about[room] ?? []
  return kind && typeof id === 'string' ? { kind, id } : null
}

/** What the first of the events are about, up to as many long texts as fit. */
function choose(events: Event[]) {
  const subjects: Record<SearchKind, Set<string>> = {
    task: new Set(),
    message: new Set(),
    document: new Set(),
    run: new Set(),
  }
  let taken = 0
  for (const event of events) {
    const subject = subjectOf(event)
    if (subject) subjects[subject.kind].add(subject.id)
    taken += 1
    if (subjects.document.size + subjects.run.size >= MOST_LONG) break
  }
  return { events: events.slice(0, taken), subjects }
}

async function indexSubjects(sql: Sql, companyId: CompanyId, kind: SearchKind, ids: string[]): Promise<void> {
  if (ids.length === 0) return
  const sources = await readSources(sql, companyId, kind, ids)
  const entries = sources.flatMap((source) => entriesOf(companyId, kind, source))
  await storeEntries(sql, companyId, entries)
  const kept = ids.map((id) => ({ kind, id, parts: entries.filter((entry) => entry.id === id).length }))
  await removeLeftovers(sql, companyId, kept)
}

function entriesOf(companyId: CompanyId, kind: SearchKind, { id, taskId, at, title, heading, body }: Source): Entry[] {
  return partsOf(heading, body, markOf(companyId)).map(({ body, words }, part) => ({
    kind,
    id,
    part,
    taskId,
    at,
    title,
    body,
    words,
  }))
}
