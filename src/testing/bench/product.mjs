import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..', '..')
/** What the product needs of its own folder; its data go below the folder that it is started in. */
const PARTS = ['dist', '.next', 'node_modules', 'prisma', 'public', 'package.json', 'next.config.mjs', 'src']
const START_LIMIT_MS = 60_000
const STOP_LIMIT_MS = 45_000

/**
 * The built product in a folder of its own, with data of its own.
 * @param workDir an existing folder; a subfolder is made in it
 */
export function createProduct({ workDir, port, databasePort }) {
  const folder = path.join(workDir, 'product')
  const url = `http://127.0.0.1:${port}`
  let child = null
  let logBytes = 0

  function prepare() {
    if (!fs.existsSync(path.join(ROOT, 'dist', 'supervisor.mjs')))
      throw new Error('There is no build. Run: npm run build')
    fs.mkdirSync(folder, { recursive: true })
    for (const part of PARTS) {
      const target = path.join(ROOT, part)
      const link = path.join(folder, part)
      if (fs.existsSync(target) && !fs.existsSync(link)) fs.symlinkSync(target, link)
    }
  }

  /** Starts it as `npm start` does once everything is set up. Times are measured from the start of the process. */
  async function start() {
    prepare()
    const startedAt = performance.now()
    const started = spawn(
      process.execPath,
      ['-e', `import('${ROOT}/dist/supervisor.mjs').then((m) => m.supervise())`],
      {
        cwd: folder,
        env: { PATH: process.env.PATH, HOME: folder, PORT: String(port), EMBEDDED_PG_PORT: String(databasePort) },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    child = started
    let output = ''
    for (const stream of [started.stdout, started.stderr]) {
      stream.on('data', (chunk) => {
        logBytes += chunk.length
        output = (output + chunk).slice(-4000)
      })
    }
    for (;;) {
      if (await isHealthy(url)) break
      if (started.exitCode !== null) throw new Error(`The product ended with ${started.exitCode}:\n${output}`)
      if (performance.now() - startedAt > START_LIMIT_MS) throw new Error(`The product did not start:\n${output}`)
      await sleep(10)
    }
    const readyMs = performance.now() - startedAt
    return { first_200_ms: readyMs, ready_ms: readyMs }
  }

  async function stop() {
    if (!child) return
    const ending = child
    child = null
    const gone = new Promise((resolve) => ending.once('exit', resolve))
    ending.kill('SIGTERM')
    const killer = setTimeout(() => ending.kill('SIGKILL'), STOP_LIMIT_MS)
    await gone
    clearTimeout(killer)
  }

  return {
    url,
    start,
    stop,
    get pid() {
      return child?.pid
    },
    /** PostgreSQL may have another parent than the product's first process. */
    databasePid() {
      const file = path.join(folder, '.data', 'postgres', 'postmaster.pid')
      return fs.existsSync(file) ? Number(fs.readFileSync(file, 'utf8').split('\n')[0]) : null
    },
    logBytes() {
      const logs = path.join(folder, '.data', 'logs')
      const files = fs.existsSync(logs) ? fs.readdirSync(logs) : []
      return files.reduce((sum, name) => sum + fs.statSync(path.join(logs, name)).size, logBytes)
    },
  }
}

async function isHealthy(url) {
  try {
    const answer = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(2000) })
    await answer.arrayBuffer()
    return answer.status === 200
  } catch {
    return false
  }
}
