import { execFile } from 'node:child_process'
import type { Mask } from '@/platform/mask'
import { rest } from './backoff'
import { type ProcessTree, startTree } from './process-tree'
import type { LeasedRun } from './protocol'
import { agentEnvironment, basicEnvironment } from './runtimes/agent-environment'
import { readLines } from './runtimes/lines'

/** A git command did not do what it was asked to; the message is a sentence for people. */
export class GitError extends Error {}

/**
 * Runs one command in a folder and answers its output. Never asks anybody for anything.
 * @throws GitError
 */
export type Git = (folder: string, ...args: string[]) => Promise<string>

export type GitOptions = {
  run: LeasedRun
  mask: Mask
  workerEnv: NodeJS.ProcessEnv
  /** Ends what runs. */
  signal: AbortSignal
  /** The first process of each command. */
  onStarted(pid: number): void
  /** For one command; default ten minutes. */
  limitSeconds?: number
}

/** An agent may have left hooks, or a monitor, in what it shares with others. */
const WITHOUT_PROGRAMS = ['-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false']

const LIMIT_SECONDS = 600
const OUTPUT_LENGTH = 100_000

/**
 * Git for one run: with the variables of its agent, so that its credentials reach its repository, and without anything that could
 * wait for a person or start a program that somebody left in the repository.
 */
export function createGit(options: GitOptions): Git {
  return async (folder, ...args) => {
    const { signal, limitSeconds = LIMIT_SECONDS } = options
    if (signal.aborted) throw new GitError('It was stopped.')
    const tree = await start(options, folder, args)
    options.onStarted(tree.pid)
    const stop = () => tree.stop(0)
    signal.addEventListener('abort', stop)
    const clock = new AbortController()
    const late = rest(limitSeconds * 1000, clock.signal).then(() => {
      if (!clock.signal.aborted) stop()
      return !clock.signal.aborted
    })
    const lines: Record<'stdout' | 'stderr', string[]> = { stdout: [], stderr: [] }
    for (const name of ['stdout', 'stderr'] as const)
      readLines(tree[name], options.mask, (line) => lines[name].push(line))
    const { exitCode } = await tree.ended
    clock.abort()
    signal.removeEventListener('abort', stop)
    if (exitCode === 0) return lines.stdout.join('\n').slice(0, OUTPUT_LENGTH)
    if (signal.aborted) throw new GitError('It was stopped.')
    if (exitCode === null && (await late)) throw new GitError(`git ${args[0]} took longer than ${limitSeconds} s.`)
    throw new GitError(whyOf(args, lines.stderr))
  }
}

async function start({ run, workerEnv }: GitOptions, folder: string, args: string[]): Promise<ProcessTree> {
  const { env } = run.runtimeConfig
  const own =
    typeof env === 'object' && env !== null
      ? (Object.fromEntries(Object.entries(env).filter(isText)) as Record<string, string>)
      : {}
  try {
    return await startTree({
      command: 'git',
      args: [...WITHOUT_PROGRAMS, ...args],
      cwd: folder,
      env: {
        GIT_SSH_COMMAND: 'ssh -oBatchMode=yes -oConnectTimeout=30',
        ...agentEnvironment(run, folder, own, workerEnv),
        GIT_TERMINAL_PROMPT: '0',
        GIT_ALLOW_PROTOCOL: 'file:git:http:https:ssh',
      },
      runId: run.runId,
    })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new GitError(
      code === 'ENOENT'
        ? 'git was not found on this worker. Install it, or run the agent on a worker that has it.'
        : message,
    )
  }
}

/** Git without a run: for what is local, and quick. */
export const plainGit: Git = (folder, ...args) =>
  new Promise((resolve, reject) => {
    // a repository that agents work in names programs: filters, monitors
    const env: Record<string, string> = { ...basicEnvironment(process.env), GIT_TERMINAL_PROMPT: '0' }
    const options = { cwd: folder, timeout: PLAIN_LIMIT_MS, env: env as NodeJS.ProcessEnv }
    execFile('git', [...WITHOUT_PROGRAMS, ...args], options, (error, stdout, stderr) => {
      if (error) reject(new GitError(whyOf(args, stderr.split('\n').filter(Boolean))))
      else resolve(stdout.trim())
    })
  })

const PLAIN_LIMIT_MS = 60_000

const isText = (entry: [string, unknown]): entry is [string, string] => typeof entry[1] === 'string'

function whyOf(args: string[], said: string[]): string {
  const last = said.filter((line) => /^(fatal|error|remote):/.test(line)).at(-1) ?? said.at(-1) ?? ''
  return `git ${args[0]} failed: ${last.replace(/^(fatal|error): /, '') || 'it said nothing'}`
}
