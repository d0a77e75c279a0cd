import type { Models } from '../database/prisma'
import type { Sql } from '../database/scope'
import type { Refusal } from '../errors'
import type { CompanyId } from '../ids'
import type { Actor, Caller, GrantName, Subject } from './caller'

/** One line of the audit log: `action` is the command's name in the past tense, as in `task.created`. */
export type Change = {
  action: string
  subject: { kind: string; id: string }
  /** What changed, for people and for proofs. No secrets. */
  details?: Record<string, unknown>
  /** Where it was not the caller: by `actingAs`, and for what a rule did by itself. */
  actor?: Actor
}

/** What happened, as `room/past-tense`, ids only. Live screens see all; the engine gets those `forEngine`. */
export type Announcement = { name: string; data: Record<string, unknown>; forEngine?: boolean }

/** What a query works with. */
export type View = {
  sql: Sql
  /** Prisma's models, in the same transaction and company. */
  readonly db: Models
  companyId: CompanyId
  actor: Actor
  grants: ReadonlySet<GrantName>
  /** The same about these things: what the caller may in the whole company, and about all of them beyond that. */
  grantsAbout(subjects: readonly Subject[]): Promise<ReadonlySet<GrantName>>
  /** The same about each of these things by itself, in their order. */
  grantsOfEach(subjects: readonly Subject[]): Promise<ReadonlySet<GrantName>[]>
  now: Date
}

/** What a command works with. */
export type Work = View & {
  caller: Caller
  newId(): string
  record(change: Change): void
  announce(event: Announcement): void
  /**
   * Runs a part that may be refused. A refusal undoes the part, with what it recorded, and is handed back; the rest goes on.
   */
  attempt<T>(part: () => Promise<T>): Promise<{ refusal: null; value: T } | { refusal: Refusal; value: null }>
  /** Says that nothing changed on purpose (a repeated call), so that recording nothing is not refused. */
  unchanged(): void
}
