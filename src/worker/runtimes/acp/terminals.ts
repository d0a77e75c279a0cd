import { randomUUID } from 'node:crypto'
import type { CreateTerminalRequest, TerminalExitStatus, TerminalOutputResponse } from '@agentclientprotocol/sdk'
import { type ProcessTree, startTree } from '../../process-tree'
import { agentEnvironment } from '../agent-environment'
import { isAllowed } from '../allow-list'
import { inside } from '../inside'
import type { Start } from '../runtime'
import type { Config } from './settings'

const MOST_BYTES = 1_000_000
const MOST_TERMINALS = 50
const GRACE_SECONDS = 2

type Terminal = { tree: ProcessTree; output: string; isCut: boolean; exit: TerminalExitStatus | null; limit: number }

/** The commands that an agent runs through the worker: allowed ones only, in the workspace, ended with the run. */
export class Terminals {
  private readonly open = new Map<string, Terminal>()

  constructor(
    private readonly start: Start,
    private readonly config: Config,
  ) {}

  /** @throws Error with a sentence for a command that is not allowed */
  async create({ command, args = [], cwd, env = [], outputByteLimit }: CreateTerminalRequest): Promise<string> {
    const { allowedCommands, allowedKinds } = this.config
    if (!allowedKinds.includes('execute') && !isAllowed(allowedCommands, command, args)) {
      throw new Error(`${[command, ...args].join(' ')} is not among the allowed commands.`)
    }
    if (this.open.size >= MOST_TERMINALS) throw new Error(`There are ${MOST_TERMINALS} terminals; release one first.`)
    const { run, workspace, workerEnv } = this.start
    const own = { ...this.config.env, ...Object.fromEntries(env.map(({ name, value }) => [name, value])) }
    const tree = await startTree({
      ...{ command, args, cwd: inside(workspace, cwd ?? '.'), runId: run.runId },
      env: agentEnvironment(run, workspace, own, workerEnv),
    })
    const id = randomUUID()
    const limit = Math.min(outputByteLimit ?? MOST_BYTES, MOST_BYTES)
    const terminal: Terminal = { tree, output: '', isCut: false, exit: null, limit }
    for (const stream of [tree.stdout, tree.stderr]) {
      stream.setEncoding('utf8')
      stream.on('data', (chunk: string) => keep(terminal, chunk))
      // a pipe that breaks is the end of the output, no more
      stream.on('error', () => {})
    }
    void tree.ended.then(({ exitCode, signal }) => {
      terminal.exit = { exitCode, signal }
    })
    this.open.set(id, terminal)
    return id
  }

  output(id: string): TerminalOutputResponse {
    const { output, isCut, exit } = this.find(id)
    return { output, truncated: isCut, exitStatus: exit }
  }

  async exitOf(id: string): Promise<TerminalExitStatus> {
    const { exitCode, signal } = await this.find(id).tree.ended
    return { exitCode, signal }
  }

  kill(id: string): void {
    this.find(id).tree.stop(GRACE_SECONDS)
  }

  release(id: string): void {
    this.kill(id)
    this.open.delete(id)
  }

  /** Ends what still runs. */
  async end(graceSeconds: number): Promise<void> {
    const trees = [...this.open.values()].map(({ tree }) => tree)
    for (const tree of trees) tree.stop(graceSeconds)
    await Promise.all(trees.map((tree) => tree.ended))
  }

  private find(id: string): Terminal {
    const terminal = this.open.get(id)
    if (!terminal) throw new Error(`There is no terminal ${id}.`)
    return terminal
  }
}

/** The newest of the output stays. */
function keep(terminal: Terminal, chunk: string): void {
  terminal.output += chunk
  if (terminal.output.length <= terminal.limit) return
  terminal.output = terminal.output.slice(-terminal.limit)
  terminal.isCut = true
}
