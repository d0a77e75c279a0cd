import { defineCommand, type Work } from '@/platform/command'
import { hashToken, newToken } from '@/platform/crypto'
import { env } from '@/platform/env'
import { Refusal } from '@/platform/errors'
import { sealedLink } from '../invitation-link'
import { requireMayAppoint } from '../membership'
import { CreatedInvitation, InviteMember } from '../schema'

const DAY_MS = 86_400_000
const MOST_OPEN = 200
const MOST_MAILED_A_DAY = 200

/**
 * Makes a link by which one person becomes a member, once. The token is in this answer and, where mail is set up and
 * an address is given, sealed until the mail was sent.
 * @throws Refusal forbidden for who may not give that role, rate_limited when too many wait, or were mailed within a day
 */
export const inviteMember = defineCommand({
  name: 'inviteMember',
  grant: 'member:write',
  input: InviteMember,
  output: CreatedInvitation,
  isAnswerSecret: true,
  records: ['member.invited'],
  announces: ['member/invited'],
  async run(work, { role, email = null, expiresInDays }) {
    if (work.actor.kind !== 'person') throw new Refusal('forbidden', 'Only a person can invite people.')
    requireMayAppoint(work, role)
    // mailed by the room that tells people things, once this is committed
    const isMailed = email !== null && env().SMTP_URL !== undefined
    await requireRoom(work)
    if (isMailed) await requireMailLeft(work)
    const token = newToken('pcp_invite')
    const expiresAt = new Date(work.now.getTime() + expiresInDays * DAY_MS)
    const row = { id: work.newId(), role, email, createdAt: work.now, expiresAt }
    const secret = { companyId: work.companyId, createdBy: work.actor.id, tokenHash: hashToken(token) }
    await work.db.invitation.create({
      data: { ...row, ...secret, ...(isMailed ? sealedLink(work, row.id, token) : {}) },
    })
    const inviter = await work.db.person.findFirst({ where: { id: work.actor.id }, select: { name: true } })
    work.record({ action: 'member.invited', subject: { kind: 'invitation', id: row.id }, details: { role, email } })
    const data = { companyId: work.companyId, invitationId: row.id }
    work.announce({ name: 'member/invited', data, forEngine: isMailed })
    const times = { createdAt: work.now.toISOString(), expiresAt: expiresAt.toISOString() }
    return {
      id: row.id,
      role,
      email,
      status: 'open' as const,
      invitedBy: inviter?.name ?? null,
      acceptedBy: null,
      ...times,
      token,
      isMailed,
    }
  },
})

async function requireRoom(work: Work): Promise<void> {
  const open = await work.db.invitation.count({
    where: { companyId: work.companyId, acceptedAt: null, revokedAt: null, expiresAt: { gt: work.now } },
  })
  if (open < MOST_OPEN) return
  throw new Refusal('rate_limited', `${MOST_OPEN} invitations are open, as many as may. Take some back first.`)
}

/** Those that were taken back count too: their mails were sent. */
async function requireMailLeft(work: Work): Promise<void> {
  const since = new Date(work.now.getTime() - DAY_MS)
  const mailed = await work.db.invitation.count({
    where: { companyId: work.companyId, email: { not: null }, createdAt: { gt: since } },
  })
  if (mailed < MOST_MAILED_A_DAY) return
  throw new Refusal(
    'rate_limited',
    `${MOST_MAILED_A_DAY} invitations were mailed within a day, as many as may. Invite without an address and hand the link on, or wait.`,
  )
}
