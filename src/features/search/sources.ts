import { type RunEventView, readPackedLogs } from '@/features/runs'
import type { Sql } from '@/platform/database'
import type { CompanyId } from '@/platform/ids'
import type { SearchKind } from './schema'

/** A text as it is now. */
export type Source = {
  id: string
  taskId: string | null
  at: string
  title: string
  /** Found with more weight than the text; the title, mostly. */
  heading: string
  body: string
}

/** Characters of one text that are searched. */
const MOST_CHARACTERS = 200_000
/** Of a run's log the end is searched: there it says what came of it. */
const MOST_LOG_EVENTS = 5000

const READ: Record<SearchKind, string> = {
  task: `SELECT id, id AS "taskId", "createdAt" AS at, title, identifier || ' ' || title AS heading,
      concat_ws(E'\\n', description, "completionSummary", "blockedReason") AS body
    FROM "Task" WHERE "companyId" = $1 AND id = ANY($2::uuid[])`,
  message: `SELECT id, "taskId", "createdAt" AS at, '' AS title, '' AS heading, content AS body
    FROM "Message" WHERE "companyId" = $1 AND id = ANY($2::uuid[])`,
  document: `SELECT id, "taskId", "updatedAt" AS at, coalesce(title, key) AS title, concat_ws(' ', key, title) AS heading,
      left(body, ${MOST_CHARACTERS}) AS body
    FROM "Document" WHERE "companyId" = $1 AND id = ANY($2::uuid[]) AND "deletedAt" IS NULL`,
  // an event is a line, with its end or without
  run: `SELECT r.id, r."taskId", r."finishedAt" AS at, a.name AS title, '' AS heading, coalesce(log.text, '') AS body
    FROM "Run" r JOIN "Agent" a ON a."companyId" = $1 AND a.id = r."agentId"
    CROSS JOIN LATERAL (
      SELECT right(string_agg(rtrim(text, E'\\r\\n'), E'\\n' ORDER BY seq), ${MOST_CHARACTERS}) AS text FROM (
        SELECT seq, text FROM "RunEvent" e WHERE e."companyId" = $1 AND e."runId" = r.id ORDER BY seq DESC LIMIT ${MOST_LOG_EVENTS}
      ) newest
    ) log
    WHERE r."companyId" = $1 AND r.id = ANY($2::uuid[]) AND r."finishedAt" IS NOT NULL`,
}

/** Colours and movements of a terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const TERMINAL = /\u001b\[[0-9;?]*[A-Za-z]/g

/** The texts of these ids that there are. */
export async function readSources(sql: Sql, companyId: CompanyId, kind: SearchKind, ids: string[]): Promise<Source[]> {
  if (ids.length === 0) return []
  const sources = await sql<Source>(READ[kind], [companyId, ids])
  if (kind !== 'run') return sources
  const packed = await readPackedLogs(sql, companyId, ids)
  return sources.map((run) => ({ ...run, body: (textOf(packed.get(run.id)) ?? run.body).replace(TERMINAL, '') }))
}

/** The end of a packed log, as the statement cuts it of one that is not. */
function textOf(events: readonly RunEventView[] | undefined): string | undefined {
  const lines = events?.slice(-MOST_LOG_EVENTS).map((event) => event.text.replace(/[\r\n]+$/, ''))
  return lines?.join('\n').slice(-MOST_CHARACTERS)
}
