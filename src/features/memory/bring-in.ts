import type { Work } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import type { MemoryScope } from './schema'
import { MOST_ENTRIES, MOST_SCOPE_CHARACTERS } from './store'
import { indexed } from './terms'

export type Brought = {
  scope: MemoryScope
  scopeId: string
  key: string
  text: string
  tags: string[]
  /** Absent: now. */
  createdAt?: string | undefined
  updatedAt?: string | undefined
}

/**
 * Takes memories over that come from elsewhere, as the caller's own; who may is for the command to decide. A key that a scope has already
 * keeps what it says.
 * @throws Refusal broken_rule (rule `memory_full`) when a scope would hold too much
 */
export async function bringInMemories(work: Work, memories: readonly Brought[]): Promise<void> {
  if (memories.length === 0) return
  const rows = memories.map((memory) => ({ id: work.newId(), ...memory, words: indexed(work.companyId, memory) }))
  await work.sql(
    `INSERT INTO "Memory" (id, "companyId", "scopeKind", "scopeId", "teamId", "agentId", key, text, tags, words, "authorKind", "authorId",
       "createdAt", "updatedAt")
     SELECT id, $1, scope, "scopeId", CASE scope WHEN 'team' THEN "scopeId" END, CASE scope WHEN 'agent' THEN "scopeId" END, key, text, tags,
       words::tsvector, $3, $4, coalesce("createdAt", $5), coalesce("updatedAt", $5)
     FROM jsonb_to_recordset($2::jsonb) AS x(id uuid, scope text, "scopeId" uuid, key text, text text, tags text[], words text,
       "createdAt" timestamptz, "updatedAt" timestamptz)
     ON CONFLICT ("companyId", "scopeId", key) DO NOTHING`,
    [work.companyId, JSON.stringify(rows), work.actor.kind, work.actor.id, work.now],
  )
  const full = await work.sql(
    `SELECT 1 FROM "Memory" WHERE "companyId" = $1 AND "scopeId" = ANY($2) GROUP BY "scopeId"
     HAVING count(*) > ${MOST_ENTRIES} OR sum(char_length(text)) > ${MOST_SCOPE_CHARACTERS} LIMIT 1`,
    [work.companyId, [...new Set(memories.map(({ scopeId }) => scopeId))]],
  )
  if (full.length === 0) return
  const most = `An agent, a team and the company each remember at most ${MOST_ENTRIES} entries and ${MOST_SCOPE_CHARACTERS} characters.`
  throw new Refusal('broken_rule', `${most} One of them would hold more.`, { rule: 'memory_full' })
}
