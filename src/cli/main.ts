import { parseArgs } from 'node:util'
import { AgentUsageError, runAgentCommand } from './agent'
import { apiAt } from './api'
import { runDemo, runReviewer } from './demo'
import { keptKey, logIn, logOut } from './login'

const USAGE = `Usage: paperclip <command>

  login [--url URL]           let a person let this command line in, in the browser; the key is kept for the next commands
  logout [--url URL]          end that key
  demo [--once]               fill a running Paperclip with an example company, and stay as one of its agents;
                              --once: only fill it
  demo-reviewer [--port N]    only that agent (default 3199)
  agent register|test         hire an agent that is reached at an endpoint, or try one; see: paperclip agent
  worker [options]            start runs of agents on this machine; see: paperclip worker --help
  backup [--out FILE]         write database and files of this installation into one file, while it runs
  restore FILE [--replace]    put such a file into an empty database, and check it; see: paperclip restore --help

PAPERCLIP_URL names the control plane (default http://127.0.0.1:3100), PAPERCLIP_API_KEY the key for it where one is needed
and nobody logged in.`

/** A mistake in the command line; the message says what is expected. */
class UsageError extends Error {}

async function run(argv: string[]): Promise<void> {
  const [command, ...rest] = argv
  if (command === 'worker') return startWorker(rest)
  if (command === 'backup' || command === 'restore') return startProgram('./keeping.mjs')
  const url = (process.env.PAPERCLIP_URL || 'http://127.0.0.1:3100').replace(/\/+$/, '')
  if (command === 'agent') return agent(url, rest)
  const flags = readFlags(rest)
  const at = flags.url?.replace(/\/+$/, '') ?? url
  if (command === 'login') return process.exit((await logIn(at, console.log)) ? 0 : 1)
  if (command === 'logout') return console.log(await logOut(at))
  if (command === 'demo') {
    return runDemo(url, keyFor(url), flags.once ?? false)
  }
  if (command === 'demo-reviewer') return runReviewer(readPort(flags.port ?? '3199'))
  if (command === undefined || command === 'help' || command === '--help') return console.log(USAGE)
  throw new UsageError(`There is no command "${command}".\n\n${USAGE}`)
}

const keyFor = (url: string) => process.env.PAPERCLIP_API_KEY || keptKey(url)

async function agent(url: string, args: string[]): Promise<void> {
  const { text, ok } = await runAgentCommand(apiAt(`${url}/api/v1`, keyFor(url)), args)
  console.log(text)
  if (!ok) process.exit(1)
}

/** The worker is a program of its own beside this one. */
async function startWorker(args: string[]): Promise<void> {
  process.argv = [process.argv[0] ?? 'node', 'paperclip worker', ...args]
  return startProgram('./worker.mjs')
}

/** Hands the process over to another program beside this one. */
async function startProgram(file: string): Promise<never> {
  await import(new URL(file, import.meta.url).href)
  return new Promise<never>(() => {})
}

const OPTIONS = { once: { type: 'boolean' }, port: { type: 'string' }, url: { type: 'string' } } as const

function readFlags(args: string[]): { once?: boolean; port?: string; url?: string } {
  try {
    return parseArgs({ args, options: OPTIONS }).values
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : error}\n\n${USAGE}`)
  }
}

function readPort(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new UsageError(`--port is "${text}"; it must be a number from 0 to 65535.`)
}

run(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    process.exit(error instanceof UsageError || error instanceof AgentUsageError ? 2 : 1)
  },
)
