import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Account } from './account'

/** What a running server wrote into its data folder. */
export type Postmaster = { pid: number; port: number; isReady: boolean }

const PASSWORD_FILE = 'superuser.password'

/** PostgreSQL takes its messages, formats and time zone from these; a broken locale in the surroundings must not matter. */
export const POSTGRES_ENV = { ...process.env, LC_ALL: 'C', LC_MESSAGES: 'C', LANG: 'C', TZ: 'UTC' }

/** True when the folder holds an initialised cluster. */
export function isCluster(dataDir: string): boolean {
  return fs.existsSync(path.join(dataDir, 'PG_VERSION'))
}

/** The superuser's password, made with the cluster and kept inside it, readable by its owner only. */
export function clusterPassword(dataDir: string): string {
  try {
    return fs.readFileSync(path.join(dataDir, PASSWORD_FILE), 'utf8').trim()
  } catch (error) {
    throw new Error(`Cannot read the database password in ${path.join(dataDir, PASSWORD_FILE)}: ${message(error)}`)
  }
}

/**
 * Creates a cluster beside its place and then renames it, so that a kill in the middle leaves no half cluster. When another
 * process creates the same cluster at the same time, the first one to finish wins.
 */
export async function initialiseCluster(o: {
  binaries: string
  dataDir: string
  account: Account
  isThrowAway: boolean
}): Promise<void> {
  removeAbandoned(o.dataDir)
  const fresh = `${o.dataDir}.init-${process.pid}`
  const password = randomBytes(24).toString('base64url')
  const passwordFile = `${fresh}.password`
  try {
    fs.mkdirSync(fresh, { mode: 0o700 })
    fs.writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
    if (o.account.ids)
      for (const made of [fresh, passwordFile]) fs.chownSync(made, o.account.ids.uid, o.account.ids.gid)
    const { file, args } = o.account.command(path.join(o.binaries, 'bin', 'initdb'), [
      ...['-D', fresh, '-U', 'postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8'],
      ...['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions'],
      ...(o.isThrowAway ? ['--no-sync'] : []),
    ])
    await promisify(execFile)(file, args, { env: POSTGRES_ENV, ...o.account.ids })
    fs.renameSync(passwordFile, path.join(fresh, PASSWORD_FILE))
    fs.renameSync(fresh, o.dataDir)
  } catch (error) {
    if (!isCluster(o.dataDir)) throw new Error(`The database could not be created in ${o.dataDir}: ${message(error)}`)
  } finally {
    for (const made of [fresh, passwordFile]) fs.rmSync(made, { recursive: true, force: true })
  }
}

/** Removes what killed initialisations left beside the cluster. */
function removeAbandoned(dataDir: string): void {
  const parent = path.dirname(dataDir)
  for (const name of fs.readdirSync(parent)) {
    const pid = new RegExp(`^${escapeRegExp(path.basename(dataDir))}\\.init-(\\d+)`).exec(name)?.[1]
    if (pid && (Number(pid) === process.pid || !isAlive(Number(pid)))) {
      fs.rmSync(path.join(parent, name), { recursive: true, force: true })
    }
  }
}

/**
 * The server that runs on this data folder, or null. A `postmaster.pid` whose process number now belongs to another program
 * (PostgreSQL itself would refuse to start because of it) is removed; one whose process is gone is left for PostgreSQL to judge.
 */
export function runningPostmaster(dataDir: string): Postmaster | null {
  const pidFile = path.join(dataDir, 'postmaster.pid')
  let lines: string[]
  try {
    lines = fs.readFileSync(pidFile, 'utf8').split('\n')
  } catch {
    return null
  }
  const pid = Number(lines[0])
  if (!(pid > 0) || !isAlive(pid)) return null
  if (!isPostgresOf(pid, dataDir)) {
    fs.rmSync(pidFile, { force: true })
    return null
  }
  return { pid, port: Number(lines[3]), isReady: lines[7]?.trim() === 'ready' }
}

/** Linux tells what a process is; elsewhere a living process with that number has to do. */
function isPostgresOf(pid: number, dataDir: string): boolean {
  if (process.platform !== 'linux') return true
  try {
    const argv = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    const folder = argv[argv.indexOf('-D') + 1] ?? ''
    return (
      argv.some((word) => path.basename(word) === 'postgres') && fs.realpathSync(folder) === fs.realpathSync(dataDir)
    )
  } catch {
    return false
  }
}

/** True while a process with that number exists, also when it belongs to another user. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
