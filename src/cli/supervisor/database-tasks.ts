import pg from 'pg'
import { hashToken, newToken } from '@/platform/crypto'
import { applyMigrations } from '@/platform/database/migrate'
import { ensureEmbedded } from './database'
import { prepareFolders } from './folders'

/** Applies the migrations to the database that DATABASE_URL names or to the embedded one. Returns the names of those applied. */
export function migrateDatabase(): Promise<string[]> {
  return withDatabase((url) => applyMigrations(url))
}

/** Drops the whole database and creates it anew, empty and migrated. Everything in it is lost. */
export function resetDatabase(): Promise<string[]> {
  return withDatabase(async (url) => {
    const target = new URL(url)
    const name = decodeURIComponent(target.pathname.slice(1))
    target.pathname = '/postgres'
    const client = new pg.Client({ connectionString: target.toString() })
    await client.connect()
    try {
      await client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`)
    } finally {
      await client.end()
    }
    return applyMigrations(url)
  })
}

/**
 * Makes a link by which the administrator of the installation gets in again, whatever else stands, for 24 hours, once. Who can read the
 * database can do this, and nobody else.
 * @returns its token
 */
export function makeAdminLink(): Promise<string> {
  return withDatabase(async (url) => {
    const token = newToken('pcp_setup')
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    try {
      await client.query(
        `INSERT INTO "SetupLink" ("tokenHash", "expiresAt", "isRecovery") VALUES ($1, now() + interval '24 hours', true)`,
        [hashToken(token)],
      )
    } finally {
      await client.end()
    }
    return token
  })
}

/** An embedded server that was not running before is stopped again. */
async function withDatabase<T>(work: (url: string) => Promise<T>): Promise<T> {
  const given = process.env.DATABASE_URL
  if (given) return work(given)
  prepareFolders()
  const server = await ensureEmbedded()
  try {
    return await work(server.url)
  } finally {
    if (!server.isReused) await server.stop()
  }
}
