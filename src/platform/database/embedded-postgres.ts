import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { chooseAccount, makeReachable } from './embedded/account'
import { postgresBinaries } from './embedded/binaries'
import { clusterPassword, initialiseCluster, isAlive, isCluster, runningPostmaster } from './embedded/cluster'
import { freePort } from './embedded/port'
import { logFileOf, spawnPostgres, stopPostgres, waitUntilReady } from './embedded/server-process'

export type EmbeddedPostgresOptions = {
  /** Folder of the cluster; created when it does not exist. Its parent gets `postgres.log`. */
  dataDir: string
  /** First port to try; when somebody else listens there, the next free one is taken. */
  port: number
  /** Name of the database in the address that is returned; `applyMigrations` creates it. */
  database: string
  /** For tests: gives up durability for speed. */
  isThrowAway?: boolean
}

export type EmbeddedPostgres = {
  /** Connection string of the cluster's owner. */
  url: string
  port: number
  pid: number
  /** True when the server was running already. */
  isReused: boolean
  /** Resolves when the server process has ended, for whatever reason. */
  exited: Promise<void>
  /** Stops the server (also one that was reused): no transaction that was committed is lost. */
  stop(): Promise<void>
}

const START_ATTEMPTS = 20

/**
 * Starts a private PostgreSQL on `dataDir`, or finds the one that runs there already. May be called from several processes at
 * once and after `kill -9` of anything. Throws sentences that tell what is wrong and what to do.
 */
export async function ensurePostgres(o: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = path.resolve(o.dataDir)
  const running = await findRunning(dataDir)
  if (running) return describe(dataDir, o.database, true, running)

  const account = chooseAccount()
  fs.mkdirSync(path.dirname(dataDir), { recursive: true })
  const binaries = makeReachable(account, postgresBinaries(), dataDir)
  const isThrowAway = o.isThrowAway ?? false
  if (!isCluster(dataDir)) await initialiseCluster({ binaries, dataDir, account, isThrowAway })
  for (let attempt = 1; attempt <= START_ATTEMPTS; attempt++) {
    const child = spawnPostgres({ binaries, dataDir, port: await freePort(o.port), account, isThrowAway })
    let hasExited = false
    child.once('exit', () => {
      hasExited = true
    })
    child.once('error', () => {
      hasExited = true
    })
    if (await waitUntilReady(dataDir, () => hasExited)) {
      const postmaster = runningPostmaster(dataDir)
      if (postmaster) return describe(dataDir, o.database, postmaster.pid !== child.pid, postmaster)
    }
    // another process is starting the same cluster, the port was taken meanwhile, or the last of a killed server is still leaving
    const other = await findRunning(dataDir)
    if (other) return describe(dataDir, o.database, true, other)
    await sleep(250)
  }
  throw new Error(`The database does not start. The end of ${logFileOf(dataDir)}:\n${logTail(dataDir)}`)
}

async function findRunning(dataDir: string): Promise<{ pid: number; port: number } | null> {
  const found = runningPostmaster(dataDir)
  if (!found) return null
  await waitUntilReady(dataDir, () => !isAlive(found.pid))
  return runningPostmaster(dataDir)
}

function describe(
  dataDir: string,
  database: string,
  isReused: boolean,
  { pid, port }: { pid: number; port: number },
): EmbeddedPostgres {
  return {
    url: `postgresql://postgres:${clusterPassword(dataDir)}@127.0.0.1:${port}/${database}`,
    port,
    pid,
    isReused,
    exited: whenGone(pid),
    stop: () => stopPostgres(pid),
  }
}

/** A server that was found running is nobody's child, so its end can only be seen by looking. */
function whenGone(pid: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (isAlive(pid)) return
      clearInterval(timer)
      resolve()
    }, 500)
    timer.unref()
  })
}

function logTail(dataDir: string): string {
  try {
    return fs.readFileSync(logFileOf(dataDir), 'utf8').trimEnd().split('\n').slice(-8).join('\n')
  } catch {
    return '(no log)'
  }
}
