import { beingRemoved, type Caller, type GrantName, runOf } from '@/platform/command'
import { systemSql } from '@/platform/database'
import { notFound, Refusal } from '@/platform/errors'
import { type CompanyId, isUuid, newId } from '@/platform/ids'
import { removalDueOf } from './closed-companies'
import { resolveCompany } from './company-of'
import { actorOf, type Identity } from './identity'
import { GRANTS_OF_AGENT, GRANTS_OF_ROLE, GRANTS_OF_SYSTEM, GRANTS_WHEN_CLOSED, type Role } from './rules/grants'
import { type CompanyRow, ListCompanies } from './schema'
import { findMembership, findPersonName } from './store'
import { byTeamRoles } from './team-roles'

// The only file, with identity.ts, that makes a CompanyId: after a membership or a key was proven, or for a company being founded.

/**
 * What this identity may do in a company.
 * @param companyId plain UUID
 * @throws Refusal not_found('company') for strangers, as for a company that does not exist
 */
export async function callerFor(identity: Identity, companyId: string, requestId?: string): Promise<Caller> {
  // first, for strangers too: this is how a removed company's slug is found to be another's
  const removalDueAt = await removalDueOf(companyId)
  const may = isUuid(companyId) ? await grantsIn(identity, companyId as CompanyId) : null
  if (!may) throw notFound('company')
  if (!removalDueAt) return { ...callerWith(identity, companyId as CompanyId, may.grants, requestId), ...may }
  return {
    ...callerWith(identity, companyId as CompanyId, whenClosed(may.grants, removalDueAt), requestId),
    removalDueAt,
  }
}

/** Only who may delete a company sees it once it is deleted. */
function whenClosed(grants: ReadonlySet<GrantName>, removalDueAt: string): ReadonlySet<GrantName> {
  if (grants.has('company:close')) return GRANTS_WHEN_CLOSED
  throw beingRemoved(removalDueAt)
}

type May = Pick<Caller, 'grants' | 'grantsOfEach'>

/** Roles in teams are the person's own: a key does what the company's role lets it. */
async function grantsIn(identity: Identity, companyId: CompanyId): Promise<May | null> {
  if (identity.kind === 'agent') return identity.companyId === companyId ? { grants: GRANTS_OF_AGENT } : null
  if (identity.kind === 'board_key') {
    return identity.companyId === companyId ? { grants: GRANTS_OF_ROLE[identity.role] } : null
  }
  if (identity.isInstanceAdmin) return (await resolveCompany(companyId)) ? { grants: GRANTS_OF_ROLE.owner } : null
  const member = await findMembership(companyId, identity.personId)
  if (!member) return null
  const grants = GRANTS_OF_ROLE[member.role]
  return member.hasTeamRoles ? { grants, ...byTeamRoles(companyId, identity.personId) } : { grants }
}

function callerWith(
  identity: Identity,
  companyId: CompanyId,
  grants: ReadonlySet<GrantName>,
  requestId: string | undefined,
): Caller {
  return { companyId, actor: actorOf(identity), grants, ...(requestId ? { requestId } : {}) }
}

/**
 * For founding a company: a caller in a company that does not exist yet, with a new id.
 * @throws Refusal forbidden for anybody but an instance administrator, because agents run programs on this installation
 */
export function founderCaller(identity: Identity, requestId?: string): Caller {
  if (identity.kind !== 'person' || !identity.isInstanceAdmin) {
    throw new Refusal('forbidden', 'Only an administrator of this installation can found a company.')
  }
  return callerWith(identity, newId() as CompanyId, GRANTS_OF_ROLE.owner, requestId)
}

/**
 * A person who has shown the token of an invitation: may become a member of that company, and nothing else.
 * @param companyId from the invitation's row
 */
export function invitedCaller(identity: Identity, companyId: string, requestId?: string): Caller {
  return callerWith(identity, companyId as CompanyId, new Set(['member:join']), requestId)
}

/**
 * The product itself, in one company.
 * @param companyId from a row that the product stored, never from a request
 * @param part which part of the product acts, as the audit log shall name it: `scheduler`, `worker`, …
 */
export function systemCaller(companyId: string, part: string): Caller {
  return { companyId: companyId as CompanyId, actor: { kind: 'system', id: part }, grants: GRANTS_OF_SYSTEM }
}

/** The companies that an identity may enter, oldest first, a page at a time. */
export async function listCompanies(
  identity: Identity,
  page: { after?: string | null; limit?: number } = {},
): Promise<{ companies: CompanyRow[]; nextAfter: string | null }> {
  const { after, limit } = ListCompanies.parse(page)
  const personId = identity.kind === 'person' ? identity.personId : null
  const isAdmin = identity.kind === 'person' && identity.isInstanceAdmin
  const only = identity.kind === 'person' ? null : identity.companyId
  const role: Role | 'agent' | null =
    identity.kind === 'agent' ? 'agent' : identity.kind === 'person' ? null : identity.role
  const rows = await systemSql<CompanyRow>(
    `SELECT c.id, c.name, c.slug, c.status, CASE WHEN $2 THEN 'owner' ELSE coalesce($4, m.role) END AS role
     FROM "Company" c LEFT JOIN "Membership" m ON m."companyId" = c.id AND m."personId" = $1
     WHERE ($2 OR c.id = $3 OR ($3::uuid IS NULL AND m.role IS NOT NULL)) AND ($5::uuid IS NULL OR c.id > $5)
     ORDER BY c.id LIMIT $6`,
    [personId, isAdmin, only, role, after ?? null, limit + 1],
  )
  const companies = rows.slice(0, limit)
  return { companies, nextAfter: rows.length > limit ? (companies.at(-1)?.id ?? null) : null }
}

type WhoAmI = {
  kind: 'person' | 'agent'
  id: string
  /** Null for an agent, which `getAgent` describes. */
  name: string | null
  /** How it was proven; only `session` can sign out. */
  via: 'master_key' | 'session' | 'local' | 'board_key' | 'agent'
  isInstanceAdmin: boolean
  runId: string | null
}

/** Who the caller is, for the person's menu and for an agent that asks. */
export async function whoAmI(identity: Identity): Promise<WhoAmI> {
  const actor = actorOf(identity)
  const name = actor.kind === 'person' ? await findPersonName(actor.id) : undefined
  return {
    kind: actor.kind === 'agent' ? 'agent' : 'person',
    id: actor.id,
    name: name ?? null,
    via: identity.kind === 'person' ? identity.via : identity.kind,
    isInstanceAdmin: identity.kind === 'person' && identity.isInstanceAdmin,
    runId: runOf(actor),
  }
}
