import { systemSql } from '@/platform/database'
import type { Role } from './rules/grants'

/*
 * Credentials are proven before a company is known, so these statements run as the system role (docs/decisions/0003). Nothing
 * here is cached: what was revoked a moment ago is refused now.
 */

export type KeyRow = {
  id: string
  kind: 'board' | 'agent'
  companyId: string
  agentId: string | null
  createdBy: string
  lastUsedAt: string | null
  isRevoked: boolean
  isExpired: boolean
  /** The most that it may do, for a key of the board that was narrowed. */
  mostRole: Role | null
  agentStatus: string | null
  /** Of the person who made a board key: what that person is there today. Null when nothing any more. */
  role: Role | null
}

/** The key with this digest, whatever its state. */
export async function findKey(tokenHash: string, at: Date): Promise<KeyRow | undefined> {
  const [row] = await systemSql<KeyRow>(
    `SELECT k.id, k.kind, k."companyId", k."agentId", k."createdBy", k."lastUsedAt", k."revokedAt" IS NOT NULL AS "isRevoked",
       coalesce(k."expiresAt" <= $2, false) AS "isExpired", k.role AS "mostRole", a.status AS "agentStatus", CASE WHEN p."isInstanceAdmin" THEN 'owner' ELSE m.role END AS role
     FROM "ApiKey" k
     LEFT JOIN "Agent" a ON a."companyId" = k."companyId" AND a.id = k."agentId"
     LEFT JOIN "Person" p ON p.id = CASE WHEN k.kind = 'board' THEN k."createdBy"::uuid END
     LEFT JOIN "Membership" m ON m."companyId" = k."companyId" AND m."personId" = p.id
     WHERE k."tokenHash" = $1`,
    [tokenHash, at],
  )
  return row
}

/** Notes that a key was used, at most once a minute. */
export async function touchKey(keyId: string, at: Date): Promise<void> {
  await systemSql(
    `UPDATE "ApiKey" SET "lastUsedAt" = $2
     WHERE id = $1 AND ("lastUsedAt" IS NULL OR "lastUsedAt" < $2::timestamptz - interval '1 minute')`,
    [keyId, at],
  )
}

export type RunRow = { id: string; companyId: string; agentId: string }

/** The live run whose token has this digest; a run that ended has none. */
export async function findLiveRun(tokenHash: string): Promise<RunRow | undefined> {
  const [row] = await systemSql<RunRow>(
    `SELECT r.id, r."companyId", r."agentId" FROM "Run" r
     JOIN "Agent" a ON a."companyId" = r."companyId" AND a.id = r."agentId"
     WHERE r."tokenHash" = $1 AND r.state IN ('queued', 'running') AND a.status NOT IN ('terminated', 'pending_approval')`,
    [tokenHash],
  )
  return row
}

/** A run with its agent, whatever its state. */
export async function findRun(runId: string): Promise<(RunRow & { isLive: boolean }) | undefined> {
  const [row] = await systemSql<RunRow & { isLive: boolean }>(
    `SELECT id, "companyId", "agentId", state IN ('queued', 'running') AS "isLive" FROM "Run" WHERE id = $1`,
    [runId],
  )
  return row
}

export type SessionRow = { sessionId: string; personId: string; isInstanceAdmin: boolean }

/** The person whose session has this digest, while it lasts. */
export async function findSession(tokenHash: string, at: Date): Promise<SessionRow | undefined> {
  const [row] = await systemSql<SessionRow>(
    `SELECT s.id AS "sessionId", s."personId", p."isInstanceAdmin" FROM "Session" s JOIN "Person" p ON p.id = s."personId"
     WHERE s."tokenHash" = $1 AND s."expiresAt" > $2`,
    [tokenHash, at],
  )
  return row
}

/** Makes the row of a person with a fixed id, unless it is there. */
export async function ensurePerson(id: string, name: string, at: Date): Promise<void> {
  await systemSql(
    `INSERT INTO "Person" (id, name, "isInstanceAdmin", "createdAt") VALUES ($1, $2, true, $3) ON CONFLICT (id) DO NOTHING`,
    [id, name, at],
  )
}

/** What a person is in a company, and whether also something in a team; undefined for a stranger. */
export async function findMembership(
  companyId: string,
  personId: string,
): Promise<{ role: Role; hasTeamRoles: boolean } | undefined> {
  const [row] = await systemSql<{ role: Role; hasTeamRoles: boolean }>(
    `SELECT role, EXISTS (SELECT FROM "TeamRole" r WHERE r."companyId" = $1 AND r."personId" = $2) AS "hasTeamRoles"
     FROM "Membership" WHERE "companyId" = $1 AND "personId" = $2`,
    [companyId, personId],
  )
  return row
}

/** A person's name, as the person or the identity provider gave it. */
export async function findPersonName(id: string): Promise<string | undefined> {
  const [row] = await systemSql<{ name: string }>(`SELECT name FROM "Person" WHERE id = $1`, [id])
  return row?.name
}
