import { now } from '@/platform/clock'
import type { Actor } from '@/platform/command'
import { hashToken, isSameSecret } from '@/platform/crypto'
import { env } from '@/platform/env'
import { Refusal } from '@/platform/errors'
import { type CompanyId, isUuid } from '@/platform/ids'
import { log } from '@/platform/log'
import { isLocalMode } from './local-mode'
import { lesserRole, type Role } from './rules/grants'
import { ensurePerson, findKey, findLiveRun, findRun, findSession, type KeyRow, touchKey } from './store'

/** Who asks, proven, before a company is chosen. */
export type Identity =
  | { kind: 'person'; personId: string; isInstanceAdmin: boolean; via: 'master_key' | 'local' }
  | { kind: 'person'; personId: string; isInstanceAdmin: boolean; via: 'session'; sessionId: string }
  | { kind: 'board_key'; keyId: string; personId: string; companyId: CompanyId; role: Role }
  | { kind: 'agent'; agentId: string; companyId: CompanyId; runId: string | null }

/** Fixed, so that what they own stays theirs after a restart. */
export const LOCAL_PERSON_ID = '00000000-0000-7000-8000-000000000001'
export const MASTER_PERSON_ID = '00000000-0000-7000-8000-000000000002'

const TOUCH_AFTER_MS = 60_000

/**
 * Proves a bearer token: the master key, a key of the board or of an agent, or the token of a live run.
 * @throws Refusal unauthenticated for anything else, in every mode
 */
export async function proveBearer(token: string): Promise<Identity> {
  const masterKey = env().PAPERCLIP_API_KEY
  if (masterKey && isSameSecret(token, masterKey)) {
    await ensureOnce(MASTER_PERSON_ID, 'API key')
    return { kind: 'person', personId: MASTER_PERSON_ID, isInstanceAdmin: true, via: 'master_key' }
  }
  const tokenHash = hashToken(token)
  if (/^pcp_(board|agent)_/.test(token)) return identityOfKey(await findKey(tokenHash, now()))
  const run = token ? await findLiveRun(tokenHash) : undefined
  if (!run) throw invalidBearer()
  return { kind: 'agent', agentId: run.agentId, companyId: run.companyId as CompanyId, runId: run.id }
}

function identityOfKey(key: KeyRow | undefined): Identity {
  if (!key || key.isRevoked || key.isExpired) throw invalidBearer()
  if (key.kind === 'agent') {
    if (!key.agentId || (key.agentStatus !== 'active' && key.agentStatus !== 'paused')) throw invalidBearer()
    noteUse(key)
    return { kind: 'agent', agentId: key.agentId, companyId: key.companyId as CompanyId, runId: null }
  }
  if (!key.role) throw invalidBearer()
  noteUse(key)
  const companyId = key.companyId as CompanyId
  const role = key.mostRole ? lesserRole(key.role, key.mostRole) : key.role
  return { kind: 'board_key', keyId: key.id, personId: key.createdBy, companyId, role }
}

/** Off the request's path: nobody waits for it, and its failure refuses nobody. */
function noteUse(key: KeyRow): void {
  const at = now()
  if (key.lastUsedAt && at.getTime() - Date.parse(key.lastUsedAt) < TOUCH_AFTER_MS) return
  touchKey(key.id, at).catch((error: unknown) => log.warn({ err: error, keyId: key.id }, 'use of a key not noted'))
}

/**
 * Proves the browser's session token.
 * @throws Refusal unauthenticated when it is unknown or over
 */
export async function proveSession(token: string): Promise<Identity> {
  const session = await findSession(hashToken(token), now())
  if (!session) throw new Refusal('unauthenticated', 'Your session is over. Sign in again.')
  return { kind: 'person', ...session, via: 'session' }
}

/**
 * Whoever presents nothing: the local person where only this machine can ask, else nobody.
 * @throws Refusal unauthenticated where sign-in is needed
 */
export async function proveNothing(): Promise<Identity> {
  if (!isLocalMode()) throw new Refusal('unauthenticated', 'Sign in, or send a key as Authorization: Bearer <key>.')
  await ensureOnce(LOCAL_PERSON_ID, 'You')
  return { kind: 'person', personId: LOCAL_PERSON_ID, isInstanceAdmin: true, via: 'local' }
}

const ensured = new Set<string>()

async function ensureOnce(id: string, name: string): Promise<void> {
  if (ensured.has(id)) return
  await ensurePerson(id, name, now())
  ensured.add(id)
}

const RUN_HEADER = 'X-Paperclip-Run-Id'

/**
 * The run that an agent says it acts in. A run's token has said so already and only agrees; a key of the agent names a live run of its
 * agent. For people it means nothing.
 * @throws Refusal invalid_input for what is no live run; broken_rule for another agent's, and for another one than the token's
 */
export async function actingInRun(identity: Identity, runId: string | null): Promise<Identity> {
  if (identity.kind !== 'agent' || runId === null) return identity
  const asked = runId.trim().toLowerCase()
  if (!isUuid(asked)) throw unknownRun('must be the id of a run')
  if (identity.runId === asked) return identity
  if (identity.runId !== null) {
    throw new Refusal('broken_rule', `${RUN_HEADER} names another run than the token is for.`, {
      rule: 'agent_jwt_run_id_mismatch',
    })
  }
  const run = await findRun(asked)
  if (!run || run.companyId !== identity.companyId) throw unknownRun('names no run')
  if (run.agentId !== identity.agentId) {
    throw new Refusal('broken_rule', `${RUN_HEADER} names a run of another agent.`, { rule: 'run_of_another_agent' })
  }
  if (!run.isLive) throw unknownRun('names a run that has ended')
  return { ...identity, runId: asked }
}

function unknownRun(problem: string): Refusal {
  return new Refusal('invalid_input', `${RUN_HEADER} ${problem}.`, { header: RUN_HEADER })
}

export function invalidBearer(): Refusal {
  return new Refusal('unauthenticated', 'The bearer key is not valid. Use a key that exists and was not revoked.')
}

/** As whom an identity acts, and what the audit log names. */
export function actorOf(identity: Identity): Actor {
  if (identity.kind === 'agent') return { kind: 'agent', id: identity.agentId, runId: identity.runId }
  return { kind: 'person', id: identity.personId }
}
