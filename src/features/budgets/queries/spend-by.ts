import { z } from 'zod'
import { defineQuery, type View } from '@/platform/command'
import { type Bounds, boundsOf, boundValues, WITHIN } from '../ledger-period'
import { inPeriod } from '../schema'
import { SPEND_GROUPS, SPEND_NAMES, SPEND_TREES, type SpendGroup } from '../spend-groups'

type Sums = {
  costMicros: number
  listMicros: number
  tokensIn: number
  tokensCached: number
  tokensOut: number
  entries: number
  /** Entries whose price is not known, and that nobody has corrected. */
  unpriced: number
}

/** What was spent on one thing. The figures of all lines add up to the total: each entry is in one of them. */
export type Spend = Sums & {
  /** What the entries have in common, in the order of the name: for `agentModel`, the agent's id and the model. */
  group: (string | null)[]
  /** The name of a thing; null for what is its own name. */
  name: string | null
  /** `unattributed`: on none of them. `shared`: by agents of several teams. */
  kind: 'thing' | 'unattributed' | 'shared'
  /** With all below a goal or a manager; of a team, with what it shares with others. */
  subtreeMicros: number
}

export type SpendReport = Bounds & { lines: Spend[]; total: Sums; nextOffset: number | null }

const SUMS = `sum(e."costMicros")::bigint AS "costMicros", sum(e."listMicros")::bigint AS "listMicros", sum(e."tokensIn")::bigint AS "tokensIn",
  sum(e."tokensCached")::bigint AS "tokensCached", sum(e."tokensOut")::bigint AS "tokensOut", count(*)::int AS entries,
  count(*) FILTER (WHERE NOT e."isPriced" AND e."correctsId" IS NULL AND NOT EXISTS (
    SELECT 1 FROM "CostEntry" k WHERE k."companyId" = $1 AND k."correctsId" = e.id AND k."isPriced"))::int AS unpriced`
const FIELDS = ['costMicros', 'listMicros', 'tokensIn', 'tokensCached', 'tokensOut', 'entries', 'unpriced'] as const

/**
 * A part of the ledger, added up by what it was spent on, dearest first. What was spent on a goal counts on it and, below
 * `subtreeMicros`, on all above it; so it is with agents and their managers, as they stood then.
 */
export const spendBy = defineQuery({
  name: 'spendBy',
  grant: 'budget:read',
  input: inPeriod({
    by: z.enum(Object.keys(SPEND_GROUPS) as [SpendGroup, ...SpendGroup[]]),
    offset: z.int().min(0).max(1_000_000).default(0),
    limit: z.int().min(1).max(500).default(500),
  }),
  run: async (view, { by, offset, limit, ...period }): Promise<SpendReport> => {
    const bounds = await boundsOf(view, period)
    const rows = await select(view, by, bounds, offset, limit + 1)
    const page = rows.slice(0, limit)
    const total = Object.fromEntries(FIELDS.map((field) => [field, rows[0]?.total[field] ?? 0])) as Sums
    const lines = page.map(({ total: _, ...line }) => line)
    return { ...bounds, lines, total, nextOffset: rows.length > limit ? offset + limit : null }
  },
})

function select(view: View, by: SpendGroup, bounds: Bounds, offset: number, limit: number) {
  const own = `SELECT ${SPEND_GROUPS[by]} AS "group", ${SUMS} FROM "CostEntry" e WHERE ${WITHIN} GROUP BY 1`
  const below = SPEND_TREES[by]
  const lines = below
    ? `SELECT coalesce(own."group", below."group") AS "group", ${FIELDS.map((f) => `coalesce(own."${f}", 0) AS "${f}"`).join(', ')},
         coalesce(below.micros, own."costMicros") AS "subtreeMicros" FROM own FULL JOIN below ON below."group" = own."group"`
    : `SELECT own.*, own."costMicros" AS "subtreeMicros" FROM own`
  const totals = FIELDS.map((field) => `'${field}', sum("${field}") OVER ()`).join(', ')
  return view.sql<Spend & { total: Sums }>(
    `WITH own AS MATERIALIZED (${own}) ${below ? `, ${below}` : ''}, lines AS (${lines}), page AS (
       SELECT lines.*, jsonb_build_object(${totals}) AS total FROM lines ORDER BY "subtreeMicros" DESC, "costMicros" DESC, "group" OFFSET $5 LIMIT $6
     )
     SELECT CASE WHEN page."group" ->> 0 = 'several teams' THEN '[null]' ELSE page."group" END AS "group",
       CASE WHEN page."group" ->> 0 IS NULL THEN 'unattributed' WHEN page."group" ->> 0 = 'several teams' THEN 'shared' ELSE 'thing' END AS kind,
       ${SPEND_NAMES[by] ?? 'NULL'} AS name, "subtreeMicros", ${FIELDS.map((field) => `"${field}"`).join(', ')}, total
     FROM page ORDER BY "subtreeMicros" DESC, "costMicros" DESC, page."group"`,
    [view.companyId, ...boundValues(bounds), offset, limit],
  )
}
