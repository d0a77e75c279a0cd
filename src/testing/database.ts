import { randomBytes } from 'node:crypto'
import pg from 'pg'

/** Name of the database that every test's database is a copy of. */
export const TEMPLATE = 'paperclip_template'

/** Set by the global set-ups: the owner's address of the throw-away cluster, database `postgres`. */
const CLUSTER_VARIABLE = 'PAPERCLIP_TEST_CLUSTER_URL'

export type TestDatabase = {
  /** Connection string of the owner. */
  url: string
  drop(): Promise<void>
}

/** Tells this process and those it starts where the throw-away cluster is. */
export function announceCluster(clusterUrl: string): void {
  process.env[CLUSTER_VARIABLE] = clusterUrl
}

/** A new database with the whole schema and no rows, cloned from the template in some 10 to 100 ms. */
export async function cloneDatabase(): Promise<TestDatabase> {
  const clusterUrl = process.env[CLUSTER_VARIABLE]
  if (!clusterUrl) throw new Error('There is no test cluster. Run database tests through npm test or npx vitest.')
  const name = `test_${randomBytes(8).toString('hex')}`
  // the template is small, so that copying its files costs less than writing them through the log
  await administer(clusterUrl, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE} STRATEGY FILE_COPY`)
  return {
    url: databaseUrl(clusterUrl, name),
    drop: () => administer(clusterUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  }
}

/** The same cluster and role, another database. */
export function databaseUrl(clusterUrl: string, database: string): string {
  const url = new URL(clusterUrl)
  url.pathname = `/${database}`
  return url.toString()
}

async function administer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
