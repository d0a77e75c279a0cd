import { parseArgs } from 'node:util'
import { AgentUsageError, runAgentCommand } from './agent'
import { apiAt } from './api'
import { runDemo, runReviewer } from './demo'

const USAGE = `Usage: paperclip <command>

  demo [--once]               fill a running Paperclip with an example company, and stay as one of its agents;
                              --once: only fill it
  demo-reviewer [--port N]    only that agent (default 3199)
  agent register|test         hire an agent that is reached at an endpoint, or try one; see: paperclip agent
  worker [options]            start runs of agents on this machine; see: paperclip worker --help
  backup [--out FILE]         write database and files of this installation into one file, while it runs
  restore FILE [--replace]    put such a file into an empty database, and check it; see: paperclip restore --help

PAPERCLIP_URL names the control plane (default http://127.0.0.1:3100), PAPERCLIP_API_KEY the key for it where one is needed.`

/** A mistake in the command line; the message says what is expected. */
class UsageError extends Error {}

async function run(argv: string[]): Promise<void> {
  const [command, ...rest] = argv
  if (command === 'worker') return startWorker(rest)
  if (command === 'backup' || command === 'restore') return startProgram('./keeping.mjs')
  const url = (process.env.PAPERCLIP_URL || 'http://127.0.0.1:3100').replace(/\/+$/, '')
  if (command === 'agent') return agent(url, rest)
  const flags = readFlags(rest)
  if (command === 'demo') {
    return runDemo(url, process.env.PAPERCLIP_API_KEY || undefined, flags.once ?? false)
  }
  if (command === 'demo-reviewer') return runReviewer(readPort(flags.port ?? '3199'))
  if (command === undefined || command === 'help' || command === '--help') return console.log(USAGE)
  throw new UsageError(`There is no command "${command}".\n\n${USAGE}`)
}

async function agent(url: string, args: string[]): Promise<void> {
  const { text, ok } = await runAgentCommand(apiAt(`${url}/api/v1`, process.env.PAPERCLIP_API_KEY || undefined), args)
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

function readFlags(args: string[]): { once?: boolean; port?: string } {
  try {
    return parseArgs({ args, options: { once: { type: 'boolean' }, port: { type: 'string' } } }).values
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
