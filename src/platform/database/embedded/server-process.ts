import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Account } from './account'
import { isAlive, POSTGRES_ENV, runningPostmaster } from './cluster'

const LOG_LIMIT_BYTES = 10_000_000

/**
 * Settings for a small machine: 64 MB of buffers, no I/O workers and no replication, which together save about half of the idle
 * memory. Statistics follow within seconds: a page of a table that has just been filled is else sorted out of all of it. Durability
 * stays at PostgreSQL's default (fsync, synchronous_commit).
 */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '64MB',
  io_method: 'sync',
  max_logical_replication_workers: '0',
  jit: 'off',
  autovacuum_naptime: '10s',
  timezone: 'UTC',
  log_min_messages: 'warning',
}

/** For tests only: the cluster is thrown away, so nothing has to survive a power cut. */
const THROW_AWAY = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off' }

/** Where the server's warnings and errors go. */
export function logFileOf(dataDir: string): string {
  return path.join(path.dirname(dataDir), 'postgres.log')
}

/** Starts `postgres` in a process group of its own, so that Ctrl-C reaches only the supervisor, which stops it in order. */
export function spawnPostgres(o: {
  binaries: string
  dataDir: string
  port: number
  account: Account
  isThrowAway: boolean
}): ChildProcess {
  const settings = { ...SETTINGS, ...(o.isThrowAway ? THROW_AWAY : {}) }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const program = path.join(o.binaries, 'bin', 'postgres')
  const { file, args } = o.account.command(program, ['-D', o.dataDir, '-p', String(o.port), ...flags])
  const log = openLog(o.dataDir)
  const options = { env: POSTGRES_ENV, detached: true, stdio: ['ignore', log, log] as ['ignore', number, number] }
  const child = spawn(file, args, { ...options, ...o.account.ids })
  fs.closeSync(log)
  child.unref()
  return child
}

function openLog(dataDir: string): number {
  const file = logFileOf(dataDir)
  if (fs.existsSync(file) && fs.statSync(file).size > LOG_LIMIT_BYTES) fs.renameSync(file, `${file}.1`)
  return fs.openSync(file, 'a')
}

/** Waits until the server on this data folder takes connections; false when `hasFailed` says that it never will. */
export async function waitUntilReady(dataDir: string, hasFailed: () => boolean, timeoutMs = 120_000): Promise<boolean> {
  const deadline = Date.now() + timeoutMs
  while (Date.now() < deadline) {
    if (runningPostmaster(dataDir)?.isReady) return true
    if (hasFailed()) return false
    await sleep(10)
  }
  throw new Error(`The database did not become ready in ${timeoutMs / 1000} s. Its log is ${logFileOf(dataDir)}.`)
}

/** Fast shutdown: open transactions are rolled back, everything committed is on disk. After 10 s it is ended without a checkpoint. */
export async function stopPostgres(pid: number): Promise<void> {
  signal(pid, 'SIGINT')
  if (await isGone(pid, 10_000)) return
  signal(pid, 'SIGQUIT')
  if (await isGone(pid, 5_000)) return
  signal(pid, 'SIGKILL')
}

async function isGone(pid: number, timeoutMs: number): Promise<boolean> {
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await sleep(10)) {
    if (!isAlive(pid)) return true
  }
  return false
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // gone already
  }
}
