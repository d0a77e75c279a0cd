import type { Readable } from 'node:stream'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { BACKUP_LOCK, BACKUP_ROLE } from '../database/backup-role'
import { BackupProblem, type Manifest, type TablePart } from './manifest'

/** Tables of the product, its engine and its queue. What migrations write, migrations write again. */
const TABLES = `
  SELECT n.nspname AS schema, c.relname AS name,
    (SELECT json_agg(a.attname ORDER BY a.attnum) FROM pg_attribute a
     WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'r' AND n.nspname IN ('public', 'engine', 'graphile_worker')
    AND (n.nspname, c.relname) NOT IN (('public', '_prisma_migrations'), ('graphile_worker', 'migrations'))
  ORDER BY n.nspname, c.relname`

const SEQUENCES = `
  SELECT schemaname AS schema, sequencename AS name, last_value::text AS last FROM pg_sequences
  WHERE schemaname IN ('public', 'engine', 'graphile_worker') ORDER BY 1, 2`

export type TableShape = Pick<TablePart, 'schema' | 'name' | 'columns'>

/** One moment of a database, for as long as it is open. Writers go on undisturbed. */
export type Snapshot = {
  tables: TableShape[]
  sequences: Manifest['sequences']
  migrations: Manifest['migrations']
  postgresVersion: string
  /** The rows of a table as text of COPY; how many they are is known at its end. */
  copy(table: TableShape): Readable & { rowCount: number }
  /** Rows of a query, a page at a time. */
  pages<Row extends pg.QueryResultRow>(sql: string): AsyncGenerator<Row[]>
  close(): Promise<void>
}

const PAGE = 500

/**
 * Opens a snapshot of the database at `url`, whose user owns the tables. While it is open, files that it names are not removed
 * from the storage.
 * @throws BackupProblem when the database has no Paperclip in it
 */
export async function openSnapshot(url: string): Promise<Snapshot> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 15_000, keepAlive: true })
  client.on('error', () => {})
  await client.connect().catch((error: Error) => {
    throw new BackupProblem(`Cannot connect to the database: ${error.message}`)
  })
  try {
    // before the snapshot: what is swept until then is not named by it any more
    await client.query('SELECT pg_advisory_lock_shared($1)', [BACKUP_LOCK])
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    // two texts of one value must be one text in every zone and locale
    await client.query(`SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO'; SET LOCAL extra_float_digits = 3`)
    const found = await client.query<{ found: string | null }>(
      `SELECT to_regclass('public."_prisma_migrations"') AS found`,
    )
    if (!found.rows[0]?.found) throw new BackupProblem('There is no Paperclip in this database: nothing to back up.')
    return await describe(client)
  } catch (error) {
    await client.end()
    throw error
  }
}

async function describe(client: pg.Client): Promise<Snapshot> {
  const migrations = await client.query<{ name: string; checksum: string }>(
    `SELECT migration_name AS name, checksum FROM public."_prisma_migrations"
     WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`,
  )
  const sequences = await client.query<Manifest['sequences'][number]>(SEQUENCES)
  const tables = await client.query<TableShape>(TABLES)
  const moment = await client.query<{ txid: string; version: string }>(
    `SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS txid, current_setting('server_version') AS version`,
  )
  const { txid, version } = moment.rows[0]!
  await seeEverything(client)
  return {
    tables: tables.rows,
    sequences: sequences.rows,
    migrations: migrations.rows,
    postgresVersion: version,
    copy: (table) => client.query(copyTo(copySql(table, txid))),
    pages: (sql) => pages(client, sql),
    close: () => client.end(),
  }
}

/** Who cannot step past the policies takes the role that may read everything and write nothing. */
async function seeEverything(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ isFree: boolean; hasRole: boolean }>(
    `SELECT rolsuper OR rolbypassrls AS "isFree", to_regrole('${BACKUP_ROLE}') IS NOT NULL AS "hasRole"
     FROM pg_roles WHERE rolname = current_user`,
  )
  if (rows[0]?.isFree) return
  if (!rows[0]?.hasRole)
    throw new BackupProblem('The database is older than this version. Run npm run db:migrate first.')
  await client.query(`SET LOCAL ROLE ${BACKUP_ROLE}`)
}

/**
 * Numbers of transactions begin anew in another cluster: they are written as how long before the snapshot they were, so that what is
 * restored lies, in its own order, before all that is written after it.
 */
function copySql({ schema, name, columns }: TableShape, txid: string): string {
  const isTxid = (column: string) => schema === 'public' && /txid$/i.test(column)
  const list = columns.map((column) => {
    const quoted = pg.escapeIdentifier(column)
    return isTxid(column) ? `${quoted} - ${txid}` : quoted
  })
  return `COPY (SELECT ${list.join(', ')} FROM ${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}) TO STDOUT`
}

async function* pages<Row extends pg.QueryResultRow>(client: pg.Client, sql: string): AsyncGenerator<Row[]> {
  await client.query(`DECLARE page NO SCROLL CURSOR FOR ${sql}`)
  for (;;) {
    const { rows } = await client.query<Row>(`FETCH ${PAGE} FROM page`)
    if (rows.length === 0) break
    yield rows
  }
  await client.query('CLOSE page')
}
