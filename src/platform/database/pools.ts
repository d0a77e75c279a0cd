import pg from 'pg'
import { env } from '../env'

/** bigint → number while it is exact; timestamps → ISO text. Rows can then be answered as they are. */
const parsers = new Map<number, (text: string) => unknown>([
  [pg.types.builtins.INT8, exactNumber],
  [pg.types.builtins.TIMESTAMPTZ, isoOf],
  [pg.types.builtins.DATE, (text) => text],
])

/** `2026-11-21 05:49:13.12+00` → `2026-11-21T05:49:13.120Z`: by text, as a Date costs much more. Sessions are in UTC. */
function isoOf(text: string): string {
  const [seconds = '', fraction = ''] = text.slice(11, -3).split('.')
  return `${text.slice(0, 10)}T${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}Z`
}

function exactNumber(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new Error(`the database holds a number beyond 2^53: ${text}`)
  return value
}

const types = {
  getTypeParser: (oid: number, format?: string) =>
    (format !== 'binary' && parsers.get(oid)) || pg.types.getTypeParser(oid, format as 'text'),
} as pg.CustomTypesConfig

/** The roles that the product works as. Neither owns a table, neither can bypass a policy. */
export type WorkingRole = 'paperclip_app' | 'paperclip_system'

function createPool(role: WorkingRole | undefined, max: number): pg.Pool {
  const settings = [
    role && `-c role=${role}`,
    '-c timezone=UTC',
    '-c statement_timeout=30000',
    '-c idle_in_transaction_session_timeout=20000',
  ]
  const pool = new pg.Pool({
    connectionString: env().DATABASE_URL,
    max,
    idleTimeoutMillis: 30_000,
    // as long as a statement may take: who comes when all are busy is served late, and not sent away with an error
    connectionTimeoutMillis: 30_000,
    options: settings.filter(Boolean).join(' '),
    types,
  })
  // An idle connection that dies (a restarted database) is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {})
  // The same for one that dies in use: its query fails, and that is what is handled.
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

type Pools = { app?: pg.Pool; system?: pg.Pool; engine?: pg.Pool }
// On globalThis: the bundles of one process (server, Next) share their connections.
const store = globalThis as typeof globalThis & { paperclipPools?: Pools }

function pools(): Pools {
  store.paperclipPools ??= {}
  return store.paperclipPools
}

/** Connections for commands and queries; used by `inCompany` only. */
export function appPool(): pg.Pool {
  pools().app ??= createPool('paperclip_app', env().DATABASE_POOL_SIZE)
  return pools().app!
}

/** Connections for what looks across companies: the exceptions named in docs/decisions/0003. */
export function systemPool(): pg.Pool {
  pools().system ??= createPool('paperclip_system', 4)
  return pools().system!
}

/**
 * Connections of the embedded engine and its queue, as the user of DATABASE_URL: the queue's own tables admit only their owner.
 * What it reads of the outbox is open to it through paperclip_system.
 */
export function enginePool(): pg.Pool {
  pools().engine ??= createPool(undefined, 10)
  return pools().engine!
}

/** Closes what was opened. */
export async function closePools(): Promise<void> {
  const { app, system, engine } = pools()
  store.paperclipPools = {}
  await Promise.all([app?.end(), system?.end(), engine?.end()])
}

/**
 * Refuses to serve when the working roles could bypass row level security.
 * @throws Error with what to do
 */
export async function assertIsolated(): Promise<void> {
  for (const pool of [appPool(), systemPool()]) {
    const { rows } = await pool.query<{ name: string; unsafe: boolean; owned: number }>(
      `SELECT current_user AS name, rolsuper OR rolbypassrls AS unsafe,
         (SELECT count(*)::int FROM pg_class c WHERE c.relowner = r.oid AND c.relkind = 'r') AS owned
       FROM pg_roles r WHERE rolname = current_user`,
    )
    const role = rows[0]
    if (!role || role.unsafe || role.owned > 0) {
      throw new Error(
        `The database role ${role?.name ?? 'in use'} could see every company's rows. Let the user of DATABASE_URL own the ` +
          'database and be allowed to create roles, run npm run db:migrate, and start again.',
      )
    }
  }
}
