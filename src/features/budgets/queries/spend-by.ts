import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { currentPeriod } from '../store'

export type Spend = {
  /** What the rows have in common, in the order of the name: for `agentModel`, the agent's id and the model. */
  group: (string | null)[]
  costMicros: number
  tokensIn: number
  tokensCached: number
  tokensOut: number
  /** Entries whose price is not known. */
  unpriced: number
}

const GROUPS = {
  agent: ['c."agentId"::text'],
  agentModel: ['c."agentId"::text', 'c.model'],
  provider: ['c.provider'],
  project: ['c."projectId"::text'],
} as const

/** The ledger of a time, added up by what it was spent on, dearest first; at most 500 groups. Absent: since the month began. */
export const spendBy = defineQuery({
  name: 'spendBy',
  grant: 'budget:read',
  input: z.object({
    by: z.enum(['agent', 'agentModel', 'provider', 'project']),
    from: z.iso.datetime({ offset: true }).optional(),
    to: z.iso.datetime({ offset: true }).optional(),
  }),
  run: async (view, { by, from, to }) => {
    const time = from || to ? [from ?? null, to ?? null] : [null, null, await currentPeriod(view)]
    const limits = from || to ? '' : ' AND c."periodStart" = $4'
    return view.sql<Spend>(
      `SELECT jsonb_build_array(${GROUPS[by].join(', ')}) AS "group", sum(c."costMicros")::bigint AS "costMicros",
         sum(c."tokensIn")::bigint AS "tokensIn", sum(c."tokensCached")::bigint AS "tokensCached", sum(c."tokensOut")::bigint AS "tokensOut",
         count(*) FILTER (WHERE NOT c."isPriced")::int AS unpriced
       FROM "CostEntry" c WHERE c."companyId" = $1 AND ($2::timestamptz IS NULL OR c."createdAt" >= $2)
         AND ($3::timestamptz IS NULL OR c."createdAt" < $3)${limits}
       GROUP BY 1 ORDER BY 2 DESC LIMIT 500`,
      [view.companyId, ...time],
    )
  },
})
