import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { hashToken, newToken } from '@/platform/crypto'
import { acrossCompanies, closePools } from '@/platform/database'
import { newId } from '@/platform/ids'
import { addMember, asDatabaseOwner, codeOf, foundCompany, refusalOf, until } from '@/testing/company'
import {
  appointInstanceAdmin,
  callerFor,
  deleteAccount,
  dismissInstanceAdmin,
  type Identity,
  listInstanceAdmins,
  membershipsOf,
} from '.'
import { holdAdministrators, redeemSetupLink } from './setup-link'
import { signInAdapterFor } from './sign-in-adapter'

afterAll(closePools)

// who administers the installation is asked of all people in the database
beforeEach(() => asDatabaseOwner(`UPDATE "Person" SET "isInstanceAdmin" = false`))

async function person(isAdmin: boolean, email: string | null = null, isVerified = true): Promise<Identity> {
  const personId = newId()
  await asDatabaseOwner(
    `INSERT INTO "Person" (id, name, email, "emailVerifiedAt", "isInstanceAdmin") VALUES ($1, 'Ada', $2, $3, $4)`,
    [personId, email, isVerified ? new Date() : null, isAdmin],
  )
  return { kind: 'person', personId, isInstanceAdmin: isAdmin, via: 'session', sessionId: newId() }
}

const idOf = (identity: Identity) => (identity.kind === 'person' ? identity.personId : '')
/** What others wait for until it is opened. */
function gate() {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, opened }
}
const addressOf = () => `p-${newId()}@example.test`

describe('administrators of the installation', () => {
  it('make others by an address that is proven, and are listed to each other only', async () => {
    const [ada, address, claimed] = [await person(true), addressOf(), addressOf()]
    const eve = await person(false, address)
    await person(false, claimed, false)
    expect(await appointInstanceAdmin(ada, address.toUpperCase())).toMatchObject({ id: idOf(eve), isMe: false })
    expect(await codeOf(appointInstanceAdmin(ada, claimed))).toBe('not_found')
    expect((await listInstanceAdmins(ada)).administrators.map(({ id }) => id).sort()).toEqual(
      [idOf(ada), idOf(eve)].sort(),
    )
    const nobody = await person(false)
    const deeds = [
      listInstanceAdmins(nobody),
      appointInstanceAdmin(nobody, address),
      dismissInstanceAdmin(nobody, idOf(ada)),
    ]
    expect(await Promise.all(deeds.map(codeOf))).toEqual(['forbidden', 'forbidden', 'forbidden'])
  })

  it('always leave one, whoever dismisses whom at the same time', async () => {
    const all = await Promise.all([person(true), person(true), person(true)])
    const [first] = all as [Identity, ...Identity[]]
    const codes = await Promise.all(all.map((each) => codeOf(dismissInstanceAdmin(first, idOf(each)))))
    expect(codes.filter((code) => code === 'done')).toHaveLength(2)
    expect(codes.filter((code) => code === 'broken_rule')).toHaveLength(1)
    expect((await listInstanceAdmins(first)).administrators).toHaveLength(1)
    expect(await codeOf(dismissInstanceAdmin(first, newId()))).toBe('not_found')
  })

  it('always leave one, where accounts are deleted too, and one that is refused leaves no company', async () => {
    const company = await foundCompany()
    await asDatabaseOwner(`UPDATE "Person" SET "isInstanceAdmin" = false`)
    const only = await person(true)
    await asDatabaseOwner(`INSERT INTO "Membership" ("companyId", "personId", role) VALUES ($1, $2, 'operator')`, [
      company.id,
      idOf(only),
    ])
    const refused = await refusalOf(deleteAccount(only))
    expect(refused).toMatchObject({ code: 'broken_rule', facts: { rule: 'last_administrator' } })
    expect(await membershipsOf(idOf(only))).toMatchObject([{ companyId: company.id }])

    const other = await person(true)
    const [isHeld, end] = [gate(), gate()]
    // as `dismissInstanceAdmin` does it, stopped just before it is committed
    const dismissal = acrossCompanies(async (sql) => {
      await holdAdministrators(sql)
      await sql(`UPDATE "Person" SET "isInstanceAdmin" = false WHERE id = $1`, [idOf(other)])
      isHeld.open()
      await end.opened
    })
    await isHeld.opened
    let isOver = false
    const deletion = codeOf(deleteAccount(only)).finally(() => {
      isOver = true
    })
    await until('the deletion to wait', async () => {
      const waiting = await asDatabaseOwner(
        `SELECT FROM pg_locks JOIN pg_database d ON d.oid = database
         WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()`,
      )
      return isOver || waiting.length > 0
    })
    end.open()
    await dismissal
    expect(await deletion).toBe('broken_rule')
    expect((await listInstanceAdmins(only)).administrators).toMatchObject([{ id: idOf(only) }])
  })

  it('may what owners may in companies of others, under their own name, until they are dismissed', async () => {
    const company = await foundCompany()
    const [ada, eve] = [await person(true), await person(true)]
    const caller = await callerFor(eve, company.id)
    expect(caller.actor).toEqual({ kind: 'person', id: idOf(eve) })
    expect(caller.grants.has('member:appoint')).toBe(true)
    await dismissInstanceAdmin(ada, idOf(eve))
    expect(await codeOf(callerFor({ ...eve, isInstanceAdmin: false } as Identity, company.id))).toBe('not_found')
  })
})

describe('a link that is made by hand at the machine of the server', () => {
  const link = async (isRecovery: boolean) => {
    const token = newToken('pcp_setup')
    await asDatabaseOwner(
      `INSERT INTO "SetupLink" ("tokenHash", "expiresAt", "isRecovery") VALUES ($1, now() + interval '1 hour', $2)`,
      [hashToken(token), isRecovery],
    )
    return token
  }

  it('lets the administrator in again, once, where an ordinary one is needed no more', async () => {
    const ada = await person(true)
    await asDatabaseOwner(
      `INSERT INTO "Session" ("tokenHash", "personId", "expiresAt") VALUES ($1, $2, now() + interval '1 hour')`,
      [hashToken(newToken('pcp_session')), idOf(ada)],
    )
    const [ordinary, byHand] = [await link(false), await link(true)]
    expect((await refusalOf(redeemSetupLink(ordinary, { name: 'Eve' }))).code).toBe('unauthenticated')
    expect(await redeemSetupLink(byHand, { name: 'Eve' })).toMatchObject({ personId: idOf(ada) })
    expect((await refusalOf(redeemSetupLink(byHand, { name: 'Eve' }))).code).toBe('unauthenticated')
  })
})

describe('an account at an identity provider', () => {
  it('never opens a person who signs in with another one, whatever address it tells', async () => {
    const company = await foundCompany()
    const personId = await addMember(company.id, 'owner')
    const [{ email }] = (await asDatabaseOwner<{ email: string }>(`SELECT email FROM "Person" WHERE id = $1`, [
      personId,
    ])) as [{ email: string }]
    const adapter = signInAdapterFor('')
    expect(await adapter.getUserByEmail?.(email)).toMatchObject({ id: personId })
    const account = { userId: personId, type: 'oauth' as const, provider: 'sso', providerAccountId: newId() }
    await adapter.linkAccount?.(account)
    expect(await adapter.getUserByEmail?.(email)).toBeNull()
    const other = { provider: 'github', providerAccountId: account.providerAccountId }
    expect(await adapter.getUserByAccount?.(other)).toBeNull()
  })
})
