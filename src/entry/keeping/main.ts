import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { isCluster } from '@/platform/database/embedded/cluster'
import { ensurePostgres } from '@/platform/database/embedded-postgres'
import { KEEPING_USAGE, type KeepingCommand, readKeepingCommand } from './arguments'

/** `paperclip backup` and `paperclip restore`: a program of its own, on the machine that has the database. */
const HOME = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const DATA = path.join('.data', 'postgres')
const INTERRUPTED = 130

function fail(text: string, code: number): never {
  process.stderr.write(`${text}\n`)
  process.exit(code)
}

/** A reader of our progress that went away must not end the work. */
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

const asked = readKeepingCommand(process.argv.slice(2), process.cwd())
if (typeof asked === 'string') fail(`${asked}\n\n${KEEPING_USAGE}`, 2)
if (asked.kind === 'help') {
  process.stdout.write(`${KEEPING_USAGE}\n`)
  process.exit(0)
}

process.chdir(HOME)
if (fs.existsSync('.env')) process.loadEnvFile('.env')
process.env.LOG_LEVEL ||= 'error'

const ending = new AbortController()
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => ending.abort(new Error('Stopped. Nothing of it was kept.')))
}

try {
  const isComplete = await onDatabase(asked)
  process.exit(isComplete ? 0 : 1)
} catch (error) {
  fail(error instanceof Error ? error.message : String(error), ending.signal.aborted ? INTERRUPTED : 1)
}

/** On the database that DATABASE_URL names, else on the embedded one, which is stopped again when it was not running. */
async function onDatabase(command: Exclude<KeepingCommand, { kind: 'help' }>): Promise<boolean> {
  const given = process.env.DATABASE_URL
  if (!given && command.kind === 'backup' && !isCluster(DATA)) {
    throw new Error(`There is no database in ${path.resolve(DATA)}, and DATABASE_URL is not set: nothing to back up.`)
  }
  const port = Number(process.env.EMBEDDED_PG_PORT || 5433)
  const server = given ? null : await ensurePostgres({ dataDir: DATA, port, database: 'paperclip' })
  try {
    const url = given ?? server?.url ?? ''
    // before anything else is loaded, because much of it reads the environment at once
    process.env.DATABASE_URL = url
    const { backUp, restore } = await import('./run')
    return command.kind === 'backup'
      ? await backUp(url, command.out, ending.signal)
      : await restore(url, command.file, command.isReplacing, ending.signal)
  } finally {
    if (server && !server.isReused) await server.stop()
  }
}
