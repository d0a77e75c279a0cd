import type { z } from 'zod'
import { now } from '@/platform/clock'
import type { Caller } from '@/platform/command'
import { hashToken } from '@/platform/crypto'
import { systemSql } from '@/platform/database'
import { notFound, Refusal } from '@/platform/errors'
import { invitedCaller } from './callers'
import { joinCompany } from './commands/join-company'
import type { Identity } from './identity'
import { INVITATION_STATUS } from './queries/list-invitations'
import type { InvitationOffer, MemberRole } from './schema'

/**
 * What the holder of an invitation's token is offered. The token is the proof; the person is asked for when it is accepted.
 * @throws Refusal not_found for what is no token of an invitation
 */
export async function findInvitation(token: string): Promise<InvitationOffer> {
  return (await find(token)).offer
}

async function find(token: string): Promise<{ id: string; offer: InvitationOffer }> {
  const [row] = await systemSql<InvitationOffer & { id: string }>(
    `SELECT i.id, i."companyId", c.name AS "companyName", c.slug AS "companySlug", i.role, i.email, ${INVITATION_STATUS},
       p.name AS "invitedBy", i."expiresAt"
     FROM "Invitation" i JOIN "Company" c ON c.id = i."companyId" LEFT JOIN "Person" p ON p.id = i."createdBy"
     WHERE i."tokenHash" = $1`,
    [hashToken(token), now()],
  )
  if (!row) throw notFound('invitation')
  const { id, ...offer } = row
  return { id, offer }
}

/**
 * Makes the person who shows an invitation's token a member.
 * @throws Refusal forbidden for agents and keys, and what `joinCompany` throws
 */
export async function acceptInvitation(
  identity: Identity,
  token: string,
  requestId?: string,
): Promise<z.output<typeof MemberRole> & { companySlug: string }> {
  if (identity.kind !== 'person') throw new Refusal('forbidden', 'Only a person can accept an invitation.')
  const { id, offer } = await find(token)
  const caller: Caller = invitedCaller(identity, offer.companyId, requestId)
  return { ...(await joinCompany(caller, { invitationId: id })), companySlug: offer.companySlug }
}
