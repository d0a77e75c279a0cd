import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { isRunning, readPidFile } from '@/cli/process-identity.mjs'
import { clusterPassword, runningPostmaster } from '@/platform/database/embedded/cluster'
import { freePort } from '@/platform/database/embedded/port'

/** What can be killed. `engine` cuts the connection by which the engine was elected, in the middle of its work. */
export const TARGETS = ['web', 'worker', 'database', 'engine', 'supervisor'] as const
export type Target = (typeof TARGETS)[number]

export type RunningProduct = {
  url: string
  /** Rows of the product's own database, asked as its owner; waits while the database is away. */
  rows<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>
  /** Waits until the target is there, and ends it without warning. A killed supervisor is started again, as a service manager would. */
  kill9(target: Target): Promise<void>
  /** What the supervisor printed, and the ends of the logs of its parts. */
  output(): string
  /** Stops everything and removes its folder. */
  stop(): Promise<void>
}

const LIMIT_MS = 60_000
/** What the product needs of its own folder; its data go below the folder that it is started in. */
const NEEDED = ['dist', '.next', 'node_modules', 'prisma', 'public', 'package.json', 'next.config.mjs']
/** `platform/engine/election.ts` */
const ELECTED = `SELECT pg_terminate_backend(pid) FROM pg_locks
  WHERE locktype = 'advisory' AND granted AND (classid::bigint << 32) | objid::bigint = 7270736931`

/** Starts the built product as `npm start` does: a supervisor with database, web server and worker, in a folder of its own. */
export async function startProduct(): Promise<RunningProduct> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'paperclip-test-product-'))
  fs.chmodSync(folder, 0o755) // where PostgreSQL has to run as another user, that user must get in
  for (const name of NEEDED) {
    const target = path.resolve(name)
    if (fs.existsSync(target)) fs.symlinkSync(target, path.join(folder, name))
  }
  const port = await freePort(55_700)
  const databasePort = await freePort(55_800)
  const url = `http://127.0.0.1:${port}`
  const dataDir = path.join(folder, '.data', 'postgres')
  let output = ''
  let supervisor = launch()

  function launch(): ChildProcess {
    // BASE_URL in here is Vitest's own variable
    const { DATABASE_URL: _database, BASE_URL: _base, npm_lifecycle_event: _npm, ...surroundings } = process.env
    const env = {
      ...surroundings,
      NODE_ENV: 'production' as const,
      PORT: `${port}`,
      EMBEDDED_PG_PORT: `${databasePort}`,
    }
    const start = "import('./dist/supervisor.mjs').then((m) => m.supervise())"
    const child = spawn(process.execPath, ['-e', start], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        output = (output + chunk).slice(-20_000)
      })
    }
    return child
  }

  async function rows<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    return until('the database to answer', async () => {
      const postmaster = runningPostmaster(dataDir)
      if (!postmaster) return null
      const password = clusterPassword(dataDir)
      const client = new pg.Client(`postgresql://postgres:${password}@127.0.0.1:${postmaster.port}/paperclip`)
      client.on('error', () => {})
      try {
        await client.connect()
        return (await client.query<Row>(text, values)).rows
      } catch (error) {
        // 57P03: starting; 42…: a mistake in the test
        if (error instanceof Error && 'code' in error && String(error.code).startsWith('42')) throw error
        return null
      } finally {
        await client.end().catch(() => {})
      }
    })
  }

  async function until<T>(what: string, check: () => T | null | Promise<T | null>): Promise<T> {
    for (const deadline = Date.now() + LIMIT_MS; ; await sleep(25)) {
      const found = await check()
      if (found !== null) return found
      if (Date.now() > deadline) throw new Error(`waited ${LIMIT_MS / 1000} s for ${what}:\n${printed()}`)
    }
  }

  const isHealthy = () =>
    fetch(`${url}/api/health`, { signal: AbortSignal.timeout(2000) }).then(
      (answer) => (answer.status === 200 ? true : null),
      () => null,
    )

  async function kill9(target: Target): Promise<void> {
    if (target === 'engine') {
      await until('an elected engine', async () => ((await rows(ELECTED)).length > 0 ? true : null))
    } else if (target === 'supervisor') {
      const gone = once(supervisor, 'exit')
      supervisor.kill('SIGKILL')
      await gone
      supervisor = launch()
    } else process.kill(await until(`a ${target} to kill`, () => pidOf(target)), 'SIGKILL')
  }

  function pidOf(target: 'web' | 'worker' | 'database'): number | null {
    if (target === 'database') return runningPostmaster(dataDir)?.pid ?? null
    const record = readPidFile(path.join(folder, '.data', 'run', `${target}.json`))
    return record && isRunning(record) ? record.pid : null
  }

  function printed(): string {
    const tail = (name: string) => {
      const file = path.join(folder, '.data', 'logs', `${name}.log`)
      return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').slice(-4000) : ''
    }
    return `${output}\n--- web\n${tail('web')}\n--- worker\n${tail('worker')}`
  }

  async function stop(): Promise<void> {
    if (supervisor.exitCode === null && supervisor.signalCode === null) {
      const gone = once(supervisor, 'exit')
      supervisor.kill('SIGTERM')
      await gone
    }
    const left = runningPostmaster(dataDir)
    if (left) process.kill(left.pid, 'SIGKILL')
    fs.rmSync(folder, { recursive: true, force: true })
  }

  try {
    await until('the product to answer', async () => {
      if (supervisor.exitCode !== null) throw new Error(`The product ended with ${supervisor.exitCode}:\n${printed()}`)
      return isHealthy()
    })
  } catch (error) {
    await stop()
    throw error
  }
  return { url, rows, kill9, output: printed, stop }
}
