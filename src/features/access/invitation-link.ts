import type { View } from '@/platform/command'
import { type Sealed, type SealedColumns, seal, unseal } from '@/platform/sealed'

const placeOf = (companyId: string, invitationId: string) => `${companyId}/invitation/${invitationId}`

/** Where invitations that wait for their mail keep the token. */
export const INVITATION_LINKS: SealedColumns = {
  table: 'Invitation',
  ids: ['id'],
  ...{ keyId: 'linkKeyId', nonce: 'linkNonce', ciphertext: 'linkCiphertext' },
  placeOf: (companyId, [invitationId = '']) => placeOf(companyId, invitationId),
}

/** The token of an invitation as it is stored until its mail was sent. */
export function sealedLink(view: View, invitationId: string, token: string) {
  const { keyId, nonce, ciphertext } = seal(token, placeOf(view.companyId, invitationId))
  return { linkKeyId: keyId, linkNonce: new Uint8Array(nonce), linkCiphertext: new Uint8Array(ciphertext) }
}

/** The token of an invitation that is still open and to be mailed, with its address; null for any other. */
export async function openInvitationToken(
  view: View,
  invitationId: string,
): Promise<{ token: string; email: string } | null> {
  const [row] = await view.sql<Sealed & { email: string }>(
    `SELECT email, "linkKeyId" AS "keyId", "linkNonce" AS nonce, "linkCiphertext" AS ciphertext FROM "Invitation"
     WHERE "companyId" = $1 AND id = $2 AND "linkCiphertext" IS NOT NULL AND "acceptedAt" IS NULL AND "revokedAt" IS NULL
       AND "expiresAt" > $3`,
    [view.companyId, invitationId, view.now],
  )
  return row ? { email: row.email, token: unseal(row, placeOf(view.companyId, invitationId)) } : null
}

/** Forgets the token once it was mailed, or is of no use any more. */
export async function forgetInvitationToken(view: View, invitationId: string): Promise<void> {
  await view.sql(
    `UPDATE "Invitation" SET "linkKeyId" = NULL, "linkNonce" = NULL, "linkCiphertext" = NULL WHERE "companyId" = $1 AND id = $2`,
    [view.companyId, invitationId],
  )
}
