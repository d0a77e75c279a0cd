import { defineQuery, type View } from '@/platform/command'
import { systemSql } from '@/platform/database'
import { markOf, readQuestion, tsqueryOf } from '@/platform/words'
import { SEARCH_KINDS, Search, type SearchHit } from '../schema'
import { snippetOf } from '../snippet'

/** Of many matches the newest are weighed. */
const MOST_WEIGHED = 500

/**
 * Finds tasks, messages, documents and logs of runs by their words, best first: a title counts more than a text, a short text more
 * than a long one, a newer one more than an older one of the same weight. What was written is found a moment later.
 */
export const search = defineQuery({
  name: 'search',
  grant: 'task:read',
  input: Search,
  async run(view, input): Promise<SearchHit[]> {
    const phrases = readQuestion(input.q)
    if (phrases.length === 0) return []
    const found = await find(view, tsqueryOf(phrases, markOf(view.companyId)), input)
    const hits = await read(view, found)
    return hits.map(({ body, ...hit }) => ({ ...hit, snippet: snippetOf(body, phrases) }))
  },
})

type Found = { kind: string; id: string; part: number }

export const FIND = `
WITH found AS MATERIALIZED (
  SELECT kind, "subjectId", part, words FROM "SearchEntry"
  WHERE words @@ $2::tsquery AND "companyId" = $1 AND kind = ANY($3::text[]) AND ($4::uuid IS NULL OR "taskId" = $4)
  ORDER BY at DESC LIMIT ${MOST_WEIGHED}
), weighed AS MATERIALIZED (
  SELECT kind, "subjectId", part, ts_rank(words, $2::tsquery, 1) AS weight FROM found
), best AS MATERIALIZED (
  SELECT DISTINCT ON ("subjectId") * FROM weighed ORDER BY "subjectId", weight DESC, part
)
SELECT kind, "subjectId" AS id, part FROM best
WHERE $5::uuid IS NULL OR (weight, "subjectId") < (SELECT weight, "subjectId" FROM best WHERE "subjectId" = $5)
ORDER BY weight DESC, "subjectId" DESC LIMIT $6`

/**
 * Finds ids as the system role, because under a policy no index on words is used (docs/decisions/0015); the company is the caller's
 * own, which was proven.
 */
function find(view: View, query: string, { kinds, taskId, after, limit }: typeof Search._output): Promise<Found[]> {
  const asked = kinds ?? SEARCH_KINDS
  const allowed = asked.filter((kind) => kind !== 'run' || view.grants.has('run:read'))
  return systemSql<Found>(FIND, [view.companyId, query, allowed, taskId ?? null, after ?? null, limit])
}

/** Reads what was found as the caller's own company sees it. */
function read(view: View, found: Found[]): Promise<(Omit<SearchHit, 'snippet'> & { body: string })[]> {
  if (found.length === 0) return Promise.resolve([])
  return view.sql(
    `SELECT e.kind, e."subjectId" AS id, e."taskId", t.identifier AS "taskIdentifier",
            coalesce(nullif(e.title, ''), t.title, '') AS title, e.at, e.body
     FROM unnest($2::text[], $3::uuid[], $4::int[]) WITH ORDINALITY AS f(kind, id, part, place)
     JOIN "SearchEntry" e ON e."companyId" = $1 AND e.kind = f.kind AND e."subjectId" = f.id AND e.part = f.part
     LEFT JOIN "Task" t ON t."companyId" = $1 AND t.id = e."taskId" ORDER BY f.place`,
    [view.companyId, found.map((each) => each.kind), found.map((each) => each.id), found.map((each) => each.part)],
  )
}
