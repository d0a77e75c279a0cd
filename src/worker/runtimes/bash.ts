import fs from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { type ProcessTree, startTree, type TreeEnd } from '../process-tree'
import { agentEnvironment } from './agent-environment'
import { readLines } from './lines'
import { findProgram } from './programs'
import {
  type Activity,
  notStarted,
  type Outcome,
  over,
  problemsOf,
  type Runtime,
  type Start,
  TimeoutSeconds,
} from './runtime'

const Config = z.object({
  /** A shell command; or, when `args` is there, a program. */
  command: z.string().trim().min(1, 'is missing: say which command to run'),
  args: z.array(z.string()).optional(),
  /** Default: the agent's workspace, which is also where a relative folder begins. */
  cwd: z.string().min(1).optional(),
  env: z.record(z.string(), z.string()).default({}),
  timeoutSeconds: TimeoutSeconds,
})
type Config = z.output<typeof Config>

/** Runs a command as a child process; its exit code is the outcome. */
export const bash: Runtime = {
  start(start) {
    const parsed = Config.safeParse(start.run.runtimeConfig)
    if (!parsed.success) return over(notStarted(`The agent's settings are wrong: ${problemsOf(parsed.error)}.`))
    return begin(start, parsed.data)
  },

  async test(config) {
    const parsed = Config.safeParse(config)
    if (!parsed.success) return { ok: false, message: `The settings are wrong: ${problemsOf(parsed.error)}.` }
    const { command, args, cwd } = parsed.data
    if (cwd && path.isAbsolute(cwd) && !isFolderPossible(cwd)) {
      return { ok: false, message: `${cwd} is not there and cannot be made.` }
    }
    if (args && !findProgram(command, process.env)) {
      return { ok: false, message: `${command} was not found on this worker.` }
    }
    return { ok: true, message: args ? `${command} is there.` : 'The shell is there; the command itself was not run.' }
  },
}

function begin(start: Start, config: Config): Activity {
  let tree: ProcessTree | null = null
  let graceSeconds: number | null = null

  async function run(): Promise<Outcome> {
    const cwd = path.resolve(start.workspace, config.cwd ?? '.')
    try {
      fs.mkdirSync(cwd, { recursive: true })
      tree = await spawnAgent(start, config, cwd)
    } catch (error) {
      return notStarted(sentenceFor(error, config.command, cwd))
    }
    readLines(tree.stdout, start.mask, (line) => start.log('stdout', line))
    readLines(tree.stderr, start.mask, (line) => start.log('stderr', line))
    start.onStarted(`Started process ${tree.pid} in ${cwd}.`, tree.pid)
    if (graceSeconds !== null) tree.stop(graceSeconds)
    const end = await tree.ended
    if (end.killed > 0) start.log('system', `${end.killed} processes that it had left behind were ended.`)
    return outcomeOf(end)
  }

  return {
    done: run(),
    stop(seconds) {
      graceSeconds = seconds
      tree?.stop(seconds)
    },
  }
}

function spawnAgent(start: Start, config: Config, cwd: string): Promise<ProcessTree> {
  const { run, workspace, workerEnv } = start
  return startTree({
    command: config.args ? config.command : '/bin/bash',
    args: config.args ?? ['-c', config.command],
    cwd,
    env: agentEnvironment(run, workspace, config.env, workerEnv),
    runId: run.runId,
  })
}

function outcomeOf({ exitCode, signal }: TreeEnd): Outcome {
  if (exitCode === 0) return { outcome: 'succeeded', exitCode, signal }
  const error = signal ? `The process was ended by ${signal}.` : `The process ended with exit code ${exitCode}.`
  return { outcome: 'failed', exitCode, signal, errorCode: 'crashed', error }
}

function sentenceFor(error: unknown, command: string, cwd: string): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return `${command} was not found on this worker.`
  if (code === 'EACCES') return `${command} cannot be run, or ${cwd} cannot be used, by the worker's user.`
  if (code === 'EEXIST' || code === 'ENOTDIR') return `${cwd} is not a folder.`
  return `${command} could not be started: ${message}.`
}

/** True when the folder, or the nearest one above it that exists, can be written. */
function isFolderPossible(folder: string): boolean {
  try {
    fs.accessSync(folder, fs.constants.W_OK)
    return fs.statSync(folder).isDirectory()
  } catch {
    const above = path.dirname(folder)
    return !fs.existsSync(folder) && above !== folder && isFolderPossible(above)
  }
}
