import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { rest } from './backoff'
import { isGroupThere, processesOf, signal } from './processes'

export type TreeOptions = {
  command: string
  args: string[]
  cwd: string
  env: Record<string, string>
  runId: string
  /** Whether the first process is talked to; otherwise its input is closed. */
  hasInput?: boolean
}

export type TreeEnd = {
  exitCode: number | null
  signal: NodeJS.Signals | null
  /** Processes that outlived the first one and had to be killed. */
  killed: number
}

/** A child process in a process group of its own, with everything that it starts. */
export type ProcessTree = {
  pid: number
  /** Null for one without input. */
  stdin: Writable | null
  stdout: Readable
  stderr: Readable
  /** Settled when the first process has ended, nothing of the tree lives, and its output was read. */
  ended: Promise<TreeEnd>
  /** SIGTERM to all; after `graceSeconds` SIGKILL. Asking again can only make it sooner. */
  stop(graceSeconds: number): void
}

/** What a process that ended by itself leaves its children for their last words. */
const AFTERMATH_MS = 300
const CHECK_MS = 50
/** For reading what is still in the pipes. */
const READ_MS = 2_000

/** Starts a command. Rejects with the error of `spawn` (ENOENT, EACCES, E2BIG …) when nothing was started. */
export async function startTree(o: TreeOptions): Promise<ProcessTree> {
  const child = spawn(o.command, o.args, {
    cwd: o.cwd,
    // Next.js's types want NODE_ENV in every environment; an agent must not get the product's
    env: o.env as NodeJS.ProcessEnv,
    detached: true,
    stdio: [o.hasInput ? 'pipe' : 'ignore', 'pipe', 'pipe'],
  })
  const pid = child.pid
  if (pid === undefined) return new Promise((_, reject) => child.once('error', reject))
  let killAt = Number.POSITIVE_INFINITY
  const { stdin, stdout, stderr } = child
  if (!stdout || !stderr) throw new Error('the process has no output')
  // who talks to a process that has ended hears of it by its end
  stdin?.on('error', () => {})
  return {
    ...{ pid, stdin, stdout, stderr },
    ended: endOf(child, o.runId, pid, () => killAt),
    stop(graceSeconds) {
      const isFirst = killAt === Number.POSITIVE_INFINITY
      killAt = Math.min(killAt, Date.now() + graceSeconds * 1000)
      if (graceSeconds <= 0) return void killAll(o.runId, pid, 'SIGKILL')
      if (isFirst) killAll(o.runId, pid, 'SIGTERM')
      const killer = setTimeout(() => killAll(o.runId, pid, 'SIGKILL'), graceSeconds * 1000)
      child.once('exit', () => clearTimeout(killer))
    },
  }
}

async function endOf(child: ChildProcess, runId: string, pid: number, killAt: () => number): Promise<TreeEnd> {
  const isRead = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const exit = await new Promise<Pick<TreeEnd, 'exitCode' | 'signal'>>((resolve) =>
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal })),
  )
  const killed = await endRest(runId, pid, killAt)
  await Promise.race([isRead, rest(READ_MS)])
  // a process that escaped from the tree may still hold the pipes
  child.stdout?.destroy()
  child.stderr?.destroy()
  return { ...exit, killed }
}

/** Waits for the rest of the tree: until its grace is over when it was stopped, else only a moment. */
async function endRest(runId: string, pid: number, killAt: () => number): Promise<number> {
  const isStopped = () => killAt() !== Number.POSITIVE_INFINITY
  const isEmpty = () =>
    (isStopped() ? processesOf(runId, pid) : isGroupThere(pid) ? processesOf(runId, pid) : []).length === 0
  const deadline = Date.now() + AFTERMATH_MS
  while (!isEmpty() && Date.now() < (isStopped() ? killAt() : deadline)) await rest(CHECK_MS)
  let killed = 0
  for (let round = 0; round < 10 && !isEmpty(); round++) {
    killed += killAll(runId, pid, 'SIGKILL')
    await rest(CHECK_MS)
  }
  return killed
}

/** The group is asked as one, so that nobody escapes by forking; then those that left it. */
function killAll(runId: string, pid: number, name: NodeJS.Signals): number {
  signal(-pid, name)
  return processesOf(runId, pid).filter((other) => signal(other, name)).length
}
