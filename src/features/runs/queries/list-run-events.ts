import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { readPackedLogs } from '../packed-log'
import type { RunEventView } from '../schema'

/** A run's log in order, from behind `afterSeq`; the same whether it is packed or not. */
export const listRunEvents = defineQuery({
  name: 'listRunEvents',
  grant: 'run:read',
  input: z.object({
    runId: z.uuid(),
    afterSeq: z.int().min(0).default(0),
    limit: z.int().min(1).max(2000).default(1000),
  }),
  async run(view, { runId, afterSeq, limit }) {
    const events = await view.sql<RunEventView>(
      `SELECT seq, at, kind, stream, text FROM "RunEvent" WHERE "companyId" = $1 AND "runId" = $2 AND seq > $3 ORDER BY seq LIMIT $4`,
      [view.companyId, runId, afterSeq, limit],
    )
    if (events.length > 0) return events
    const packed = (await readPackedLogs(view.sql, view.companyId, [runId])).get(runId) ?? []
    return packed.filter((event) => event.seq > afterSeq).slice(0, limit)
  },
})
