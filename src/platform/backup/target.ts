import pg from 'pg'
import { BackupProblem } from './manifest'

/**
 * Looks at a database before anything is changed in it, migrations included. One that is not there yet will do.
 * @param tables to count when it is ours
 * @throws BackupProblem when it is in use; when it is filled or another program's and nobody asked to replace it
 */
export async function requireRoom(url: string, isReplacing: boolean, tables: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 15_000 })
  client.on('error', () => {})
  try {
    await client.connect()
  } catch (error) {
    if ((error as { code?: string }).code === '3D000') return
    throw new Error(`Cannot connect to the database: ${(error as Error).message}`)
  }
  try {
    await requireUnused(client)
    if (isReplacing) return
    if (await isOurs(client)) await requireEmpty(client, tables)
    else await requireNothing(client)
  } finally {
    await client.end().catch(() => {})
  }
}

async function isOurs(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ isOurs: boolean }>(
    `SELECT to_regclass('public."AuditHead"') IS NOT NULL AS "isOurs"`,
  )
  return rows[0]?.isOurs === true
}

/** What extensions brought is nobody's, and a first migration that failed leaves its list. */
async function requireNothing(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ tables: number }>(
    `SELECT count(*)::int AS tables FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname IN ('public', 'engine') AND c.relkind IN ('r', 'p', 'f', 'v', 'm') AND c.relname <> '_prisma_migrations'
       AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')`,
  )
  if (rows[0]?.tables === 0) return
  throw new BackupProblem(
    `The database holds ${rows[0]?.tables} tables that are not Paperclip's: restoring would remove them. Name another database.`,
  )
}

/** @throws BackupProblem when anybody else is connected */
export async function requireUnused(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ others: number }>(
    `SELECT count(*)::int AS others FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`,
  )
  if (rows[0]?.others === 0) return
  throw new BackupProblem(
    `The database is in use by ${rows[0]?.others} other connections. Stop Paperclip, and whatever else uses it, then restore again.`,
  )
}

/**
 * Says what is there before anybody agrees to lose it.
 * @throws BackupProblem when one of these tables has rows
 */
export async function requireEmpty(client: pg.Client, tables: readonly string[]): Promise<void> {
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
