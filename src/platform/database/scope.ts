import { AsyncLocalStorage } from 'node:async_hooks'
import type pg from 'pg'
import type { CompanyId } from '../ids'
import { appPool, systemPool } from './pools'

/** Runs one statement with `$1` parameters and answers its rows: numbers for bigint, ISO text for timestamps. */
export type Sql = <Row extends object>(text: string, values?: unknown[]) => Promise<Row[]>

type Shared = {
  /** The connection of the transaction that the current code runs in; Prisma's client reads it (`prisma.ts`). */
  connection: AsyncLocalStorage<pg.PoolClient>
  /** Each distinct statement text is prepared once a connection. */
  names: Map<string, string>
}
// On globalThis, as the pools are: two bundles of one process must not give one name to two statements on one connection.
const store = globalThis as typeof globalThis & { paperclipScope?: Shared }
store.paperclipScope ??= { connection: new AsyncLocalStorage(), names: new Map() }
const { connection, names } = store.paperclipScope

export function currentConnection(): pg.PoolClient {
  const client = connection.getStore()
  if (!client) throw new Error('a database call was made outside of a command or query')
  return client
}

/** Texts are built from a fixed set of pieces; the cap is a backstop. */
const MAX_PREPARED = 500

function statementName(text: string): string | undefined {
  let name = names.get(text)
  if (!name && names.size < MAX_PREPARED) {
    name = `s${names.size}`
    names.set(text, name)
  }
  return name
}

/** A `Sql` on this connection. */
export function sqlOn(client: pg.ClientBase): Sql {
  return async <Row extends object>(text: string, values: unknown[] = []) => {
    const { rows } = await client.query<Row>({ name: statementName(text), text, values })
    return rows
  }
}

type Mode = 'READ WRITE' | 'READ ONLY'

/**
 * Opens a transaction that sees one company, and commits it. The only place that sets the company. The connection works off what it
 * is given in order, so the opening and the first statement, and `last` and the commit, are handed over together.
 * @param run gets a `Sql` on the transaction's connection; a throw rolls back
 * @param last sends what must be written before the commit, and need not be waited for before it
 */
export async function inCompany<T>(
  companyId: CompanyId,
  mode: Mode,
  run: (sql: Sql) => Promise<T>,
  last?: (sql: Sql, result: T) => Promise<void>,
): Promise<T> {
  const client = await appPool().connect()
  let isBroken = false
  try {
    const sql = sqlOn(client)
    // CompanyId is a UUID by construction; it is quoted all the same because this text is not parameterised.
    const opened = client.query(
      `BEGIN ${mode}; SELECT set_config('app.company_id', ${client.escapeLiteral(companyId)}, true)`,
    )
    const [result] = await Promise.all([connection.run(client, () => run(sql)), opened])
    const written = last?.(sql, result)
    const committed = client.query('COMMIT')
    // If `last` fails, the commit of the failed transaction is a rollback.
    await Promise.all([written, committed])
    return result
  } catch (error) {
    isBroken = await rollBack(client)
    throw error
  } finally {
    client.release(isBroken)
  }
}

/** A transaction of the system role: finds work across companies. See docs/decisions/0003 for who may use it. */
export async function acrossCompanies<T>(run: (sql: Sql, client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await systemPool().connect()
  let isBroken = false
  try {
    await client.query('BEGIN')
    const result = await run(sqlOn(client), client)
    await client.query('COMMIT')
    return result
  } catch (error) {
    isBroken = await rollBack(client)
    throw error
  } finally {
    client.release(isBroken)
  }
}

/** One statement of the system role. */
export function systemSql<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
  return systemPool()
    .query<Row>({ name: statementName(text), text, values })
    .then((result) => result.rows)
}

async function rollBack(client: pg.PoolClient): Promise<boolean> {
  try {
    await client.query('ROLLBACK')
    return false
  } catch {
    return true
  }
}
