import type { z } from 'zod'
import { now } from '../clock'
import { models } from '../database/prisma'
import { inCompany, type Sql } from '../database/scope'
import { invalidInput, Refusal } from '../errors'
import { newId } from '../ids'
import { committed } from '../outbox/pulse'
import { type Actor, beingRemoved, type Caller, type GrantName, type Subject } from './caller'
import { clean } from './clean'
import { claimKey, claimOf, storeAnswer } from './idempotency'
import type { Announcement, Change, View, Work } from './work'
import { type Signed, write } from './written'

type CommandSpec<I extends z.ZodType, O> = {
  /** The verb, camelCase: also the tRPC path, the operationId, the step id. */
  name: string
  grant: GrantName
  /** What a call is about: who has not the grant in the company may have it there. Without it, only the company's grants count. */
  about?(input: z.output<I>): Subject[]
  input: I
  output: z.ZodType<O>
  /** Audit actions and events that it may write; anything else is a programming error. */
  records: readonly string[]
  announces: readonly string[]
  /** The answer holds a secret that is shown once: it is not kept for a repeat, which is refused. */
  isAnswerSecret?: true
  run(work: Work, input: z.output<I>): Promise<O>
}

type QuerySpec<I extends z.ZodType, O> = {
  name: string
  grant: GrantName
  input: I
  run(view: View, input: z.output<I>): Promise<O>
}

export type CallOptions = { idempotencyKey?: string | undefined }

export type Command<I extends z.ZodType = z.ZodType, O = unknown> = {
  (caller: Caller, input: z.input<I>, options?: CallOptions): Promise<O>
  /** Runs as a part of another command: joins its transaction, its audit and its events. */
  within(work: Work, input: z.input<I>): Promise<O>
  readonly kind: 'command'
  readonly spec: CommandSpec<I, O>
}

export type Query<I extends z.ZodType = z.ZodType, O = unknown> = {
  (caller: Caller, input: z.input<I>): Promise<O>
  /** Reads inside a command or another query. */
  within(view: View, input: z.input<I>): Promise<O>
  readonly kind: 'query'
  readonly spec: QuerySpec<I, O>
}

const declared = new Map<string, GrantName>()

/** The grant that the command or query of this name declares; null where there is none of this name. */
export function grantOf(name: string): GrantName | null {
  return declared.get(name) ?? null
}

function requireGrant(caller: Caller, spec: { grant: GrantName; about?: unknown }): void {
  if (caller.grants.has(spec.grant) || (spec.about && caller.grantsOfEach)) return
  if (caller.removalDueAt) throw beingRemoved(caller.removalDueAt)
  throw forbidden(spec.grant)
}

function forbidden(grant: GrantName): Refusal {
  return new Refusal('forbidden', `This needs the permission ${grant}.`, { needs: grant })
}

/**
 * The caller for one call. Who has the grant only about what the call is about gets this one grant, and no other that the same role
 * would give.
 * @throws Refusal forbidden
 */
async function grantedCaller<I extends z.ZodType, O>(
  sql: Sql,
  caller: Caller,
  spec: CommandSpec<I, O>,
  input: z.output<I>,
): Promise<Caller> {
  if (caller.grants.has(spec.grant)) return caller
  if (!(await grantsAboutAll(sql, caller, spec.about?.(input) ?? [])).has(spec.grant)) throw forbidden(spec.grant)
  return { ...caller, ownGrants: caller.grants, grants: new Set([...caller.grants, spec.grant]) }
}

function parse<I extends z.ZodType>(schema: I, raw: unknown): z.output<I> {
  const parsed = schema.safeParse(clean(raw))
  if (!parsed.success) throw invalidInput(parsed.error)
  return parsed.data
}

/** What the caller may do about all of these things beyond their grants; nothing where nothing is named. */
async function grantsAboutAll(sql: Sql, caller: Caller, subjects: readonly Subject[]): Promise<Set<GrantName>> {
  const named = subjects.filter(([, id]) => id)
  const [first, ...others] = (named.length > 0 && (await caller.grantsOfEach?.(sql, named))) || []
  return new Set([...(first ?? [])].filter((grant) => others.every((each) => each.has(grant))))
}

function viewOf(sql: Sql, caller: Caller): View {
  // what this call got about other things says nothing about these
  const own = caller.ownGrants ?? caller.grants
  return {
    sql,
    get db() {
      return models()
    },
    companyId: caller.companyId,
    actor: caller.actor,
    grants: caller.grants,
    grantsAbout: async (subjects) => new Set([...own, ...(await grantsAboutAll(sql, caller, subjects))]),
    grantsOfEach: async (subjects) => {
      const more = await caller.grantsOfEach?.(sql, subjects)
      return subjects.map((_, at) => new Set([...own, ...(more?.[at] ?? [])]))
    },
    now: now(),
  }
}

/** Collects what a command records and announces, and checks it against what its parts declare. */
function workOf(sql: Sql, caller: Caller) {
  const changes: Signed[] = []
  const news: Announcement[] = []
  let isUnchanged = false
  const view = viewOf(sql, caller)
  const work: Work = Object.defineProperties({} as Work, {
    ...Object.getOwnPropertyDescriptors(view),
    ...Object.getOwnPropertyDescriptors({
      caller,
      newId,
      record: (change: Change) => void changes.push({ actor: caller.actor, ...change }),
      announce: (event: Announcement) => void news.push(event),
      attempt: async <T>(part: () => Promise<T>) => {
        const [changed, told] = [changes.length, news.length]
        await sql('SAVEPOINT attempt')
        try {
          const value = await part()
          await sql('RELEASE SAVEPOINT attempt')
          return { refusal: null, value }
        } catch (error) {
          if (!(error instanceof Refusal)) throw error
          // released, too: else the savepoint of an outer attempt, which has the same name, stays hidden behind it
          await sql('ROLLBACK TO SAVEPOINT attempt')
          await sql('RELEASE SAVEPOINT attempt')
          changes.length = changed
          news.length = told
          return { refusal: error, value: null }
        }
      },
      unchanged: () => {
        isUnchanged = true
      },
    }),
  })
  return { work, changes, news, isSilent: () => changes.length === 0 && !isUnchanged }
}

/** Inside `run`, record and announce only take what the spec declares. */
function declaredOnly<I extends z.ZodType, O>(work: Work, spec: CommandSpec<I, O>): Work {
  const check = (list: readonly string[], name: string, field: string) => {
    if (!list.includes(name)) throw new Error(`${spec.name} wrote ${name}, which is not in its ${field}`)
  }
  return Object.create(work, {
    record: {
      value: (change: Change) => {
        check(spec.records, change.action, 'records')
        work.record(change)
      },
    },
    announce: {
      value: (event: Announcement) => {
        check(spec.announces, event.name, 'announces')
        work.announce(event)
      },
    },
  }) as Work
}

/** The database ended this transaction in favour of another one: deadlock_detected, serialization_failure. */
const YIELDED = new Set(['40P01', '40001'])

/** Once more, from the start, for a transaction that had to yield to another one: nothing of it has happened. */
async function again<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    if (YIELDED.has(String((error as { code?: unknown }).code))) return call()
    throw error
  }
}

type Claim = ReturnType<typeof claimOf>

function repeated(spec: { isAnswerSecret?: true }, answer: unknown): unknown {
  if (!spec.isAnswerSecret) return answer
  throw new Refusal('already_exists', 'This was done already. Its answer held a secret, which is shown only once.', {
    rule: 'secret_shown_once',
  })
}

/** The transaction of one call. */
async function callOnce<I extends z.ZodType, O>(
  caller: Caller,
  spec: CommandSpec<I, O>,
  input: z.output<I>,
  claim: Claim | null,
): Promise<{ answer: O; news: Announcement[] }> {
  let collected = null as ReturnType<typeof workOf> | null
  const answer = await inCompany(
    caller.companyId,
    'READ WRITE',
    async (sql) => {
      const granted = await grantedCaller(sql, caller, spec, input)
      const stored = claim && (await claimKey(sql, caller, claim))
      if (stored) return repeated(spec, stored.answer) as O
      collected = workOf(sql, granted)
      const result = await spec.run(declaredOnly(collected.work, spec), input)
      if (collected.isSilent()) throw new Error(`${spec.name} changed something without recording it`)
      if (claim && !spec.isAnswerSecret) await storeAnswer(sql, caller, claim, result)
      return result
    },
    async (sql) => {
      if (!collected || collected.changes.length + collected.news.length === 0) return
      await write(sql, caller, collected.work.now, collected.changes, collected.news)
    },
  )
  return { answer, news: collected?.news ?? [] }
}

/**
 * Makes a command out of its parts. Called, it runs in this order: grant, parse, transaction in the caller's company, grant
 * about what the call is about, idempotency key, run, refuse if nothing was recorded, audit and outbox rows, commit.
 */
export function defineCommand<I extends z.ZodType, O>(spec: CommandSpec<I, O>): Command<I, O> {
  declared.set(spec.name, spec.grant)
  const call = async (caller: Caller, raw: z.input<I>, options: CallOptions = {}): Promise<O> => {
    requireGrant(caller, spec)
    const input = parse(spec.input, raw)
    const claim = options.idempotencyKey ? claimOf(caller, options.idempotencyKey, spec.name, raw) : null
    const { answer, news } = await again(() => callOnce(caller, spec, input, claim))
    committed(caller.companyId, news)
    return answer
  }
  const within = (work: Work, raw: z.input<I>) => spec.run(declaredOnly(root(work), spec), parse(spec.input, raw))
  return Object.assign(call, { within, kind: 'command' as const, spec })
}

/**
 * The same work, done in another's name: what a run's report does, it does as the run's agent. Only the system may hand its own
 * work on like this.
 */
export function actingAs(work: Work, actor: Actor): Work {
  if (work.caller.actor.kind !== 'system') throw new Error('only the system acts for others')
  const below = root(work)
  return Object.create(below, {
    actor: { value: actor },
    caller: { value: { ...below.caller, actor } },
    record: { value: (change: Change) => below.record({ actor, ...change }) },
  }) as Work
}

/** The collecting work below any declared-only layers. */
function root(work: Work): Work {
  const below = Object.getPrototypeOf(work) as Work
  return Object.hasOwn(work, 'caller') ? work : root(below)
}

/** Like `defineCommand`, without recording, in a read-only transaction. */
export function defineQuery<I extends z.ZodType, O>(spec: QuerySpec<I, O>): Query<I, O> {
  declared.set(spec.name, spec.grant)
  const call = async (caller: Caller, raw: z.input<I>): Promise<O> => {
    requireGrant(caller, spec)
    const input = parse(spec.input, raw)
    return inCompany(caller.companyId, 'READ ONLY', (sql) => spec.run(viewOf(sql, caller), input))
  }
  const within = (view: View, raw: z.input<I>) => spec.run(view, parse(spec.input, raw))
  return Object.assign(call, { within, kind: 'query' as const, spec })
}
