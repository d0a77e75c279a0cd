import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { rankByFit, rolesFor, wordsOf } from '../rules/fit'

const MOST_CANDIDATES = 1000
/** Enough of a word that its other forms are found, too. */
const STEM = 4

type Candidate = { id: string; name: string; role: string; title: string; capabilities: string; openTasks: number }
export type SuggestedAgent = Omit<Candidate, 'capabilities'> & { score: number; words: string[] }

/** Active agents that fit a text by role, title and capabilities, best first; of equals, who has less to do. */
export const suggestAgents = defineQuery({
  name: 'suggestAgents',
  grant: 'org:read',
  input: z.object({ text: z.string().trim().min(1).max(20_000), limit: z.int().min(1).max(50).default(5) }),
  async run(view, { text, limit }): Promise<SuggestedAgent[]> {
    const stems = wordsOf(text).map((word) => `%${word.slice(0, STEM)}%`)
    const agents = await view.sql<Candidate>(
      `SELECT a.id, a.name, a.role, a.title, a.capabilities, t.open AS "openTasks" FROM (
         SELECT id, name, role, title, capabilities FROM "Agent" WHERE "companyId" = $1 AND status = 'active'
           AND (role = ANY($2) OR role ILIKE ANY($3) OR title ILIKE ANY($3) OR capabilities ILIKE ANY($3))
         ORDER BY "createdAt", id LIMIT ${MOST_CANDIDATES}
       ) a CROSS JOIN LATERAL (
         SELECT count(*)::int AS open FROM "Task" WHERE "companyId" = $1 AND "assigneeId" = a.id
           AND state IN ('todo', 'in_progress', 'in_review', 'blocked')
       ) t ORDER BY t.open, a.id`,
      [view.companyId, rolesFor(text), stems],
    )
    return rankByFit(text, agents)
      .slice(0, limit)
      .map(({ capabilities: _capabilities, ...agent }) => agent)
  },
})
