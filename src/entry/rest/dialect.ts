import type { z } from 'zod'
import type { Identity, OwnedKind } from '@/features/access'
import type { Caller } from '@/platform/command'
import type { Code, Facts } from '@/platform/errors'
import type { IdKind } from '@/platform/ids'

/** What an address begins with: a company, or a thing that belongs to one. */
export type Scope = 'company' | OwnedKind

/** Who asks, in the company of what the address names, and the plain id of that. */
export type Located = { caller: Caller; id: string }

/** What went wrong, before a dialect gives it a shape. */
export type Told = {
  code: string
  message: string
  facts: Facts
  requestId: string | null
  /** Its `fields` are called as the dialect calls them, not as a command does. */
  isInDialect: boolean
}

/** How one set of commands is spoken over HTTP: the one thing in which the dialects differ, beside their rows. */
export type Dialect = {
  /** Path in front of all rows, as in `/api/v1`. */
  base: string
  version: string
  /** What a reader of the OpenAPI document should know first, in Markdown. */
  introduction: string
  /** First word of a path → what the id behind it names. */
  scopes: Readonly<Record<string, Scope>>
  /** Ids deeper in a path, by the name of the parameter; what is not here is text. */
  inner: Readonly<Record<string, IdKind>>
  /** @throws Refusal not_found(scope), the same for what is absent and for what is another company's */
  locate(identity: Identity, scope: Scope, text: string, query: (name: string) => string | undefined): Promise<Located>
  /** What finding the thing of an address may be refused with, beside not_found. */
  locateRefusals?: Partial<Record<Scope, readonly Code[]>>
  /** An id in a path, for the document. */
  pathId(kind: IdKind): z.ZodType
  /** The status of a refusal, which may name an exact rule. */
  statusOf(code: Code, rule?: string): number
  /** What a refusal looks like, and how it is made. */
  Problem: z.ZodType
  problemBody(told: Told): object
}
