import { spawn } from 'node:child_process'
import fs from 'node:fs'
import { claimPidFile, identityOf, writePidFile } from '../process-identity.mjs'
import { type Address, addressFrom, untilHealthy } from './address'
import { type Database, openDatabase } from './database'
import { diskFull, prepareFolders, SUPERVISOR_PID_FILE, workerKey } from './folders'
import { createPart, endOrphans, logTail, type Part, type PartName } from './part'
import { StartProblem } from './start-problem'
import { requireFreePort } from './web-port'
import { workerEnv } from './worker-env'

export type SuperviseOptions = {
  /** Fill the installation with the example company once it runs. */
  isDemo?: boolean
  /** Run the web server and worker with NODE_ENV=development, their output on ours. */
  isDevelopment?: boolean
}

export type Supervisor = { restart(name: PartName): void }

/** A first start that fails this often in a row will not succeed by trying again. */
const HOPELESS_AFTER = 5
const SAME_REQUEST_MS = 2_000
const WORKER_DRAIN_MS = 30_000
const WEB_GRACE_MS = 10_000

/**
 * Starts database, web server and worker, keeps them running, and stops them in order on SIGINT, SIGTERM or SIGHUP, after which the
 * process exits with 0. When it cannot start it prints a sentence and exits with 1. Resolves when the product answers.
 */
export async function supervise(options: SuperviseOptions = {}): Promise<Supervisor> {
  const parts: Partial<Record<PartName, Part>> = {}
  let opening: Promise<Database> | undefined
  let isStopping = false
  let stopAskedAt = 0
  let isOwner = false

  async function stop(exitCode: number): Promise<never> {
    isStopping = true
    await parts.worker?.stop(WORKER_DRAIN_MS)
    await parts.web?.stop(WEB_GRACE_MS)
    const database = await opening?.catch(() => undefined)
    await database?.stop()
    if (isOwner) fs.rmSync(SUPERVISOR_PID_FILE, { force: true })
    process.exit(exitCode)
  }

  async function fail(error: unknown): Promise<never> {
    console.error(`\n${sentenceFor(error)}`)
    return stop(1)
  }

  function onSignal(): void {
    // npm, the terminal and the parent's end may each tell us of one and the same Ctrl-C
    if (isStopping && Date.now() - stopAskedAt < SAME_REQUEST_MS) return
    if (isStopping) {
      console.log('Stopping at once.')
      for (const part of Object.values(parts)) part.kill()
      return
    }
    stopAskedAt = Date.now()
    console.log(
      '\nStopping: the worker hands over its runs, then the web server and the database stop. Again to stop at once.',
    )
    void stop(0)
  }

  try {
    const address = addressFrom(process.env)
    prepareFolders()
    claimFolder()
    isOwner = true
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal)
    if (process.env.npm_lifecycle_event) whenParentEnds(() => isStopping || onSignal())
    process.on('uncaughtException', (error) => void fail(error))
    for (const name of await endOrphans()) console.log(`Ended a ${name} that an earlier start had left behind.`)
    await requireFreePort(address.port, address.host)
    recordAddress(address)

    const onRestart = (isMoved: boolean) => {
      console.log('The database had ended; it was started again.')
      if (isMoved) parts.web?.restart()
    }
    opening = openDatabase({ onRestart, isStopping: () => isStopping })
    const database = await opening
    console.log(`  Database  ${database.description}`)
    if (!isStopping) await startParts(options, address, database, parts, () => isStopping, fail)
  } catch (error) {
    if (!isStopping) await fail(error)
  }
  return { restart: (name) => parts[name]?.restart() }
}

/** Starts the web server, and once it answers, the worker and the example company. */
async function startParts(
  options: SuperviseOptions,
  address: Address,
  database: Database,
  parts: Partial<Record<PartName, Part>>,
  isStopping: () => boolean,
  fail: (error: unknown) => Promise<never>,
): Promise<void> {
  let isUp = false
  const key = workerKey()
  const mode = { NODE_ENV: options.isDevelopment ? ('development' as const) : ('production' as const) }
  const logs = options.isDevelopment || process.env.PAPERCLIP_LOGS === 'stdout' ? 'inherit' : 'file'

  const deathOf = (name: PartName) => (death: { reason: string; failures: number; restartInMs: number }) => {
    if (!isUp && death.failures >= HOPELESS_AFTER) {
      const problem = `The ${name} does not start (${death.reason}). The end of its log:`
      void fail(new StartProblem(`${problem}\n${logs === 'file' ? logTail(name) : '(see above)'}`))
    } else {
      console.error(`The ${name} ended (${death.reason}); it starts again in ${death.restartInMs / 1000} s.`)
    }
  }

  parts.web = createPart({
    name: 'web',
    script: 'dist/server.mjs',
    logs,
    env: () => ({
      ...process.env,
      ...mode,
      PORT: String(address.port),
      HOST: address.host,
      DATABASE_URL: database.url(),
      PAPERCLIP_WORKER_KEY: key,
    }),
    onMessage: printSetupLink,
    onDeath: deathOf('web'),
  })
  parts.web.start()
  if (!(await untilHealthy(address.url, isStopping))) return
  isUp = true
  const logsHint = logs === 'file' ? 'Logs: .data/logs. ' : ''
  console.log(`\n  Paperclip is running at ${address.url}\n  ${logsHint}Stop with Ctrl-C.`)

  parts.worker = createPart({
    name: 'worker',
    script: 'dist/worker.mjs',
    logs,
    env: () => workerEnv(process.env, { ...mode, PAPERCLIP_URL: address.url, PAPERCLIP_WORKER_KEY: key }),
    onDeath: deathOf('worker'),
  })
  parts.worker.start()
  if (options.isDemo) runDemo(address, key)
}

/** npm hands a SIGTERM to the shell between it and us, which ends without telling us. */
function whenParentEnds(react: () => void): void {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    react()
  }, 1000)
  timer.unref()
}

function claimFolder(): void {
  const holder = claimPidFile(SUPERVISOR_PID_FILE)
  if (!holder) return
  const where = holder.url ? ` at ${holder.url}` : ''
  throw new StartProblem(
    `Paperclip runs in this folder already${where} (process ${holder.pid}). Stop it there with Ctrl-C, or with: kill ${holder.pid}`,
  )
}

function recordAddress({ url }: Address): void {
  const own = identityOf(process.pid)
  if (own) writePidFile(SUPERVISOR_PID_FILE, { ...own, url })
}

function printSetupLink(message: unknown): void {
  if (typeof message !== 'object' || message === null || !('setupLink' in message)) return
  if (typeof message.setupLink === 'string') console.log(`\n  To begin, open ${message.setupLink}`)
}

function runDemo(address: Address, key: string): void {
  const env = { ...process.env, PAPERCLIP_URL: address.url, PAPERCLIP_WORKER_KEY: key }
  const demo = spawn(process.execPath, ['dist/paperclip.mjs', 'demo'], { env, stdio: ['ignore', 'inherit', 'inherit'] })
  demo.once('exit', (code) => {
    if (code !== 0) console.error('The example company was not completed; Paperclip itself runs. See the lines above.')
  })
}

function sentenceFor(error: unknown): string {
  if (error instanceof StartProblem) return error.message
  if (!(error instanceof Error)) return String(error)
  // PostgreSQL's programs tell it in their own words
  if (/ENOSPC|No space left on device/.test(error.message)) return diskFull()
  return error.message
}
