import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { systemSql } from '@/platform/database'
import { markOf, readQuestion, tsqueryOf } from '@/platform/words'
import { ScopeWish } from '../schema'
import { readableScopes, requireReadable, scopeOf } from '../scopes'
import { selectMemories } from '../store'

/** Of many matches the newest are weighed. */
const MOST_WEIGHED = 500

const FIND = `
WITH found AS MATERIALIZED (
  SELECT id, words FROM "Memory" WHERE words @@ $2::tsquery AND "companyId" = $1 AND ($3::uuid[] IS NULL OR "scopeId" = ANY($3))
  ORDER BY "updatedAt" DESC LIMIT ${MOST_WEIGHED}
), weighed AS MATERIALIZED (
  SELECT id, ts_rank(words, $2::tsquery, 1) AS weight FROM found
)
SELECT id FROM weighed WHERE $4::uuid IS NULL OR (weight, id) < (SELECT weight, id FROM weighed WHERE id = $4)
ORDER BY weight DESC, id DESC LIMIT $5`

/**
 * Memories by their words, best first, among those that the caller may read. Every word must be there; the last one may be the
 * beginning of one. `after` is the id of the last hit of the page before.
 */
export const searchMemories = defineQuery({
  name: 'searchMemories',
  grant: 'task:read',
  input: ScopeWish.extend({
    q: z.string().trim().max(500),
    after: z.uuid().optional(),
    limit: z.int().min(1).max(101).default(20),
  }),
  async run(view, { q, scopeKind, scopeId, after, limit }) {
    const scope = scopeKind ? await scopeOf(view, { scopeKind, scopeId }) : null
    if (scope) await requireReadable(view, scope)
    const scopes = scope ? [scope.id] : await readableScopes(view)
    const phrases = readQuestion(q)
    if (phrases.length === 0) return []
    // as the system role, because under a policy no index on words is used (docs/decisions/0015); the company is the caller's own
    const query = tsqueryOf(phrases, markOf(view.companyId))
    const found = await systemSql<{ id: string }>(FIND, [view.companyId, query, scopes, after ?? null, limit])
    const ids = found.map(({ id }) => id)
    return selectMemories(view, 'm.id = ANY($2) ORDER BY array_position($2::uuid[], m.id)', [ids])
  },
})
