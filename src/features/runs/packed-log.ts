import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import type { Sql } from '@/platform/database'
import type { RunEventView } from './schema'

const pack = promisify(gzip)
const unpack = promisify(gunzip)

/** Events as gzipped lines of JSON: some twentieth of what their rows take. */
export function packEvents(events: readonly RunEventView[]): Promise<Buffer> {
  return pack(events.map((event) => JSON.stringify(event)).join('\n'))
}

/** The packed logs of these runs, by the run; a run whose log is not packed, or no longer kept, is not among them. */
export async function readPackedLogs(
  sql: Sql,
  companyId: string,
  runIds: readonly string[],
): Promise<Map<string, RunEventView[]>> {
  const rows = await sql<{ runId: string; events: Buffer }>(
    `SELECT "runId", events FROM "RunLog" WHERE "companyId" = $1 AND "runId" = ANY($2)`,
    [companyId, runIds],
  )
  const logs = new Map<string, RunEventView[]>()
  for (const { runId, events } of rows) {
    const lines = (await unpack(events)).toString().split('\n')
    logs.set(
      runId,
      lines.map((line) => JSON.parse(line)),
    )
  }
  return logs
}
