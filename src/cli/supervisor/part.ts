import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { identityOf, isRunning, readPidFile, writePidFile } from '../process-identity.mjs'
import { DATA_FOLDER } from './folders'

export type PartName = 'web' | 'worker'

export type PartOptions = {
  name: PartName
  /** The program, relative to the working directory. */
  script: string
  /** Read at every start, so that a changed database address reaches the next one. */
  env: () => NodeJS.ProcessEnv
  /** `file` writes to `.data/logs/<name>.log`; `inherit` to our own output. */
  logs: 'file' | 'inherit'
  onMessage?: (message: unknown) => void
  /** Called when it ended without being asked to; `failures` counts the quick deaths in a row, this one included. */
  onDeath: (death: { reason: string; failures: number; restartInMs: number }) => void
}

/** A child process that is kept running until `stop` is called. */
export type Part = {
  start(): void
  /** Ends it; it is started again at once. */
  restart(): void
  /** SIGTERM, and SIGKILL after `graceMs`. Resolves when it is gone; it is not started again. */
  stop(graceMs: number): Promise<void>
  kill(): void
}

const LOG_LIMIT_BYTES = 20_000_000
const LONGEST_PAUSE_MS = 30_000
/** Whatever lived this long was not a failed start. */
const STABLE_AFTER_MS = 30_000

/** How long to wait before the next start, in milliseconds, after `failures` quick deaths in a row. */
export function restartPauseMs(failures: number): number {
  return Math.min(500 * 2 ** (failures - 1), LONGEST_PAUSE_MS)
}

/** Makes a part; nothing runs until `start`. */
export function createPart(o: PartOptions): Part {
  let child: ChildProcess | null = null
  let timer: NodeJS.Timeout | undefined
  let failures = 0
  let isStopped = false
  let isRestarting = false

  function start(): void {
    if (isStopped) return
    const startedAt = Date.now()
    const started = spawnPart(o)
    child = started
    if (o.onMessage) started.on('message', o.onMessage)
    started.once('error', (error) => ended(startedAt, error.message))
    started.once('exit', (code, signal) => ended(startedAt, signal ? `signal ${signal}` : `exit code ${code}`))
  }

  function ended(startedAt: number, reason: string): void {
    if (!child) return
    child = null
    fs.rmSync(pidFileOf(o.name), { force: true })
    if (isStopped) return
    if (isRestarting) {
      isRestarting = false
      start()
      return
    }
    failures = Date.now() - startedAt > STABLE_AFTER_MS ? 1 : failures + 1
    const restartInMs = restartPauseMs(failures)
    timer = setTimeout(start, restartInMs)
    o.onDeath({ reason, failures, restartInMs })
  }

  return {
    start,
    restart() {
      if (!child) return
      isRestarting = true
      child.kill('SIGTERM')
    },
    async stop(graceMs) {
      isStopped = true
      clearTimeout(timer)
      const running = child
      if (!running) return
      const gone = new Promise<void>((resolve) => running.once('exit', () => resolve()))
      running.kill('SIGTERM')
      const killer = setTimeout(() => running.kill('SIGKILL'), graceMs)
      await gone
      clearTimeout(killer)
    },
    kill() {
      isStopped = true
      clearTimeout(timer)
      child?.kill('SIGKILL')
    },
  }
}

function spawnPart(o: PartOptions): ChildProcess {
  const log = o.logs === 'file' ? openLog(logFileOf(o.name)) : 'inherit'
  // a process group of its own: Ctrl-C reaches only the supervisor, which ends the parts in order
  const child = spawn(process.execPath, ['--enable-source-maps', o.script], {
    env: o.env(),
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  })
  if (typeof log === 'number') fs.closeSync(log)
  const identity = child.pid ? identityOf(child.pid) : null
  if (identity) writePidFile(pidFileOf(o.name), identity)
  return child
}

function openLog(file: string): number {
  if (fs.existsSync(file) && fs.statSync(file).size > LOG_LIMIT_BYTES) fs.renameSync(file, `${file}.1`)
  return fs.openSync(file, 'a', 0o600)
}

function pidFileOf(name: PartName): string {
  return path.join(DATA_FOLDER, 'run', `${name}.json`)
}

/** The log of a part, relative to the working directory. */
export function logFileOf(name: PartName): string {
  return path.join(DATA_FOLDER, 'logs', `${name}.log`)
}

/** The last lines of a part's log. */
export function logTail(name: PartName, lines = 20): string {
  try {
    return fs.readFileSync(logFileOf(name), 'utf8').trimEnd().split('\n').slice(-lines).join('\n')
  } catch {
    return '(its log is empty)'
  }
}

/** Ends what a killed supervisor left behind. A process whose number was reused by another program is never touched. */
export async function endOrphans(): Promise<PartName[]> {
  const names: PartName[] = ['worker', 'web']
  const ended: PartName[] = []
  for (const name of names) {
    const file = pidFileOf(name)
    const record = readPidFile(file)
    if (record && isRunning(record)) {
      process.kill(record.pid, 'SIGTERM')
      for (let waitedMs = 0; isRunning(record) && waitedMs < 10_000; waitedMs += 50) await sleep(50)
      if (isRunning(record)) process.kill(record.pid, 'SIGKILL')
      ended.push(name)
    }
    fs.rmSync(file, { force: true })
  }
  return ended
}
