import { z } from 'zod'
import { defineCommand, type Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { addMember } from '../membership'
import type { Role } from '../rules/grants'
import { MemberRole } from '../schema'

type Row = {
  role: Role
  isOver: boolean
  isRevoked: boolean
  acceptedBy: string | null
  isForAnother: boolean
  email: string | null
}

/**
 * Uses an invitation whose token the acting person has shown. Of two who use it at once one comes in. Who came in by it already finds
 * the membership as it is.
 * @throws Refusal illegal_transition when it was used, taken back or is too old, forbidden when it is for another address,
 *   already_exists for a member
 */
export const joinCompany = defineCommand({
  name: 'joinCompany',
  grant: 'member:join',
  input: z.object({ invitationId: z.uuid() }),
  output: MemberRole,
  records: ['member.joined'],
  announces: ['member/joined'],
  async run(work, { invitationId }) {
    const personId = work.actor.id
    const { role, acceptedBy } = await lockInvitation(work, invitationId)
    if (acceptedBy === personId) {
      work.unchanged()
      return { personId, role }
    }
    const isNew = await addMember(work, { personId, role, isClaimed: false }, { invitationId })
    if (!isNew) throw new Refusal('already_exists', 'You are a member of this company already.')
    await work.sql(`UPDATE "Invitation" SET "acceptedAt" = $3, "acceptedBy" = $4 WHERE "companyId" = $1 AND id = $2`, [
      work.companyId,
      invitationId,
      work.now,
      personId,
    ])
    return { personId, role }
  },
})

async function lockInvitation(work: Work, invitationId: string): Promise<Row> {
  const [row] = await work.sql<Row>(
    `SELECT i.role, i.email, i."acceptedBy", i."expiresAt" <= $3 AS "isOver", i."revokedAt" IS NOT NULL AS "isRevoked",
       i.email IS NOT NULL AND NOT EXISTS (SELECT FROM "Person" p
         WHERE p.id = $4 AND lower(p.email) = i.email AND p."emailVerifiedAt" IS NOT NULL) AS "isForAnother"
     FROM "Invitation" i WHERE i."companyId" = $1 AND i.id = $2 FOR UPDATE`,
    [work.companyId, invitationId, work.now, work.actor.id],
  )
  if (!row) throw notFound('invitation')
  if (row.acceptedBy === work.actor.id) return row
  const ended = row.acceptedBy
    ? 'was used already'
    : row.isRevoked
      ? 'was taken back'
      : row.isOver
        ? 'is too old'
        : null
  if (ended) throw new Refusal('illegal_transition', `This invitation ${ended}. Ask for another one.`)
  if (row.isForAnother) {
    throw new Refusal('forbidden', `This invitation is for ${row.email}. Sign in with that address.`)
  }
  return row
}
