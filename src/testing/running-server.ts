import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Balancer, startBalancer } from './balancer'
import { cloneDatabase } from './database'

export type Web = 'web' | 'web-2'
export type Part = Web | 'worker' | 'worker-2' | 'worker-3'

export type StartOptions = {
  /** Added to the environment of both programs. */
  env?: Record<string, string>
  /** Start a worker too. Default: false. */
  worker?: boolean
  /** Put a balancer before the web servers, which workers and their agents ask; `web-2` may then be started. Default: false. */
  isBalanced?: boolean
}

export type RunningServer = {
  /** The balancer's address where there is one, else that of the web server. */
  url: string
  /** The address of one web server. */
  urlOf(web: Web): string
  /** Connection string of the owner. */
  databaseUrl: string
  workerKey: string
  /** The link for the first visit, when the server sent one. */
  setupLink(): string | undefined
  /** What the programs printed so far. */
  output(): string
  /** Ends one program without warning, and waits until it is gone. */
  kill9(part: Part): Promise<void>
  /** Ends one program as an update does, and starts it again. */
  restart(part: Part): Promise<void>
  /** Starts a program again after `kill9`, at the same address and on the same database. */
  start(part: Part): Promise<void>
  /** Stops everything and drops the database. */
  stop(): Promise<void>
}

const START_LIMIT_MS = 60_000

/** Starts the built product on a free port with an empty database of its own. Throws with its output when it does not start. */
export async function startServer(options: StartOptions = {}): Promise<RunningServer> {
  const database = await cloneDatabase()
  const ports: Record<Web, number> = { web: await freePort(), 'web-2': await freePort() }
  const urlOf = (web: Web) => `http://127.0.0.1:${ports[web]}`
  const balancer: Balancer | null = options.isBalanced ? await startBalancer(Object.values(ports)) : null
  const url = balancer ? `http://127.0.0.1:${balancer.port}` : urlOf('web')
  const workerKey = randomBytes(24).toString('base64url')
  const masterKey = randomBytes(32).toString('base64')
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'paperclip-test-worker-'))
  const running: Partial<Record<Part, ChildProcess>> = {}
  let output = ''
  let setupLink: string | undefined

  const common = { NODE_ENV: 'production', PAPERCLIP_WORKER_KEY: workerKey, ...options.env }
  const envOf = (part: Part): Record<string, string> =>
    isWeb(part)
      ? {
          PORT: String(ports[part]),
          HOST: '127.0.0.1',
          DATABASE_URL: database.url,
          PAPERCLIP_MASTER_KEY: masterKey,
          STORAGE_PATH: path.join(home, 'files'),
          ...common,
        }
      : { PAPERCLIP_URL: url, PAPERCLIP_WORKER_HOME: path.join(home, part), ...common }

  function launch(part: Part): ChildProcess {
    // BASE_URL in here is Vitest's own variable
    const { DATABASE_URL: _database, BASE_URL: _base, ...surroundings } = process.env
    const script = isWeb(part) ? 'dist/server.mjs' : 'dist/worker.mjs'
    const child = spawn(process.execPath, ['--enable-source-maps', script], {
      env: { ...surroundings, ...envOf(part) },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        output = (output + chunk).slice(-200_000)
      })
    }
    child.on('message', (message) => {
      setupLink = setupLinkIn(message) ?? setupLink
    })
    running[part] = child
    return child
  }

  async function start(part: Part): Promise<void> {
    const child = launch(part)
    if (!isWeb(part)) return
    const deadline = Date.now() + START_LIMIT_MS
    while (!(await isHealthy(urlOf(part)))) {
      if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}:\n${output}`)
      if (Date.now() > deadline) throw new Error(`The server did not answer in ${START_LIMIT_MS / 1000} s:\n${output}`)
      await sleep(50)
    }
  }

  async function end(part: Part, signal: NodeJS.Signals): Promise<void> {
    const child = running[part]
    delete running[part]
    if (child) await ended(child, signal)
  }

  async function stop(): Promise<void> {
    const parts = Object.keys(running) as Part[]
    await Promise.all(parts.filter((part) => !isWeb(part)).map((part) => end(part, 'SIGTERM')))
    await Promise.all(parts.filter(isWeb).map((part) => end(part, 'SIGTERM')))
    await balancer?.close()
    await database.drop()
    fs.rmSync(home, { recursive: true, force: true })
  }

  try {
    await start('web')
    if (options.worker) await start('worker')
  } catch (error) {
    await stop()
    throw error
  }
  return {
    url,
    urlOf,
    databaseUrl: database.url,
    workerKey,
    setupLink: () => setupLink,
    output: () => output,
    kill9: (part) => end(part, 'SIGKILL'),
    async restart(part) {
      await end(part, 'SIGTERM')
      await start(part)
    },
    start,
    stop,
  }
}

const isWeb = (part: Part): part is Web => part === 'web' || part === 'web-2'

function setupLinkIn(message: unknown): string | undefined {
  if (typeof message !== 'object' || message === null || !('setupLink' in message)) return undefined
  return typeof message.setupLink === 'string' ? message.setupLink : undefined
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(5_000) })
    await response.arrayBuffer()
    return response.status === 200
  } catch {
    return false
  }
}

/** Sends the signal and waits for the end; what does not leave within 20 s is killed. */
async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill(signal)
  const killer = setTimeout(() => child.kill('SIGKILL'), 20_000)
  await gone
  clearTimeout(killer)
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo
      server.close(() => resolve(port))
    })
  })
}
