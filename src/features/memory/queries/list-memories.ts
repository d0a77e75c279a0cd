import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { ScopeWish } from '../schema'
import { readableScopes, requireReadable, scopeOf } from '../scopes'
import { selectMemories } from '../store'

/** Memories that the caller may read, newest first; of one scope where one is named. `before` is the id of the last one of the page before. */
export const listMemories = defineQuery({
  name: 'listMemories',
  grant: 'task:read',
  input: ScopeWish.extend({
    key: z.string().trim().toLowerCase().optional(),
    before: z.uuid().optional(),
    limit: z.int().min(1).max(500).default(100),
  }),
  async run(view, { scopeKind, scopeId, key, before, limit }) {
    const scope = scopeKind ? await scopeOf(view, { scopeKind, scopeId }) : null
    if (scope) await requireReadable(view, scope)
    const scopes = scope ? [scope.id] : await readableScopes(view)
    return selectMemories(
      view,
      `($2::uuid[] IS NULL OR m."scopeId" = ANY($2)) AND ($3::text IS NULL OR m.key = $3) AND ($4::uuid IS NULL OR m.id < $4)
       ORDER BY m.id DESC LIMIT $5`,
      [scopes, key ?? null, before ?? null, limit],
    )
  },
})
