import { defineQuery } from '@/platform/command'
import { notFound } from '@/platform/errors'
import { ListSecretUses, type SecretUse } from '../schema'

/** When, in which version and for whom a secret's value was opened, newest first: as the record says it, and for as long. */
export const listSecretUses = defineQuery({
  name: 'listSecretUses',
  grant: 'secret:read',
  input: ListSecretUses,
  async run(view, { secretId, before, limit }): Promise<SecretUse[]> {
    const [secret] = await view.sql(`SELECT 1 FROM "Secret" WHERE "companyId" = $1 AND id = $2`, [
      view.companyId,
      secretId,
    ])
    if (!secret) throw notFound('secret')
    return view.sql<SecretUse>(
      `SELECT e.id, e.at, (e.details->>'version')::int AS version, (e.details->>'runId')::uuid AS "runId", a.id AS "agentId",
         a.name AS "agentName", e.details->>'provider' AS provider
       FROM "AuditEntry" e LEFT JOIN "Agent" a ON a."companyId" = $1 AND a.id = (e.details->>'agentId')::uuid
       WHERE e."companyId" = $1 AND e."subjectId" = $2 AND e.action = 'secret.used' AND ($3::uuid IS NULL OR (e.at, e.seq) <
         (SELECT b.at, b.seq FROM "AuditEntry" b WHERE b."companyId" = $1 AND b.id = $3))
       ORDER BY e.at DESC, e.seq DESC LIMIT $4`,
      [view.companyId, secretId, before ?? null, limit],
    )
  },
})
