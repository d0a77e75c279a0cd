import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { systemSql } from '../database'
import { env } from '../env'
import { log } from '../log'
import { type Commit, heardOf, onCommit } from './pulse'

const CHANNEL = 'paperclip_commit'
/** Commits of this long are told together. */
const GATHER_MS = 15
/** How often a process says that it is there. It hears itself, too: that is how it knows that it hears. */
const GREET_MS = 10_000
/** Who was silent for so long is gone. */
const SILENT_MS = 25_000
const RECONNECT_MS = 2_000
/** Postgres takes less than 8,000 bytes. */
const MAX_PAYLOAD = 7_500

/** `commits` null: anything may have happened. */
type Said = { from: string; commits: Pick<Commit, 'companyId' | 'names'>[] | null }

export type Neighbours = {
  /** True while commits of every other process are heard within moments, so that looking for them may be rare. */
  hears(): boolean
  stop(): Promise<void>
}

/**
 * Tells the other processes on this database what was committed here, and hears of theirs: outside of the committing transactions
 * (docs/decisions/0026), gathered, and only while there is another process. Only a hint, as `pulse.ts` is.
 */
export function meetNeighbours(hear: (commits: Said['commits']) => void): Neighbours {
  const self = randomUUID()
  let isStopped = false
  let client: pg.Client | null = null
  let reconnecting: NodeJS.Timeout | undefined
  let heardSelfAt = 0
  const others = new Map<string, number>()
  let gathered: Map<string, Commit> | null = null

  const isRecent = (at: number) => Date.now() - at < SILENT_MS
  const isAlone = () => others.size === 0

  // From a connection of the pool: a pooler that keeps sessions apart from connections shows by the missing echo.
  function say(commits: Said['commits'] | 'greeting'): Promise<void> {
    const said = { from: self, ...(commits === 'greeting' ? {} : { commits }) }
    const text = JSON.stringify(said)
    const payload = text.length > MAX_PAYLOAD ? JSON.stringify({ from: self, commits: null }) : text
    // nothing is lost with a hint: its commit need not wait for the disk
    const sql = `SELECT set_config('synchronous_commit', 'off', true), pg_notify('${CHANNEL}', $1)`
    return systemSql(sql, [payload]).then(
      () => {},
      (error: Error) => log.debug({ error: error.message }, 'other servers were not told'),
    )
  }

  function onNotification(text: string): void {
    const said: Partial<Said> & { from: string } = JSON.parse(text)
    if (said.from === self) {
      heardSelfAt = Date.now()
      return
    }
    const isNew = !isRecent(others.get(said.from) ?? 0)
    others.set(said.from, Date.now())
    if (isNew) void say('greeting')
    if (said.commits !== undefined) hear(said.commits)
    else if (isNew) hear(null)
  }

  async function connect(): Promise<void> {
    const { DATABASE_URL: connectionString } = env()
    const fresh = new pg.Client({ connectionString, keepAlive: true, application_name: 'paperclip_neighbours' })
    fresh.on('error', lose)
    fresh.on('end', lose)
    fresh.on('notification', ({ payload = '{}' }) => onNotification(payload))
    client = fresh
    await fresh.connect()
    await fresh.query(`LISTEN ${CHANNEL}`)
    await say('greeting')
    // what was said meanwhile was not heard
    hear(null)
  }

  function lose(): void {
    if (!client) return
    client.removeAllListeners('end')
    void client.end().catch(() => {})
    client = null
    heardSelfAt = 0
    // whoever relied on hearing has to look again
    hear(null)
    if (!isStopped) reconnecting = setTimeout(open, RECONNECT_MS)
  }

  function open(): void {
    connect().catch((error: Error) => {
      log.debug({ error: error.message }, 'other servers are not heard, trying again')
      lose()
    })
  }

  function flush(): void {
    const commits = [...(gathered?.values() ?? [])].map(({ companyId, names }) => ({ companyId, names }))
    gathered = null
    if (commits.length > 0) void say(commits)
  }

  const unsubscribe = onCommit((commit) => {
    if (isAlone()) return
    if (!gathered) {
      gathered = new Map()
      setTimeout(flush, GATHER_MS)
    }
    const known = gathered.get(commit.companyId)?.names ?? []
    gathered.set(commit.companyId, { ...commit, names: [...new Set([...known, ...commit.names])] })
  })
  const greeting = setInterval(() => {
    for (const [id, at] of others) if (!isRecent(at)) others.delete(id)
    if (client) void say('greeting')
  }, GREET_MS)
  open()

  return {
    hears: () => client !== null && isRecent(heardSelfAt),
    async stop() {
      isStopped = true
      unsubscribe()
      clearInterval(greeting)
      clearTimeout(reconnecting)
      const open = client
      client = null
      await open?.end().catch(() => {})
    },
  }
}

// On globalThis, as the pulse is: one ear a process.
const store = globalThis as typeof globalThis & { paperclipNeighbours?: Neighbours }

/** Meets the other processes until stopped; what they commit is heard by `onNews`. */
export function startNeighbours(): () => Promise<void> {
  const neighbours = meetNeighbours(heardOf)
  store.paperclipNeighbours = neighbours
  return async () => {
    store.paperclipNeighbours = undefined
    await neighbours.stop()
  }
}

/** How long to wait, in milliseconds, before looking for what other processes did: `otherwiseMs` when they are not heard. */
export function lookAgainMs(otherwiseMs: number): number {
  return store.paperclipNeighbours?.hears() ? GREET_MS : otherwiseMs
}
