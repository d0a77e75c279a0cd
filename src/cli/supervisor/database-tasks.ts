import pg from 'pg'
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
