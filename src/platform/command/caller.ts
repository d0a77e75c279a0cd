import type { Sql } from '../database/scope'
import { Refusal } from '../errors'
import type { CompanyId } from '../ids'

/** Who acts. Comes from the credential, never from the body of a request. */
export type Actor =
  | { kind: 'person'; id: string }
  | { kind: 'agent'; id: string; runId: string | null }
  | { kind: 'system'; id: string }

/** `<room>:<verb>`; the list of all grants, and who has which, is in `features/access/rules/grants.ts`. */
export type GrantName = `${string}:${string}`

/** One thing that a call is about, as `['task', id]`; without an id it is about nothing. */
export type Subject = readonly [kind: string, id: string | null | undefined]

/** A proven identity in one company. `companyId` was minted where the membership or the key was proven. */
export type Caller = {
  companyId: CompanyId
  actor: Actor
  grants: ReadonlySet<GrantName>
  /** What of `grants` holds in the whole company, where a call got one more only about what it is about. */
  ownGrants?: ReadonlySet<GrantName>
  /** What the caller may do about each of these things beyond `grants`; absent for who may nowhere more. Asked in each transaction anew. */
  grantsOfEach?: (sql: Sql, subjects: readonly Subject[]) => Promise<ReadonlySet<GrantName>[]>
  requestId?: string
  /** Set where grants are missing because the company is being deleted: when all of it goes. */
  removalDueAt?: string
}

/** The refusal for whatever a company that is being deleted does not permit any more. */
export function beingRemoved(removalDueAt: string): Refusal {
  const day = `${removalDueAt.slice(0, 16).replace('T', ' ')} UTC`
  return new Refusal(
    'forbidden',
    `The company is being deleted. Until ${day} its owners may read and export it, and take the deletion back.`,
    { removalDueAt },
  )
}

/** The run that an agent acts in, if it acts in one. */
export function runOf(actor: Actor): string | null {
  return actor.kind === 'agent' ? actor.runId : null
}
