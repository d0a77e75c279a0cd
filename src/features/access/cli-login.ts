import { createHmac, randomInt } from 'node:crypto'
import type { z } from 'zod'
import { now } from '@/platform/clock'
import { hashToken, newToken } from '@/platform/crypto'
import { systemSql } from '@/platform/database'
import { invalidInput, notFound, Refusal } from '@/platform/errors'
import { isUuid, newId } from '@/platform/ids'
import { callerFor, listCompanies } from './callers'
import { revokeApiKey } from './commands/revoke-api-key'
import type { Identity } from './identity'
import { type CliChallengeView, CreateCliChallenge } from './schema'

const LIFE_MS = 10 * 60_000
/** Anybody may ask, so that what waits for an answer is limited. */
const MAX_WAITING = 100

const VIEW = `id, CASE WHEN status = 'pending' AND "expiresAt" <= $2 THEN 'expired' ELSE status END AS status, code, command,
  "clientName", "requestedCompanyId", "createdAt", "expiresAt", "decidedAt", "approvedBy", "keyCompanyId", "keyId"`

/** The key follows from the secret, so that nothing has to be stored but digests. */
function boardTokenOf(secret: string): string {
  return `pcp_board_${createHmac('sha256', secret).update('board key').digest('base64url')}`
}

/** Letters and digits that nobody takes for others, in two groups. */
function newCode(): string {
  const letters = 'BCDFGHJKLMNPQRSTVWXZ23456789'
  const code = Array.from({ length: 8 }, () => letters[randomInt(letters.length)]).join('')
  return `${code.slice(0, 4)}-${code.slice(4)}`
}

/**
 * A command line asks to be let in: it gets a secret to ask again with, and the key, which is worth nothing until a person approves.
 * @throws Refusal rate_limited when too many wait
 */
export async function createCliChallenge(
  input: z.input<typeof CreateCliChallenge>,
): Promise<CliChallengeView & { secret: string; boardToken: string }> {
  const parsed = CreateCliChallenge.safeParse(input)
  if (!parsed.success) throw invalidInput(parsed.error)
  const { command, clientName, requestedCompanyId } = parsed.data
  const [id, at, secret] = [newId(), now(), newToken('pcp_cli')]
  const boardToken = boardTokenOf(secret)
  const [row] = await systemSql<CliChallengeView>(
    `INSERT INTO "CliChallenge" (id, "createdAt", "expiresAt", "secretHash", "boardTokenHash", "boardLastFour", code, command,
       "clientName", "requestedCompanyId")
     SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
     WHERE (SELECT count(*) FROM "CliChallenge" WHERE "expiresAt" > $2 AND status = 'pending') < ${MAX_WAITING}
     RETURNING ${VIEW}`,
    [
      ...[id, at, new Date(at.getTime() + LIFE_MS), hashToken(secret), hashToken(boardToken), boardToken.slice(-4)],
      ...[newCode(), command, clientName ?? null, requestedCompanyId ?? null],
    ],
  )
  if (!row) {
    throw new Refusal(
      'rate_limited',
      `${MAX_WAITING} command lines wait to be let in, as many as may. Come back later.`,
      {
        retryAfterSeconds: 60,
      },
    )
  }
  return { ...row, secret, boardToken }
}

/**
 * What a command line asks for, for the person who decides.
 * @throws Refusal not_found for what is no challenge and for strangers in the company that it names, forbidden for agents
 */
export async function findCliChallenge(id: string, asking: Identity): Promise<CliChallengeView> {
  const challenge = await find(id)
  const { requestedCompanyId } = challenge
  if (requestedCompanyId !== null) {
    await callerFor(asking, requestedCompanyId).catch((error: unknown) => {
      throw error instanceof Refusal && error.code === 'not_found' ? notFound('challenge') : error
    })
  }
  if (asking.kind === 'agent') throw new Refusal('forbidden', 'Only a person can let a command line in.')
  return challenge
}

async function find(id: string): Promise<CliChallengeView> {
  if (!isUuid(id)) throw notFound('challenge')
  const [row] = await systemSql<CliChallengeView>(`SELECT ${VIEW} FROM "CliChallenge" WHERE id = $1`, [id, now()])
  if (!row) throw notFound('challenge')
  return row
}

/**
 * The command line asks again. Once it is approved, the first answer has the key; later ones do not.
 * @throws Refusal not_found when the secret is not that of the challenge
 */
export async function fetchCliKey(
  id: string,
  secret: string,
): Promise<CliChallengeView & { boardToken: string | null }> {
  await findWithSecret(id, secret)
  const fetched = await systemSql(
    `UPDATE "CliChallenge" SET "fetchedAt" = $2 WHERE id = $1 AND status = 'approved' AND "fetchedAt" IS NULL RETURNING id`,
    [id, now()],
  )
  // read afterwards: an approval in between would give the key to an answer that says it is pending
  return { ...(await find(id)), boardToken: fetched.length > 0 ? boardTokenOf(secret) : null }
}

async function findWithSecret(id: string, secret: string): Promise<CliChallengeView> {
  if (!isUuid(id)) throw notFound('challenge')
  const [row] = await systemSql<CliChallengeView>(
    `SELECT ${VIEW} FROM "CliChallenge" WHERE id = $1 AND "secretHash" = $3`,
    [id, now(), hashToken(secret)],
  )
  if (!row) throw notFound('challenge')
  return row
}

/**
 * Ends a challenge that waits: by the command line with its secret, or by a person. A repeat changes nothing.
 * @throws Refusal as `fetchCliKey` and `findCliChallenge`, and illegal_transition when it was approved or waited too long
 */
export async function cancelCliChallenge(
  id: string,
  by: { secret: string } | { identity: Identity },
): Promise<CliChallengeView> {
  if ('secret' in by) await findWithSecret(id, by.secret)
  else await findCliChallenge(id, by.identity)
  await systemSql(
    `UPDATE "CliChallenge" SET status = 'cancelled', "decidedAt" = $2
     WHERE id = $1 AND status = 'pending' AND "expiresAt" > $2`,
    [id, now()],
  )
  const challenge = await find(id)
  if (challenge.status !== 'cancelled') undecidedOnly(challenge.status)
  return challenge
}

const DECIDED: Record<string, string> = {
  approved: 'This command line was let in already.',
  cancelled: 'This request was cancelled. Begin again in the terminal.',
  expired: 'This request is older than ten minutes. Begin again in the terminal.',
}

/** @throws Refusal illegal_transition for every status but pending */
export function undecidedOnly(status: string): void {
  const sentence = DECIDED[status]
  if (sentence) throw new Refusal('illegal_transition', sentence, { status })
}

type BoardIdentity = {
  user: { id: string; name: string; email: string | null }
  companyIds: string[]
  isInstanceAdmin: boolean
  source: 'session' | 'local_implicit' | 'board_key' | 'instance_key'
  keyId: string | null
}

/**
 * Which person a credential stands for, and where it counts: a key of the board in its company, a session in all of the person's (the
 * first 200).
 * @throws Refusal forbidden for agents
 */
export async function boardIdentity(identity: Identity): Promise<BoardIdentity> {
  if (identity.kind === 'agent') throw new Refusal('forbidden', 'This is about people. Ask /agents/me.')
  const [person] = await systemSql<{ id: string; name: string; email: string | null }>(
    `SELECT id, name, email FROM "Person" WHERE id = $1`,
    [identity.personId],
  )
  if (!person) throw notFound('person')
  const { companies } = await listCompanies(identity, { limit: 200 })
  return {
    user: person,
    companyIds: companies.map((company) => company.id),
    isInstanceAdmin: identity.kind === 'person' && identity.isInstanceAdmin,
    source: identity.kind === 'board_key' ? 'board_key' : SOURCE[identity.via],
    keyId: identity.kind === 'board_key' ? identity.keyId : null,
  }
}

const SOURCE = { session: 'session', local: 'local_implicit', master_key: 'instance_key' } as const

/**
 * Ends the key of the board that is presented. It may always do that, whatever else its person may today.
 * @throws Refusal forbidden for agents, broken_rule where no such key was sent
 */
export async function revokeCurrentKey(identity: Identity, requestId?: string): Promise<{ keyId: string }> {
  if (identity.kind === 'agent') throw new Refusal('forbidden', "An agent's key is revoked by the board.")
  if (identity.kind !== 'board_key') {
    throw new Refusal('broken_rule', 'No key of the board was sent, so that there is none to revoke.', {
      rule: 'no_board_key',
    })
  }
  const caller = await callerFor(identity, identity.companyId, requestId)
  await revokeApiKey({ ...caller, grants: new Set(['key:write']) }, { keyId: identity.keyId })
  return { keyId: identity.keyId }
}
