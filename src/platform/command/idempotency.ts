import { createHmac } from 'node:crypto'
import { type Sql, systemSql } from '../database/scope'
import { Refusal } from '../errors'
import { masterKeysOrNone } from '../master-key'
import type { Caller } from './caller'
import { clean } from './clean'

/** `inputHashes`: under each master key, that which seals first; a repeat may come after the key was changed. */
type Claim = { key: string; command: string; inputHashes: string[] }

/** `scope:key`: two callers may use the same key for different things. */
export function claimOf(caller: Caller, key: string, command: string, input: unknown): Claim {
  return {
    key: `${caller.actor.kind}:${caller.actor.id}:${clean(key)}`,
    command,
    inputHashes: digestsOf(JSON.stringify(input ?? null)),
  }
}

/** Keyed, because an input may hold a secret that is short enough to be guessed; without a master key no secret is taken anyway. */
function digestsOf(text: string): string[] {
  const keys = masterKeysOrNone().map(({ key }) => key)
  const digestUnder = (key: Buffer) => createHmac('sha256', key).update('idempotency').update(text).digest('hex')
  return (keys.length > 0 ? keys : [Buffer.alloc(0)]).map(digestUnder)
}

/**
 * Takes the key for this transaction. A second call with the same key waits for the first one's commit.
 * @returns the stored answer of an earlier call, or null when the key is new
 * @throws Refusal already_exists when the key was used for another call
 */
export async function claimKey(sql: Sql, caller: Caller, claim: Claim): Promise<{ answer: unknown } | null> {
  const taken = await sql(
    `INSERT INTO "IdempotencyKey" ("companyId", key, command, "inputHash") VALUES ($1, $2, $3, $4)
     ON CONFLICT DO NOTHING RETURNING key`,
    [caller.companyId, claim.key, claim.command, claim.inputHashes[0]],
  )
  if (taken.length > 0) return null
  const [stored] = await sql<{ command: string; inputHash: string; answer: unknown }>(
    `SELECT command, "inputHash", answer FROM "IdempotencyKey" WHERE "companyId" = $1 AND key = $2`,
    [caller.companyId, claim.key],
  )
  if (stored?.command !== claim.command || !claim.inputHashes.includes(stored.inputHash)) {
    throw new Refusal('already_exists', 'This idempotency key was used for another call. Use a new key.', {
      rule: 'idempotency_key_reused',
    })
  }
  return { answer: stored.answer }
}

export async function storeAnswer(sql: Sql, caller: Caller, claim: Claim, answer: unknown): Promise<void> {
  await sql(`UPDATE "IdempotencyKey" SET answer = $3 WHERE "companyId" = $1 AND key = $2`, [
    caller.companyId,
    claim.key,
    JSON.stringify(answer ?? null),
  ])
}

/**
 * Removes answers that were stored before a time: at most so many, the oldest first. The same key is a new call from then on.
 * @returns how many
 */
export async function forgetAnswers(before: Date, limit: number): Promise<number> {
  const rows = await systemSql(
    `DELETE FROM "IdempotencyKey" WHERE ("companyId", key) IN (
       SELECT "companyId", key FROM "IdempotencyKey" WHERE "createdAt" < $1 ORDER BY "createdAt" LIMIT $2) RETURNING 1`,
    [before, limit],
  )
  return rows.length
}
