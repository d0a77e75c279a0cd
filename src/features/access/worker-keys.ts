import { now } from '@/platform/clock'
import { hashToken, isSameSecret, newToken } from '@/platform/crypto'
import { systemSql } from '@/platform/database'
import { env } from '@/platform/env'
import { invalidInput, notFound, Refusal } from '@/platform/errors'
import { isUuid, newId } from '@/platform/ids'
import { log } from '@/platform/log'
import type { Identity } from './identity'
import { CreateWorkerKey, type WorkerKeyView } from './schema'

/*
 * Workers run agents of every company, so that their keys belong to the installation: they are made by its administrators, each for
 * one machine, and taken back one by one. PAPERCLIP_WORKER_KEY is beside them, for a start without anybody.
 */

const DAY_MS = 86_400_000
const MOST_SHOWN = 500

const VIEW = `k.id, k.name, k."lastFour", p.name AS "createdBy", k."createdAt", k."expiresAt", k."lastUsedAt", k."revokedAt"`

function adminOf(identity: Identity): string {
  if (identity.kind === 'person' && identity.isInstanceAdmin) return identity.personId
  throw new Refusal('forbidden', 'Only an administrator of this installation can see and change the keys of workers.')
}

/** The keys of workers, newest first, those that were revoked included; never a token. */
export async function listWorkerKeys(identity: Identity): Promise<{ keys: WorkerKeyView[] }> {
  adminOf(identity)
  const keys = await systemSql<WorkerKeyView>(
    `SELECT ${VIEW} FROM "WorkerKey" k LEFT JOIN "Person" p ON p.id = k."createdBy"
     ORDER BY k."createdAt" DESC, k.id LIMIT ${MOST_SHOWN}`,
  )
  return { keys }
}

/** Makes a key for workers. The token is in this answer and nowhere else. */
export async function createWorkerKey(identity: Identity, input: unknown): Promise<WorkerKeyView & { token: string }> {
  const personId = adminOf(identity)
  const parsed = CreateWorkerKey.safeParse(input)
  if (!parsed.success) throw invalidInput(parsed.error)
  const { name, expiresInDays } = parsed.data
  const [id, token, at] = [newId(), newToken('pcp_worker'), now()]
  const expiresAt = expiresInDays ? new Date(at.getTime() + expiresInDays * DAY_MS) : null
  const [row] = await systemSql<WorkerKeyView>(
    `WITH k AS (INSERT INTO "WorkerKey" (id, name, "tokenHash", "lastFour", "createdBy", "createdAt", "expiresAt")
       VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING *)
     SELECT ${VIEW} FROM k LEFT JOIN "Person" p ON p.id = k."createdBy"`,
    [id, name, hashToken(token), token.slice(-4), personId, at, expiresAt],
  )
  log.info({ keyId: id, personId }, 'a key for workers was made')
  return { ...row!, token }
}

/**
 * Ends a key at once: the next call of a worker with it is refused, and what it runs is lost when its lease is over. Again changes nothing.
 * @throws Refusal not_found
 */
export async function revokeWorkerKey(identity: Identity, keyId: string): Promise<{ id: string }> {
  const personId = adminOf(identity)
  const [row] = isUuid(keyId)
    ? await systemSql<{ id: string }>(
        `UPDATE "WorkerKey" SET "revokedAt" = coalesce("revokedAt", $2), "revokedBy" = coalesce("revokedBy", $3) WHERE id = $1 RETURNING id`,
        [keyId, now(), personId],
      )
    : []
  if (!row) throw notFound('worker key')
  log.info({ keyId, personId }, 'a key for workers was revoked')
  return row
}

/**
 * Proves a worker by a key of the installation, or by PAPERCLIP_WORKER_KEY.
 * @throws Refusal unauthenticated for anything else
 */
export async function proveWorker(token: string | undefined): Promise<void> {
  const given = env().PAPERCLIP_WORKER_KEY
  if (token && given && isSameSecret(token, given)) return
  if (token?.startsWith('pcp_worker_') && (await isLiveKey(token))) return
  throw new Refusal(
    'unauthenticated',
    'The worker key is not valid. Make one on the page Instance, or set PAPERCLIP_WORKER_KEY to the same value on both sides.',
  )
}

/** Notes the use, at most once a minute. */
async function isLiveKey(token: string): Promise<boolean> {
  const at = now()
  const [key] = await systemSql<{ id: string; isNoted: boolean }>(
    `SELECT id, coalesce("lastUsedAt" > $2::timestamptz - interval '1 minute', false) AS "isNoted" FROM "WorkerKey"
     WHERE "tokenHash" = $1 AND "revokedAt" IS NULL AND ("expiresAt" IS NULL OR "expiresAt" > $2)`,
    [hashToken(token), at],
  )
  if (key && !key.isNoted) await systemSql(`UPDATE "WorkerKey" SET "lastUsedAt" = $2 WHERE id = $1`, [key.id, at])
  return key !== undefined
}
