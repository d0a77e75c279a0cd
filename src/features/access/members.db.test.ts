import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { setClock } from '@/platform/clock'
import type { Caller } from '@/platform/command'
import { closePools } from '@/platform/database'
import { newId } from '@/platform/ids'
import { addMember, asDatabaseOwner, codeOf, foundCompany, refusalOf, type TestCompany } from '@/testing/company'
import {
  acceptInvitation,
  applyClaims,
  callerFor,
  createApiKey,
  findInvitation,
  type Identity,
  inviteMember,
  leaveCompany,
  listCompanies,
  listInvitations,
  proveBearer,
  removeMember,
  revokeInvitation,
  setMemberRole,
} from '.'

afterAll(closePools)

let company: TestCompany
beforeEach(async () => {
  company = await foundCompany()
})

const session = (personId: string): Identity => ({
  ...{ kind: 'person', personId, isInstanceAdmin: false, via: 'session', sessionId: newId() },
})

const callerOf = (personId: string): Promise<Caller> => callerFor(session(personId), company.id)

async function stranger(email: string | null = null, isVerified = false): Promise<string> {
  const id = newId()
  await asDatabaseOwner(`INSERT INTO "Person" (id, name, email, "emailVerifiedAt") VALUES ($1, 'Eve', $2, $3)`, [
    id,
    email,
    isVerified ? new Date() : null,
  ])
  return id
}

async function rolesOf(): Promise<Record<string, string>> {
  const rows = await asDatabaseOwner<{ personId: string; role: string }>(
    `SELECT "personId", role FROM "Membership" WHERE "companyId" = $1`,
    [company.id],
  )
  return Object.fromEntries(rows.map((row) => [row.personId, row.role]))
}

describe('an invitation', () => {
  it('makes whoever has its link a member with its role, once', async () => {
    const { token, id } = await inviteMember(company.board, { role: 'operator' })
    const eve = await stranger()
    expect(await findInvitation(token)).toMatchObject({ status: 'open', role: 'operator', companyId: company.id })
    expect(await acceptInvitation(session(eve), token)).toMatchObject({ role: 'operator', companySlug: company.slug })
    expect((await rolesOf())[eve]).toBe('operator')
    expect((await listCompanies(session(eve))).companies).toMatchObject([{ id: company.id, role: 'operator' }])
    // a lost answer is asked for again
    expect(await acceptInvitation(session(eve), token)).toMatchObject({ role: 'operator' })
    expect((await refusalOf(acceptInvitation(session(await stranger()), token))).message).toMatch(/used already/)
    expect((await listInvitations(company.board, {})).invitations).toMatchObject([
      { id, status: 'accepted', acceptedBy: 'Eve' },
    ])
  })

  it('lets one of many in who use it at the same moment', async () => {
    const { token } = await inviteMember(company.board, { role: 'viewer' })
    const people = await Promise.all(Array.from({ length: 8 }, () => stranger()))
    const codes = await Promise.all(people.map((personId) => codeOf(acceptInvitation(session(personId), token))))
    expect(codes.filter((code) => code === 'done')).toHaveLength(1)
    expect(codes.filter((code) => code === 'illegal_transition')).toHaveLength(7)
    expect(Object.values(await rolesOf()).filter((role) => role === 'viewer')).toHaveLength(1)
  })

  it('is worth nothing once it was taken back or is over, and its token is nowhere', async () => {
    const taken = await inviteMember(company.board, { role: 'viewer' })
    await revokeInvitation(company.board, { invitationId: taken.id })
    expect(await codeOf(acceptInvitation(session(await stranger()), taken.token))).toBe('illegal_transition')
    const old = await inviteMember(company.board, { role: 'viewer', expiresInDays: 1 })
    const putBack = setClock(() => new Date(Date.now() + 25 * 3600_000))
    try {
      expect((await findInvitation(old.token)).status).toBe('expired')
      expect(await codeOf(acceptInvitation(session(await stranger()), old.token))).toBe('illegal_transition')
    } finally {
      putBack()
    }
    expect(await codeOf(findInvitation('pcp_invite_unknown'))).toBe('not_found')
    const told = await asDatabaseOwner(
      `SELECT i::text AS row FROM "Invitation" i WHERE "companyId" = $1
       UNION ALL SELECT a::text FROM "AuditEntry" a WHERE "companyId" = $1 UNION ALL SELECT o::text FROM "OutboxEvent" o WHERE "companyId" = $1`,
      [company.id],
    )
    expect(JSON.stringify(told)).not.toContain(old.token)
  })

  it('for an address lets in only who has proven to have it', async () => {
    const email = `eve-${newId().slice(-6)}@example.test`
    const { token } = await inviteMember(company.board, { role: 'viewer', email: email.toUpperCase() })
    const typed = await stranger(email)
    expect((await refusalOf(acceptInvitation(session(typed), token))).message).toContain(email)
    expect(await codeOf(acceptInvitation(session(await stranger()), token))).toBe('forbidden')
    await asDatabaseOwner(`UPDATE "Person" SET "emailVerifiedAt" = now() WHERE id = $1`, [typed])
    expect(await acceptInvitation(session(typed), token)).toMatchObject({ role: 'viewer' })
  })

  it('is for people: neither an agent nor a key of the board accepts it', async () => {
    const { token } = await inviteMember(company.board, { role: 'viewer' })
    const agent = await company.hire()
    const asAgent: Identity = { kind: 'agent', agentId: agent.id, companyId: company.board.companyId, runId: null }
    expect(await codeOf(acceptInvitation(asAgent, token))).toBe('forbidden')
    const key = await createApiKey(company.board, { name: 'Script', kind: 'board' })
    expect(await codeOf(acceptInvitation(await proveBearer(key.token), token))).toBe('forbidden')
  })
})

describe('roles', () => {
  it('of owners and administrators are given and taken by owners only', async () => {
    const [admin, operator] = [await addMember(company.id, 'admin'), await addMember(company.id)]
    const asAdmin = await callerOf(admin)
    for (const role of ['owner', 'admin'] as const) {
      expect(await codeOf(inviteMember(asAdmin, { role }))).toBe('forbidden')
      expect(await codeOf(setMemberRole(asAdmin, { personId: operator, role }))).toBe('forbidden')
    }
    expect(await codeOf(removeMember(asAdmin, { personId: company.board.actor.id }))).toBe('forbidden')
    expect(await codeOf(setMemberRole(asAdmin, { personId: admin, role: 'viewer' }))).toBe('forbidden')
    await setMemberRole(asAdmin, { personId: operator, role: 'viewer' })
    expect((await rolesOf())[operator]).toBe('viewer')
    for (const personId of [operator]) {
      const asViewer = await callerOf(personId)
      expect(await codeOf(inviteMember(asViewer, { role: 'viewer' }))).toBe('forbidden')
      expect(await codeOf(setMemberRole(asViewer, { personId, role: 'operator' }))).toBe('forbidden')
    }
  })

  it('leave an owner, although owners dismiss each other at the same moment', async () => {
    for (let round = 0; round < 5; round++) {
      const owners = [
        company.board.actor.id,
        await addMember(company.id, 'owner'),
        await addMember(company.id, 'owner'),
      ]
      const callers = await Promise.all(owners.map(callerOf))
      await Promise.all(
        callers.map((caller, n) =>
          codeOf(
            n === 0
              ? leaveCompany(caller, {})
              : setMemberRole(caller, { personId: owners[(n + 1) % 3]!, role: 'viewer' }),
          ),
        ),
      )
      expect(Object.values(await rolesOf())).toContain('owner')
      company = await foundCompany()
    }
    expect(await codeOf(leaveCompany(company.board, {}))).toBe('broken_rule')
  })

  it('end at once: who was removed, and the keys that the person made, are refused', async () => {
    const admin = await addMember(company.id, 'admin')
    const key = await createApiKey(await callerOf(admin), { name: 'Script', kind: 'board' })
    await expect(proveBearer(key.token)).resolves.toMatchObject({ role: 'admin' })
    await removeMember(company.board, { personId: admin })
    await expect(proveBearer(key.token)).rejects.toMatchObject({ code: 'unauthenticated' })
    await expect(callerOf(admin)).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('a key of the board', () => {
  it('may do no more than it was made for, nor more than its person', async () => {
    const admin = await addMember(company.id, 'admin')
    const made = (role: 'viewer' | 'owner') =>
      callerOf(admin).then((by) => createApiKey(by, { name: 'Script', kind: 'board', role }))
    await expect(proveBearer((await made('viewer')).token)).resolves.toMatchObject({ role: 'viewer' })
    await expect(proveBearer((await made('owner')).token)).resolves.toMatchObject({ role: 'admin' })
  })

  it('is refused from the day on which it ends', async () => {
    const { token, expiresAt } = await createApiKey(company.board, { name: 'Script', kind: 'board', expiresInDays: 2 })
    await expect(proveBearer(token)).resolves.toMatchObject({ kind: 'board_key' })
    const putBack = setClock(() => new Date(expiresAt ?? 0))
    try {
      await expect(proveBearer(token)).rejects.toMatchObject({ code: 'unauthenticated' })
    } finally {
      putBack()
    }
  })
})

describe('what the identity provider says', () => {
  const claim = (...groups: string[]) => ({ groups })

  it('makes a member, changes the role and ends the membership, at each sign-in', async () => {
    const eve = await stranger()
    await applyClaims(eve, claim(`${company.slug}:operator`, 'no-such-company:owner'), 'groups')
    expect((await rolesOf())[eve]).toBe('operator')
    await applyClaims(eve, claim(`${company.slug}:viewer`), 'groups')
    expect((await rolesOf())[eve]).toBe('viewer')
    await applyClaims(eve, claim(), 'groups')
    expect(await rolesOf()).not.toHaveProperty(eve)
  })

  it('changes nothing that people decided, and takes the last owner from no company', async () => {
    const appointed = await addMember(company.id, 'operator')
    await applyClaims(appointed, claim(`${company.slug}:owner`), 'groups')
    await applyClaims(appointed, claim(), 'groups')
    expect((await rolesOf())[appointed]).toBe('operator')
    const eve = await stranger()
    await applyClaims(eve, claim(`${company.slug}:owner`), 'groups')
    await leaveCompany(company.board, {})
    await applyClaims(eve, claim(), 'groups')
    expect(await rolesOf()).toEqual({ [appointed]: 'operator', [eve]: 'owner' })
  })
})
