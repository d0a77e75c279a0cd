import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { notFound } from '@/platform/errors'
import { type Pool, poolOf, REPORTS } from '../pools'

const MOST_REPORTS = 500

export type PoolView = Pool & {
  agentId: string
  /** What the manager may still hand on; negative when the reports have more than the pool, null without one. */
  leftMicros: number | null
  /** Each report's own budget and its own pool; null where there is no limit. */
  reports: { agentId: string; name: string; ownMicros: number | null; poolMicros: number | null }[]
}

/** The pool of a manager: what it, and all below it, may spend in a month, and what its direct reports have of it. */
export const getPool = defineQuery({
  name: 'getPool',
  grant: 'budget:read',
  input: z.object({ agentId: z.uuid() }),
  async run(view, { agentId }): Promise<PoolView> {
    const agent = await view.sql(`SELECT id FROM "Agent" WHERE "companyId" = $1 AND id = $2`, [view.companyId, agentId])
    if (agent.length === 0) throw notFound('agent')
    const pool = await poolOf(view, agentId)
    const reports = await view.sql<PoolView['reports'][number]>(
      `SELECT a.id AS "agentId", a.name, own.cap AS "ownMicros", pool.cap AS "poolMicros" FROM ${REPORTS}
       ORDER BY a."createdAt", a.id LIMIT ${MOST_REPORTS}`,
      [view.companyId, agentId],
    )
    const leftMicros = pool.poolMicros === null ? null : pool.poolMicros - pool.allottedMicros
    return { ...pool, agentId, leftMicros, reports }
  },
})
