import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { applyMigrations, knownMigrations, lockMigrations, migrateWithin } from '../database/migrate'
import type { Storage } from '../storage'
import { BackupProblem, filePath, type Manifest, type TablePart, tablePath } from './manifest'
import type { Backup } from './read'

export type LoadOptions = {
  /** The owner's address of the database; it is created when it is not there. */
  url: string
  /** Remove what is in the database now. */
  isReplacing: boolean
  /** Tables to count when a person has to be told what would be removed. */
  countedTables: readonly string[]
  storage: Storage
  /** SQL for the `key` of files of the storage that a database names. */
  filesSql: string
  tell: (progress: string) => void
  /** Ends the work: what was there stays. */
  signal: AbortSignal
}

/**
 * Puts a backup in the place of a database: in one transaction, so that a failure, a Ctrl-C or a `kill -9` leaves what was there.
 * Then brings it to this version. The hashes of the parts are compared on the way.
 * @throws BackupProblem when the backup is newer than this version, the database is filled or in use, or a part is damaged
 */
export async function loadBackup(backup: Backup, o: LoadOptions): Promise<void> {
  requireKnown(backup.manifest)
  // the queue makes its own tables; an empty database has none
  await applyMigrations(o.url)
  const client = new pg.Client({ connectionString: o.url, connectionTimeoutMillis: 15_000, keepAlive: true })
  client.on('error', () => {})
  await client.connect()
  try {
    await lockMigrations(client)
    await requireUnused(client)
    if (!o.isReplacing) await requireEmpty(client, o.countedTables)
    // first: a row never names a file that is not there
    await storeFiles(backup, o)
    await client.query(`CREATE TEMP TABLE former_file AS SELECT key FROM (${o.filesSql}) f`)
    await client.query('BEGIN')
    await replaceAll(client, backup, o)
    await client.query('COMMIT')
    await client.query('ANALYZE').catch(() => {})
    await removeFormerFiles(client, o)
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {})
    throw error
  } finally {
    await client.end().catch(() => {})
  }
  await applyMigrations(o.url)
}

function requireKnown({ migrations, productVersion }: Manifest): void {
  const known = new Set(knownMigrations())
  const newer = migrations.find(({ name }) => !known.has(name))
  if (!newer) return
  throw new BackupProblem(
    `The backup is of a newer version (${productVersion}, with migration ${newer.name}). Restore it with that version, or a newer one.`,
  )
}

async function requireUnused(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ others: number }>(
    `SELECT count(*)::int AS others FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`,
  )
  if (rows[0]?.others === 0) return
  throw new BackupProblem(
    `The database is in use by ${rows[0]?.others} other connections. Stop Paperclip, and whatever else uses it, then restore again.`,
  )
}

/** Says what is there before anybody agrees to lose it. */
async function requireEmpty(client: pg.Client, tables: readonly string[]): Promise<void> {
  const counts = tables.map((table) => `(SELECT count(*)::int FROM ${pg.escapeIdentifier(table)}) AS "${table}"`)
  // for who is bound by the policies: the tables are this user's, and this transaction changes nothing
  const force = (how: string) =>
    tables.map((table) => `ALTER TABLE ${pg.escapeIdentifier(table)} ${how} ROW LEVEL SECURITY`).join('; ')
  await client.query(`BEGIN; ${force('NO FORCE')}`)
  const { rows } = await client.query<Record<string, number>>(`SELECT ${counts.join(', ')}`)
  await client.query('ROLLBACK')
  const found = Object.entries(rows[0] ?? {}).filter(([, count]) => count > 0)
  if (found.length === 0) return
  const list = found.map(([table, count]) => `${count} × ${table}`).join(', ')
  throw new BackupProblem(
    `The database is not empty: restoring would remove all of it (${list}, and what belongs to them). To do that: --replace`,
  )
}

async function storeFiles(backup: Backup, { storage, tell, signal }: LoadOptions): Promise<void> {
  let stored = 0
  for await (const line of backup.files()) {
    signal.throwIfAborted()
    await storage.put(line.key, await backup.read(filePath(line.key), line), line)
    stored += 1
    if (stored % 500 === 0) tell(`Files: ${stored} of ${backup.manifest.files.count}`)
  }
  tell(`Files: ${stored} of ${backup.manifest.files.count}`)
}

/** Files that only the database named that is gone now. */
async function removeFormerFiles(client: pg.Client, { storage, filesSql }: LoadOptions): Promise<void> {
  await client.query(
    `DECLARE former NO SCROLL CURSOR WITH HOLD FOR SELECT key FROM former_file EXCEPT SELECT key FROM (${filesSql}) f`,
  )
  for (;;) {
    const { rows } = await client.query<{ key: string }>('FETCH 500 FROM former')
    if (rows.length === 0) return
    for (const { key } of rows) await storage.delete(key)
  }
}

async function replaceAll(client: pg.Client, backup: Backup, { tell, signal }: LoadOptions): Promise<void> {
  const { manifest } = backup
  await client.query(`SET LOCAL client_min_messages = error; DROP SCHEMA IF EXISTS public CASCADE;
    DROP SCHEMA IF EXISTS engine CASCADE; CREATE SCHEMA public`)
  await migrateWithin(
    client,
    manifest.migrations.map(({ name }) => name),
  )
  const keys = await openTables(client, manifest.tables)
  for (const [at, table] of manifest.tables.entries()) {
    await loadTable(client, backup, table, signal)
    tell(`Table ${at + 1} of ${manifest.tables.length}: ${table.name}, ${table.rows} rows`)
  }
  for (const { schema, name, last } of manifest.sequences) {
    if (last !== null)
      await client.query('SELECT setval($1::text::regclass, $2::bigint)', [nameOf({ schema, name }), last])
  }
  await closeTables(client, manifest.tables, keys)
  tell(`Foreign keys: ${keys.length} hold`)
}

const nameOf = ({ schema, name }: { schema: string; name: string }) =>
  `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`

type ForeignKey = { table: string; name: string; definition: string }

/**
 * Lets rows in, in any order and with nothing done about them: foreign keys are taken away and put back, which also proves them;
 * triggers sleep; the owner is not bound by the policies of its tables. All of it as the tables' owner, who need not be a superuser.
 */
async function openTables(client: pg.Client, tables: readonly TablePart[]): Promise<ForeignKey[]> {
  const { rows: keys } = await client.query<ForeignKey>(
    `SELECT k.conrelid::regclass::text AS table, quote_ident(k.conname) AS name, pg_get_constraintdef(k.oid) AS definition
     FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace
     WHERE k.contype = 'f' AND n.nspname IN ('public', 'engine', 'graphile_worker') ORDER BY 1, 2`,
  )
  await client.query(keys.map(({ table, name }) => `ALTER TABLE ${table} DROP CONSTRAINT ${name}`).join('; '))
  const each = tables.map((table) => nameOf(table))
  await client.query(
    each
      .map((table) => `ALTER TABLE ${table} DISABLE TRIGGER USER, NO FORCE ROW LEVEL SECURITY; DELETE FROM ${table}`)
      .join('; '),
  )
  return keys
}

async function closeTables(client: pg.Client, tables: readonly TablePart[], keys: ForeignKey[]): Promise<void> {
  await client.query(tables.map((table) => `ALTER TABLE ${nameOf(table)} ENABLE TRIGGER USER`).join('; '))
  const bound = tables.filter(({ schema }) => schema === 'public').map((table) => nameOf(table))
  // what the migrations had bound: a table with policies binds its owner, too
  await client.query(`DO $$ DECLARE t text; BEGIN
    FOREACH t IN ARRAY ARRAY[${bound.map((table) => pg.escapeLiteral(table)).join(', ')}] LOOP
      IF (SELECT relrowsecurity FROM pg_class WHERE oid = t::regclass) THEN
        EXECUTE 'ALTER TABLE ' || t || ' FORCE ROW LEVEL SECURITY';
      END IF;
    END LOOP; END $$`)
  for (const { table, name, definition } of keys) {
    await client.query(`ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition}`)
  }
}

async function loadTable(client: pg.Client, backup: Backup, table: TablePart, signal: AbortSignal): Promise<void> {
  const columns = table.columns.map((column) => pg.escapeIdentifier(column)).join(', ')
  const rows = client.query(copyFrom(`COPY ${nameOf(table)} (${columns}) FROM STDIN`))
  await pipeline(await backup.read(tablePath(table), table), rows, { signal })
  if (rows.rowCount !== table.rows) {
    throw new BackupProblem(
      `${table.name} has ${rows.rowCount} rows and should have ${table.rows}. Nothing was changed.`,
    )
  }
}
