import { v5 } from 'uuid'
import {
  actingInRun,
  actorOf,
  callerFor,
  companyOf,
  founderCaller,
  type Identity,
  invalidBearer,
  isLocalMode,
  type OwnedKind,
  proveBearer,
  proveNothing,
  proveSession,
  resolveCompany,
} from '@/features/access'
import type { Caller } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import type { CompanyId } from '@/platform/ids'
import { publicUrl } from './http/address'
import { requireLocalHost, requireSameOrigin } from './http/origin'
import { admitCaller, admitNobody } from './http/rate-limit'
import { currentRequest, note } from './http/request-scope'
import { sessionCookie } from './http/session-cookie'
import { cookieOf, type Visit } from './http/visit'

/**
 * Tells who asks: by `Authorization: Bearer`, else by the session's cookie, else by being on this machine. A bearer beats a cookie,
 * and a credential that is not valid is refused in every mode, never passed over. An agent may name the run that it acts in.
 * @throws Refusal unauthenticated, forbidden when another site's page asks, or rate_limited; what `actingInRun` throws
 */
export async function identify(visit: Visit): Promise<Identity> {
  const identity = await actingInRun(await admitted(visit), visit.header('x-paperclip-run-id'))
  note({ actor: actorOf(identity) })
  return identity
}

/** Counts the request against the limit of who asks, or where nobody is proven, of the address. */
async function admitted(visit: Visit): Promise<Identity> {
  const proven = await prove(visit).catch(async (error: unknown) => {
    if (error instanceof Refusal && error.code === 'unauthenticated') await admitNobody()
    throw error
  })
  await admitCaller(proven)
  return proven
}

async function prove(visit: Visit): Promise<Identity> {
  const authorization = visit.header('authorization')
  if (authorization !== null) {
    const token = /^Bearer\s+(\S+)\s*$/i.exec(authorization)?.[1]
    if (!token) throw invalidBearer()
    return proveBearer(token)
  }
  if (isLocalMode()) {
    requireLocalHost(visit, publicUrl())
    requireSameOrigin(visit, publicUrl())
    return proveNothing()
  }
  const token = cookieOf(visit, sessionCookie().name)
  if (!token) return proveNothing()
  requireSameOrigin(visit, publicUrl())
  return proveSession(token)
}

/**
 * The caller in the company that a request names by id, `cmp_…`, slug or task prefix.
 * @throws Refusal not_found('company') when it does not exist or the caller is a stranger there
 */
export async function callerIn(identity: Identity, company: string): Promise<Caller> {
  const companyId = await resolveCompany(company)
  if (!companyId) throw notFound('company')
  return noted(await callerFor(identity, companyId, currentRequest()?.requestId))
}

/**
 * The caller in the company of a thing, for addresses that name only the thing.
 * @param id plain or prefixed (`tsk_…`)
 * @throws Refusal not_found(kind), the same whether it does not exist or belongs to a company where the caller is a stranger
 */
export async function callerAt(identity: Identity, kind: OwnedKind, id: string): Promise<Caller> {
  const companyId = await companyOf(kind, id)
  if (!companyId) throw notFound(kind)
  try {
    return noted(await callerFor(identity, companyId, currentRequest()?.requestId))
  } catch (error) {
    throw error instanceof Refusal && error.code === 'not_found' ? notFound(kind) : error
  }
}

const FOUNDING = '6f1d5a52-0d0c-4a6e-9b0e-8d6c1c2f7a31'

/**
 * The caller that founds a company: in a company with a new id. With an idempotency key the id follows from it, so that a repeat finds
 * the stored answer.
 * @throws Refusal forbidden for anybody but an administrator of the installation
 */
export function founderOf(identity: Identity, idempotencyKey?: string): Caller {
  const caller = founderCaller(identity, currentRequest()?.requestId)
  if (idempotencyKey === undefined) return noted(caller)
  const companyId = v5(`${actorOf(identity).id}:${idempotencyKey}`, FOUNDING) as CompanyId
  return noted({ ...caller, companyId })
}

function noted(caller: Caller): Caller {
  note({ companyId: caller.companyId })
  return caller
}
