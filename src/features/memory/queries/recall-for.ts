import { z } from 'zod'
import { defineQuery, type View } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { fitted, MOST_RECALLED } from '../rules/fit'
import type { RecalledMemory } from '../schema'
import { scopesOf } from '../scopes'
import { termsOf } from '../terms'

/**
 * What an agent is given for a task, best first: at most eight memories and 4,000 characters of itself, its teams and the company. A
 * memory is the better the more of the task's words it has, and the rarer these are; among equals the newest comes first, also where
 * nothing fits. Without a task: the newest.
 * @throws Refusal not_found; forbidden for an agent that asks for another one
 */
export const recallFor = defineQuery({
  name: 'recallFor',
  grant: 'task:read',
  input: z.object({ agentId: z.uuid(), taskId: z.uuid().nullish() }),
  async run(view, { agentId, taskId }): Promise<RecalledMemory[]> {
    if (view.actor.kind === 'agent' && view.actor.id !== agentId) {
      throw new Refusal('forbidden', 'An agent asks for its own memories only.')
    }
    const [asked] = await view.sql<{ taskId: string | null; words: string | null }>(
      `SELECT t.id AS "taskId", t.title || ' ' || t.description AS words
       FROM "Agent" a LEFT JOIN "Task" t ON t."companyId" = $1 AND t.id = $3::uuid WHERE a."companyId" = $1 AND a.id = $2`,
      [view.companyId, agentId, taskId ?? null],
    )
    if (!asked) throw notFound('agent')
    if (taskId && !asked.taskId) throw notFound('task')
    return fitted(await best(view, await scopesOf(view, agentId), termsOf(view.companyId, asked.words ?? '')))
  },
})

/**
 * A word weighs ln(1 + memories / those that have it); in a key or a tag twice that. The scopes are few and their size is limited, so
 * all of their words are looked through, which needs no index on words.
 */
function best(view: View, scopes: string[], terms: string[]): Promise<RecalledMemory[]> {
  return view.sql<RecalledMemory>(
    `WITH own AS MATERIALIZED (
       SELECT id, words, "updatedAt" FROM "Memory" WHERE "companyId" = $1 AND "scopeId" = ANY($2)
     ), hit AS MATERIALIZED (
       SELECT own.id, w.lexeme, CASE WHEN 'A' = ANY(w.weights) THEN 2 ELSE 1 END AS times
       FROM own CROSS JOIN LATERAL unnest(own.words) w WHERE w.lexeme = ANY($3)
     ), worth AS (
       SELECT lexeme, ln(1 + (SELECT count(*) FROM own)::float8 / count(*)) AS worth FROM hit GROUP BY lexeme
     ), fit AS (
       SELECT hit.id, sum(worth.worth * hit.times) AS weight FROM hit JOIN worth USING (lexeme) GROUP BY hit.id
     ), best AS (
       SELECT own.id, coalesce(fit.weight, 0) AS weight, own."updatedAt" FROM own LEFT JOIN fit ON fit.id = own.id
       ORDER BY 2 DESC, 3 DESC, 1 DESC LIMIT ${MOST_RECALLED}
     )
     SELECT m.id, m."scopeKind" AS scope, m.key, m.text FROM best JOIN "Memory" m ON m."companyId" = $1 AND m.id = best.id
     ORDER BY best.weight DESC, best."updatedAt" DESC, best.id DESC`,
    [view.companyId, scopes, terms],
  )
}
