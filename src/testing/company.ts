import pg from 'pg'
import { callerFor, founderCaller, type Identity, systemCaller } from '@/features/access'
import { isBehind, sealCompany } from '@/features/audit'
import { createCompany } from '@/features/companies'
import { type AgentView, hireAgent } from '@/features/org'
import type { Caller } from '@/platform/command'
import { systemSql } from '@/platform/database'
import { Refusal } from '@/platform/errors'
import { newId } from '@/platform/ids'

export type TestCompany = {
  id: string
  slug: string
  /** The owner. */
  board: Caller
  /** The product itself. */
  system: Caller
  hire(input?: Partial<Parameters<typeof hireAgent>[1]>): Promise<AgentView>
  /** An agent of this company, with or without a run. */
  asAgent(agentId: string, runId?: string | null): Promise<Caller>
}

/** A new company with a new owner: every suite has its own. */
export async function foundCompany(input: Partial<Parameters<typeof createCompany>[1]> = {}): Promise<TestCompany> {
  const personId = newId()
  await systemSql(`INSERT INTO "Person" (id, name, "isInstanceAdmin") VALUES ($1, 'Test owner', true)`, [personId])
  const owner: Identity = { kind: 'person', personId, isInstanceAdmin: true, via: 'local' }
  const company = await createCompany(founderCaller(owner), { name: `Test ${personId.slice(-6)}`, ...input })
  const board = await callerFor(owner, company.id)
  let hired = 0
  return {
    id: company.id,
    slug: company.slug,
    board,
    system: systemCaller(company.id, 'test'),
    hire: (wish = {}) => {
      hired += 1
      return hireAgent(board, { name: `Agent ${hired}`, runtime: 'bash', runtimeConfig: { command: 'true' }, ...wish })
    },
    asAgent: (agentId, runId = null) =>
      callerFor({ kind: 'agent', agentId, companyId: board.companyId, runId }, company.id),
  }
}

/** A person of a company, with a verified address. @returns the person's id */
export async function addMember(companyId: string, role = 'operator'): Promise<string> {
  const personId = newId()
  await systemSql(
    `INSERT INTO "Person" (id, name, email, "emailVerifiedAt") VALUES ($1, $2, $2 || '@example.test', now())`,
    [personId, `person-${personId.slice(-6)}`],
  )
  await systemSql(`INSERT INTO "Membership" ("companyId", "personId", role) VALUES ($1, $2, $3)`, [
    companyId,
    personId,
    role,
  ])
  return personId
}

/** How somebody was refused; null when nobody was. Any other error is one of the test. */
export function refusal(promise: Promise<unknown>): Promise<Refusal | null> {
  return promise.then(
    () => null,
    (error: unknown) => {
      if (error instanceof Refusal) return error
      throw error
    },
  )
}

/** The same, of what must be refused. */
export async function refusalOf(promise: Promise<unknown>): Promise<Refusal> {
  const refused = await refusal(promise)
  if (!refused) throw new Error('was not refused')
  return refused
}

/** The code of a refusal, or `done`. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  return (await refusal(promise))?.code ?? 'done'
}

let owners: pg.Pool | undefined

/** Runs SQL as the owner of the tables, past every policy: what an intruder with the database's password could do. */
export async function asDatabaseOwner<Row extends pg.QueryResultRow>(
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  owners ??= ownerPool()
  return (await owners.query<Row>(text, values)).rows
}

/** Its connections end with the database of the test file. */
function ownerPool(): pg.Pool {
  const ignore = () => {}
  const options = { connectionString: process.env.DATABASE_URL, max: 4, idleTimeoutMillis: 0, allowExitOnIdle: true }
  return new pg.Pool(options).on('error', ignore).on('connect', (client) => client.on('error', ignore))
}

/** How many deadlocks the database of this file has seen. */
export async function deadlocks(): Promise<number> {
  const [row] = await asDatabaseOwner<{ deadlocks: number }>(
    `SELECT deadlocks::int AS deadlocks FROM pg_stat_database WHERE datname = current_database()`,
  )
  if (!row) throw new Error('the database has no statistics')
  return row.deadlocks
}

/**
 * Polls until `check` gives something, or fails after so many seconds, with what was waited for. What only the clock of every minute
 * finds, which looks for what is a minute late, does not come in time.
 */
export async function until<T>(
  what: string,
  check: () => Promise<T | null | undefined | false>,
  seconds = 55,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000
  for (;;) {
    const value = await check()
    if (value) return value
    if (Date.now() > deadline) throw new Error(`waited ${seconds} s for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Seals all that a company did so far; later than at once while other databases of the cluster hold transactions open. */
export async function sealAll(companyId: string): Promise<void> {
  await until('the chain to be complete', async () => {
    await sealCompany(companyId)
    return !(await isBehind(companyId))
  })
}
