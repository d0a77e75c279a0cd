import { createHash, randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { letBackupsRead } from './backup-role'

/** The advisory lock that Prisma Migrate takes, so that its command line and this file exclude each other. */
const PRISMA_LOCK_KEY = 72_707_369
const LOCK_TIMEOUT_SECONDS = 120

const CREATE_TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL,
  "checksum" VARCHAR(64) NOT NULL,
  "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL,
  "logs" TEXT,
  "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
  "applied_steps_count" INTEGER NOT NULL DEFAULT 0
)`

type Migration = { name: string; sql: string; checksum: string }

export type MigrateOptions = {
  /** Folder with one folder a migration, each with a `migration.sql`. Default: `prisma/migrations` of the working directory. */
  folder?: string
  /** Takes sentences that a person should see, such as a migration that was edited after it was applied. */
  warn?: (sentence: string) => void
}

/**
 * Brings a database to the newest schema: creates the database if it is missing, applies what `prisma/migrations` has more, then
 * the job queue's own migrations. `ownerUrl` names a role that may create tables. Safe to call from several processes at once.
 * Writes the rows that `prisma migrate deploy` writes. Each migration is one transaction together with its row: after a failure
 * or a kill, nothing of it is left and the next call tries again. Returns the names of the migrations that it applied.
 */
export async function applyMigrations(ownerUrl: string, options: MigrateOptions = {}): Promise<string[]> {
  const migrations = readMigrations(options.folder ?? ownFolder())
  const client = await connectCreating(ownerUrl)
  try {
    await lockMigrations(client)
    await client.query(CREATE_TABLE)
    const pending = await pendingMigrations(client, migrations, options.warn ?? console.warn)
    for (const migration of pending) await apply(client, migration)
    await migrateJobQueue(client, ownerUrl)
    await letBackupsRead(client)
    return pending.map(({ name }) => name)
  } finally {
    await client.end() // ends the session and with it the lock
  }
}

const ownFolder = () => path.join(process.cwd(), 'prisma', 'migrations')

/** Names of the migrations of this version, in their order. */
export function knownMigrations(): string[] {
  return readMigrations(ownFolder()).map(({ name }) => name)
}

/** Applies these migrations to an empty schema `public`, in a transaction of the caller's, who has to keep others away. */
export async function migrateWithin(client: pg.ClientBase, names: readonly string[]): Promise<void> {
  await client.query(CREATE_TABLE)
  const wanted = new Set(names)
  for (const migration of readMigrations(ownFolder())) if (wanted.has(migration.name)) await write(client, migration)
}

function readMigrations(folder: string): Migration[] {
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && fs.existsSync(path.join(folder, entry.name, 'migration.sql')))
    .map(({ name }) => {
      const sql = fs.readFileSync(path.join(folder, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

async function connectCreating(url: string): Promise<pg.Client> {
  try {
    return await connect(url)
  } catch (error) {
    if (codeOf(error) !== '3D000') throw new Error(`Cannot connect to the database: ${(error as Error).message}`)
  }
  const target = new URL(url)
  const name = decodeURIComponent(target.pathname.slice(1))
  target.pathname = '/postgres'
  const admin = await connect(target.toString())
  try {
    await admin.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`)
  } catch (error) {
    // 42P04, 23505: another process has just created it
    if (!['42P04', '23505'].includes(codeOf(error) ?? '')) throw error
  } finally {
    await admin.end()
  }
  return connect(url)
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 15_000 })
  await client.connect()
  return client
}

/** Keeps other migrations away until the session ends. @throws Error after two minutes */
export async function lockMigrations(client: pg.ClientBase): Promise<void> {
  try {
    await client.query(`SET lock_timeout = '${LOCK_TIMEOUT_SECONDS}s'`)
    await client.query('SELECT pg_advisory_lock($1)', [PRISMA_LOCK_KEY])
    await client.query('RESET lock_timeout')
  } catch (error) {
    if (codeOf(error) !== '55P03') throw error
    throw new Error(
      `Another process has been migrating this database for ${LOCK_TIMEOUT_SECONDS} s. Wait for it or end it, then try again.`,
    )
  }
}

async function pendingMigrations(
  client: pg.Client,
  migrations: Migration[],
  warn: (sentence: string) => void,
): Promise<Migration[]> {
  const { rows } = await client.query<{ migration_name: string; checksum: string; finished_at: Date | null }>(
    'SELECT migration_name, checksum, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL',
  )
  const failed = rows.find((row) => row.finished_at === null)
  if (failed) {
    throw new Error(
      `Migration ${failed.migration_name} failed earlier, under Prisma's command line. Mend the database, then run: npx prisma migrate resolve --rolled-back ${failed.migration_name}`,
    )
  }
  const checksums = new Map(rows.map((row) => [row.migration_name, row.checksum]))
  const known = new Set(migrations.map(({ name }) => name))
  for (const name of checksums.keys()) {
    if (!known.has(name)) warn(`The database holds migration ${name}, which this version does not know: it is newer.`)
  }
  for (const { name, checksum } of migrations) {
    if (checksums.has(name) && checksums.get(name) !== checksum)
      warn(`Migration ${name} was edited after it was applied.`)
  }
  return migrations.filter(({ name }) => !checksums.has(name))
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('BEGIN')
  try {
    await write(client, migration)
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw new Error(`Migration ${migration.name} failed, and nothing of it was kept: ${(error as Error).message}`)
  }
}

async function write(client: pg.ClientBase, { name, sql, checksum }: Migration): Promise<void> {
  await client.query(sql)
  await client.query(
    `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
     VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
    [randomUUID(), checksum, name],
  )
}

/**
 * The queue's library is loaded only when its migrations may have changed: a comment on its schema tells with which version of
 * the library they were applied.
 */
async function migrateJobQueue(client: pg.Client, ownerUrl: string): Promise<void> {
  const version = `graphile-worker ${installedVersion('graphile-worker')}`
  const { rows } = await client.query<{ comment: string | null }>(
    `SELECT obj_description(to_regnamespace('graphile_worker'), 'pg_namespace') AS comment`,
  )
  if (rows[0]?.comment === version) return
  const { migrateQueue } = await import('@/platform/engine')
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 2 })
  // a connection that breaks is replaced; a query in flight rejects by itself
  const ignore = () => {}
  pool.on('error', ignore).on('connect', (connection) => connection.on('error', ignore))
  try {
    await migrateQueue(pool)
    await client.query(`COMMENT ON SCHEMA graphile_worker IS ${pg.escapeLiteral(version)}`)
  } finally {
    await pool.end()
  }
}

function installedVersion(name: string): string {
  const manifest = fs.readFileSync(path.join(process.cwd(), 'node_modules', name, 'package.json'), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}

function codeOf(error: unknown): string | undefined {
  return (error as { code?: string } | null)?.code
}
