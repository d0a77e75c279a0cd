import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { notFound } from '@/platform/errors'
import { whyNoWorker } from '../rules/placement'
import type { RunView } from '../schema'
import { RUN_ROW_COLUMNS, RUN_ROW_JOINS } from './list-runs'
import { livePlaces } from './list-workers'

/** One run with its worker, its reservation, the wakes that it answers and what its checks found. */
export const getRun = defineQuery({
  name: 'getRun',
  grant: 'run:read',
  input: z.object({ runId: z.uuid() }),
  async run(view, { runId }): Promise<RunView> {
    const [row] = await view.sql<Omit<RunView, 'waitsBecause'> & { workerLabels: string[] }>(
      `SELECT ${RUN_ROW_COLUMNS}, r."retryOfRunId", r.depth, r."workerId", w.name AS "workerName", r."leaseExpiresAt",
              r."timeoutSeconds", r."workerLabels", r."exitCode", r.signal, r."stopAskedAt", r."lastEventSeq",
              coalesce((SELECT "amountMicros" - "drawnMicros" FROM "Reservation" WHERE "companyId" = $1 AND "runId" = r.id AND "settledAt" IS NULL), 0)::bigint
                AS "reservedMicros",
              coalesce((SELECT jsonb_agg(jsonb_build_object('id', id, 'cause', cause, 'createdAt', "createdAt") ORDER BY "createdAt")
                FROM "Wake" WHERE "companyId" = $1 AND "runId" = r.id), '[]') AS wakes,
              coalesce(r.result->'checks', '[]') AS checks
       FROM "Run" r ${RUN_ROW_JOINS} LEFT JOIN "Worker" w ON w.id = r."workerId"
       WHERE r."companyId" = $1 AND r.id = $2`,
      [view.companyId, runId],
    )
    if (!row) throw notFound('run')
    const { workerLabels, ...run } = row
    const isWaiting = run.state === 'queued'
    return { ...run, waitsBecause: isWaiting ? whyNoWorker({ ...run, workerLabels }, await livePlaces(view)) : null }
  },
})
