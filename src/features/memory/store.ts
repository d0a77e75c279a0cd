import { holdsSecret } from '@/features/vault'
import { runOf, type View, type Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import type { MemoryView } from './schema'
import type { Scope } from './scopes'
import { indexed } from './terms'

/** What one scope holds at most. */
export const MOST_ENTRIES = 500
export const MOST_SCOPE_CHARACTERS = 500_000
/** Of what could be forgotten, so many are named. */
const MOST_NAMED = 5

/** Memories. @param shown the condition on `m`, with order and limit; `$1` is the company */
export function selectMemories(view: View, shown: string, values: unknown[]): Promise<MemoryView[]> {
  return view.sql<MemoryView>(
    `SELECT m.id, m."companyId", m."scopeKind", m."scopeId", coalesce(t.name, a.name) AS "scopeName", m.key, m.text, m.tags,
       m."authorKind", m."authorId", m."runId", m."taskId", m.version, m."createdAt", m."updatedAt", m."lastUsedAt"
     FROM "Memory" m LEFT JOIN "Team" t ON t."companyId" = $1 AND t.id = m."teamId"
     LEFT JOIN "Agent" a ON a."companyId" = $1 AND a.id = m."agentId"
     WHERE m."companyId" = $1 AND ${shown}`,
    [view.companyId, ...values],
  )
}

/** @throws Refusal not_found */
export async function memoryById(view: View, memoryId: string): Promise<MemoryView> {
  const [memory] = await selectMemories(view, 'm.id = $2', [memoryId])
  if (!memory) throw notFound('memory')
  return memory
}

/** One change of a scope at a time, until the transaction ends: what it holds is counted, and nothing slips in beside. */
export async function lockScope(work: Work, scopeId: string): Promise<void> {
  await work.sql(`SELECT pg_advisory_xact_lock(hashtextextended('memory:' || $1 || $2, 0))`, [work.companyId, scopeId])
}

/** A memory as it is now that nobody else changes its scope. @throws Refusal not_found */
export async function lockMemory(work: Work, memoryId: string): Promise<MemoryView> {
  const { scopeId } = await memoryById(work, memoryId)
  await lockScope(work, scopeId)
  return memoryById(work, memoryId)
}

export function scopeIn({ scopeKind, scopeId }: MemoryView): Scope {
  return { kind: scopeKind, id: scopeId }
}

/** @throws Refusal stale_version when the memory is not the one that the caller knows */
export function requireVersion(key: string, current: number, known: number | undefined): void {
  if (known === undefined || known === current) return
  const now = current === 0 ? 'is not there' : `is at version ${current}`
  throw new Refusal('stale_version', `Somebody changed it meanwhile: ${key} ${now}. Read it, and send that version.`, {
    currentVersion: current,
  })
}

/** @throws Refusal broken_rule (rule `secret_in_text`) for what many runs would be given */
export async function requireNoSecret(work: Work, text: string): Promise<void> {
  if (!(await holdsSecret(work, text))) return
  const why = 'The text gives a secret away, and others would read it.'
  throw new Refusal('broken_rule', `${why} Leave the value out and say what the secret is called.`, {
    rule: 'secret_in_text',
    field: 'text',
  })
}

/**
 * Checks, in the locked scope, that there is room for a text.
 * @param replaced the memory that makes way for it
 * @throws Refusal broken_rule (rule `memory_full`) that names what has not been used for longest
 */
export async function requireRoom(work: Work, scope: Scope, characters: number, replaced?: string): Promise<void> {
  const [held] = await work.sql<{ entries: number; characters: number }>(
    `SELECT count(*)::int AS entries, coalesce(sum(char_length(text)), 0)::int AS characters FROM "Memory"
     WHERE "companyId" = $1 AND "scopeId" = $2 AND id IS DISTINCT FROM $3::uuid`,
    [work.companyId, scope.id, replaced ?? null],
  )
  if (held!.entries < MOST_ENTRIES && held!.characters + characters <= MOST_SCOPE_CHARACTERS) return
  const unused = await work.sql<{ key: string }>(
    `SELECT key FROM "Memory" WHERE "companyId" = $1 AND "scopeId" = $2 AND id IS DISTINCT FROM $3::uuid
     ORDER BY coalesce("lastUsedAt", "updatedAt"), id LIMIT ${MOST_NAMED}`,
    [work.companyId, scope.id, replaced ?? null],
  )
  const keys = unused.map(({ key }) => key)
  const full = `This memory is full (${held!.entries} of ${MOST_ENTRIES} entries, ${held!.characters} of ${MOST_SCOPE_CHARACTERS} characters).`
  throw new Refusal('broken_rule', `${full} Forget what is not needed any more; longest unused: ${keys.join(', ')}.`, {
    rule: 'memory_full',
    ...{ entries: held!.entries, maxEntries: MOST_ENTRIES },
    ...{ characters: held!.characters, maxCharacters: MOST_SCOPE_CHARACTERS, longestUnused: keys },
  })
}

/** Who writes; the product's own writing is the company's. */
function authorOf({ actor, companyId }: View): [kind: string, id: string] {
  return [actor.kind, actor.kind === 'system' ? companyId : actor.id]
}

type Content = { key: string; text: string; tags: string[] }

/** Stores a new memory in the locked scope. @returns its id */
export async function insertMemory(work: Work, scope: Scope, { key, text, tags }: Content): Promise<string> {
  const id = work.newId()
  const [teamId, agentId] = [scope.kind === 'team' ? scope.id : null, scope.kind === 'agent' ? scope.id : null]
  await work.sql(
    `INSERT INTO "Memory" (id, "companyId", "scopeKind", "scopeId", "teamId", "agentId", key, text, tags, words, "authorKind", "authorId",
       "runId", "taskId", "createdAt", "updatedAt")
     SELECT $2, $1, $3, $4, $5, $6, $7, $8, $9, $10::tsvector, $11, $12, $13::uuid,
       (SELECT "taskId" FROM "Run" WHERE "companyId" = $1 AND id = $13::uuid), $14::timestamptz, $14::timestamptz`,
    [
      ...[work.companyId, id, scope.kind, scope.id, teamId, agentId, key, text, tags],
      ...[indexed(work.companyId, { key, text, tags }), ...authorOf(work), runOf(work.actor), work.now],
    ],
  )
  return id
}

/** Stores the next version of a memory in its locked scope. */
export async function replaceMemory(work: Work, id: string, { key, text, tags }: Content): Promise<void> {
  await work.sql(
    `UPDATE "Memory" SET key = $3, text = $4, tags = $5, words = $6::tsvector, "authorKind" = $7, "authorId" = $8, "runId" = $9::uuid,
       "taskId" = (SELECT "taskId" FROM "Run" WHERE "companyId" = $1 AND id = $9::uuid), "updatedAt" = $10, version = version + 1
     WHERE "companyId" = $1 AND id = $2`,
    [
      ...[work.companyId, id, key, text, tags, indexed(work.companyId, { key, text, tags })],
      ...[...authorOf(work), runOf(work.actor), work.now],
    ],
  )
}

/** Records and announces what became of a memory; its text is in no log. */
export function tell(work: Work, deed: 'remembered' | 'updated' | 'forgotten', memory: MemoryView): void {
  const { id, key, scopeKind, scopeId, version, text } = memory
  const details = { key, scopeKind, scopeId, version, characters: text.length }
  work.record({ action: `memory.${deed}`, subject: { kind: 'memory', id }, details })
  work.announce({ name: `memory/${deed}`, data: { memoryId: id, scopeKind, scopeId } })
}
