import { defineQuery } from '@/platform/command'
import { type InvitationView, ListInvitations } from '../schema'

/** The status of an invitation `i` at the time `$2`. */
export const INVITATION_STATUS = `CASE WHEN i."acceptedAt" IS NOT NULL THEN 'accepted' WHEN i."revokedAt" IS NOT NULL THEN 'revoked'
  WHEN i."expiresAt" <= $2 THEN 'expired' ELSE 'open' END AS status`

/** The company's invitations, newest first; never a token. */
export const listInvitations = defineQuery({
  name: 'listInvitations',
  grant: 'member:write',
  input: ListInvitations,
  async run(view, { before, limit }): Promise<{ invitations: InvitationView[]; nextBefore: string | null }> {
    const rows = await view.sql<InvitationView>(
      `SELECT i.id, i.role, i.email, ${INVITATION_STATUS}, by.name AS "invitedBy", i."createdAt", i."expiresAt",
         who.name AS "acceptedBy"
       FROM "Invitation" i LEFT JOIN "Person" by ON by.id = i."createdBy" LEFT JOIN "Person" who ON who.id = i."acceptedBy"
       WHERE i."companyId" = $1 AND ($3::uuid IS NULL OR i.id < $3) ORDER BY i.id DESC LIMIT $4`,
      [view.companyId, view.now, before ?? null, limit + 1],
    )
    const invitations = rows.slice(0, limit)
    return { invitations, nextBefore: rows.length > limit ? (invitations.at(-1)?.id ?? null) : null }
  },
})
