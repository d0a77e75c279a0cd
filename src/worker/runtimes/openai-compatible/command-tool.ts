import { z } from 'zod'
import { type ProcessTree, startTree } from '../../process-tree'
import { agentEnvironment } from '../agent-environment'
import { isAllowed } from '../allow-list'
import { inside } from '../inside'
import { readLines } from '../lines'
import type { Start } from '../runtime'
import { type Tool, tool } from './tool'

const DEFAULT_SECONDS = 120
const MOST_SECONDS = 1800
const OUTPUT_LENGTH = 200_000
const GRACE_SECONDS = 2

/**
 * Starting programs in the workspace, where the settings allow any: without a shell, so that an allowed command cannot hide another
 * one. `signal` ends what runs, with everything that it started.
 */
export function commandTools(start: Start, allowed: readonly string[], signal: AbortSignal): Tool[] {
  if (allowed.length === 0) return []
  return [
    tool(
      'run_command',
      `Run a program in the workspace, without a shell. Allowed: ${allowed.join(', ')}.`,
      z.object({
        program: z.string().min(1),
        args: z.array(z.string()).default([]),
        folder: z.string().default('.').describe('Where it begins, relative to the workspace.'),
        seconds: z.number().min(1).max(MOST_SECONDS).default(DEFAULT_SECONDS),
      }),
      async ({ program, args, folder, seconds }) => {
        if (!isAllowed(allowed, program, args)) {
          throw new Error(`${[program, ...args].join(' ')} is not allowed here. Allowed: ${allowed.join(', ')}.`)
        }
        const command = { program, args, cwd: inside(start.workspace, folder), seconds }
        return runCommand(start, command, signal)
      },
    ),
  ]
}

type Command = { program: string; args: string[]; cwd: string; seconds: number }

async function runCommand(
  start: Start,
  { program, args, cwd, seconds }: Command,
  signal: AbortSignal,
): Promise<string> {
  signal.throwIfAborted()
  const { run, workspace, workerEnv, mask } = start
  const env = agentEnvironment(run, workspace, {}, workerEnv)
  const tree = await startTree({ command: program, args, cwd, env, runId: run.runId }).catch((error: Error) => {
    throw new Error(`${program} could not be started: ${error.message}`)
  })
  const output: string[] = []
  let size = 0
  const take = (line: string) => {
    size += line.length + 1
    if (size <= OUTPUT_LENGTH) output.push(line)
  }
  readLines(tree.stdout, mask, take)
  readLines(tree.stderr, mask, take)
  const { isLate, end } = await within(tree, seconds, signal)
  if (size > OUTPUT_LENGTH) output.push(`… (${size - OUTPUT_LENGTH} more characters)`)
  const how = isLate ? `It took longer than ${seconds} s and was ended.` : `Exit code ${end.exitCode ?? end.signal}.`
  return `${how}\n${output.join('\n')}`
}

async function within(tree: ProcessTree, seconds: number, signal: AbortSignal) {
  let isLate = false
  const stop = () => tree.stop(GRACE_SECONDS)
  const timer = setTimeout(() => {
    isLate = true
    stop()
  }, seconds * 1000)
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  try {
    return { end: await tree.ended, isLate }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
  }
}
