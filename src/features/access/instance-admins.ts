import { acrossCompanies, type Sql, systemSql } from '@/platform/database'
import { notFound, Refusal } from '@/platform/errors'
import { isUuid } from '@/platform/ids'
import { log } from '@/platform/log'
import { actorOf, type Identity } from './identity'
import type { InstanceAdmin } from './schema'
import { ADMINISTRATOR, administratorsBeside, holdAdministrators } from './setup-link'

const MOST_SHOWN = 200

/*
 * An administrator of the installation may do in every company what its owner may, member or not, and every deed stands in the company's
 * audit log under the person's own name (docs/decisions/0039). Appointing and dismissing belong to no company: they are in the server's log.
 */

function requireAdministrator(identity: Identity): void {
  if (identity.kind === 'person' && identity.isInstanceAdmin) return
  throw new Refusal('forbidden', 'Only an administrator of this installation can do this.')
}

/**
 * The people who administer the installation, by name; neither the person at this machine nor the master key, which the settings decide.
 * @throws Refusal forbidden for anybody else
 */
export async function listInstanceAdmins(identity: Identity): Promise<{ administrators: InstanceAdmin[] }> {
  requireAdministrator(identity)
  const rows = await systemSql<Omit<InstanceAdmin, 'isMe'>>(
    `SELECT id, name, email FROM "Person" WHERE ${ADMINISTRATOR} ORDER BY name, id LIMIT ${MOST_SHOWN}`,
  )
  const { id } = actorOf(identity)
  return { administrators: rows.map((row) => ({ ...row, isMe: row.id === id })) }
}

/**
 * Makes somebody who has signed in an administrator of the installation, from the next request on.
 * @param email an address that the identity provider has vouched for
 * @throws Refusal forbidden for who is none; not_found for an address that nobody has proven
 */
export async function appointInstanceAdmin(identity: Identity, email: string): Promise<InstanceAdmin> {
  requireAdministrator(identity)
  const [person] = await systemSql<Omit<InstanceAdmin, 'isMe'>>(
    `UPDATE "Person" SET "isInstanceAdmin" = true WHERE lower(email) = lower($1) AND "emailVerifiedAt" IS NOT NULL
     RETURNING id, name, email`,
    [email],
  )
  if (!person) {
    throw new Refusal(
      'not_found',
      'Nobody has signed in with this address. Let the person sign in first, then try again.',
      {
        kind: 'person',
      },
    )
  }
  const by = actorOf(identity).id
  log.warn({ personId: person.id, by }, 'somebody was made an administrator of the installation')
  return { ...person, isMe: person.id === by }
}

/**
 * Takes the administration of the installation back, from the next request on. What the person is in companies stays.
 * @throws Refusal forbidden for who is none; not_found for who administers nothing; broken_rule for the last one, whoever dismisses whom
 * at the same time
 */
export async function dismissInstanceAdmin(identity: Identity, personId: string): Promise<{ personId: string }> {
  requireAdministrator(identity)
  if (!isUuid(personId)) throw notFound('administrator')
  await acrossCompanies(async (sql) => {
    await holdAdministrators(sql)
    await requireAnother(sql, personId)
    await sql(`UPDATE "Person" SET "isInstanceAdmin" = false WHERE id = $1`, [personId])
  })
  log.warn({ personId, by: actorOf(identity).id }, 'somebody administers the installation no more')
  return { personId }
}

async function requireAnother(sql: Sql, personId: string): Promise<void> {
  const { isOne, others } = await administratorsBeside(sql, personId)
  if (!isOne) throw notFound('administrator')
  if (others > 0) return
  throw new Refusal('broken_rule', 'This is the only administrator. Make somebody else one first.', {
    rule: 'last_administrator',
  })
}
