import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { type ProcessTree, startTree, type TreeEnd } from '../process-tree'
import type { AgentSession, GatewayDialect, ModelUsage } from '../protocol'
import { agentEnvironment } from './agent-environment'
import { failureOf, isUnknownSession } from './agent-failure'
import { byModel, type Heard, listenTo, usageSince } from './agent-hearing'
import { AgentSettings, type AgentTool } from './agent-tool'
import { readLines, readRawLines } from './lines'
import { modelGatewayOf } from './model-gateway'
import { findProgram } from './programs'
import { type Activity, notStarted, type Outcome, over, problemsOf, type Runtime, type Start } from './runtime'
import { versionOf } from './version'

/** An event may hold a whole file. */
const EVENT_LENGTH = 8_000_000
const STDERR_LENGTH = 4_000
/** For a tool that is ended because it goes on trying in vain. */
const HOPELESS_GRACE_SECONDS = 2

/**
 * A runtime that is the command line of a coding agent: started in the agent's workspace with the prompt as its input, its events read
 * line by line. A session of an earlier run goes on; one that the tool does not know begins anew, once.
 */
export function agentCommand(tool: AgentTool): Runtime {
  return {
    start(start) {
      const parsed = AgentSettings.safeParse(start.run.runtimeConfig)
      if (!parsed.success) return over(notStarted(`The agent's settings are wrong: ${problemsOf(parsed.error)}.`))
      return begin(tool, start, parsed.data)
    },
    isThere: (env) => findProgram(tool.program, env) !== null,
    async test(config, _mayCallPrivate, gateway = []) {
      const parsed = AgentSettings.safeParse(config)
      if (!parsed.success) return { ok: false, message: `The settings are wrong: ${problemsOf(parsed.error)}.` }
      return tryOut(tool, parsed.data, gateway)
    },
  }
}

async function tryOut(tool: AgentTool, settings: AgentSettings, gateway: readonly GatewayDialect[]) {
  const command = settings.program ?? tool.program
  const program = findProgram(command, process.env)
  if (!program) return { ok: false, message: `${command} was not found on this worker. Install ${tool.title} there.` }
  const version = await versionOf(program)
  if (version === null) return { ok: false, message: `${program} does not answer to --version.` }
  const hasKey = settings.usesWorkerHome || tool.keys.some((key) => settings.env[key])
  const named = `${tool.title} ${version} is there`
  const dialect = tool.behindGateway?.(settings)
  if (dialect && gateway.includes(dialect)) {
    return { ok: true, message: `${named}. Its models are behind the company's model gateway; none was called.` }
  }
  if (hasKey) return { ok: true, message: `${named}. Whether its key is accepted was not tried.` }
  return { ok: false, message: `${named}, but has no key: set ${tool.keys.join(' or ')}, as a secret.` }
}

function begin(tool: AgentTool, start: Start, settings: AgentSettings): Activity {
  let tree: ProcessTree | null = null
  let graceSeconds: number | null = null
  let usage = (): ModelUsage[] => []

  async function attempt(session: AgentSession | null): Promise<{ end: TreeEnd; heard: Heard; stderr: string }> {
    let hopeless = ''
    let stderr = ''
    const ear = listenTo(tool, settings, start.mask, start.log, (text) => {
      if (hopeless || failureOf(text, Date.now()).errorCode === 'crashed') return
      hopeless = text
      tree?.stop(HOPELESS_GRACE_SECONDS)
    })
    usage = () => usageOf(ear.heard(), session)
    tree = await spawn(tool, start, settings, session)
    readRawLines(tree.stdout, EVENT_LENGTH, ear.line)
    readLines(tree.stderr, start.mask, (line) => {
      stderr = `${stderr}\n${line}`.slice(-STDERR_LENGTH)
      start.log('stderr', line)
    })
    start.onStarted(
      `Started ${tool.title} as process ${tree.pid}${session ? ', going on with its session' : ''}.`,
      tree.pid,
    )
    if (graceSeconds !== null) tree.stop(graceSeconds)
    const end = await tree.ended
    const heard = ear.heard()
    return { end, heard: hopeless ? { ...heard, failure: { text: hopeless } } : heard, stderr }
  }

  async function run(): Promise<Outcome> {
    const kept = settings.keepSession ? (start.run.session ?? null) : null
    try {
      const first = await attempt(kept)
      const words = `${first.heard.failure?.text ?? ''}\n${first.stderr}`
      const isUnknown = kept !== null && first.end.exitCode !== 0 && isUnknownSession(words)
      if (!isUnknown || graceSeconds !== null) return outcomeOf(tool, settings, kept, first)
      start.log('system', 'The session of the last run is not known here any more; a new one begins.')
      return outcomeOf(tool, settings, null, await attempt(null))
    } catch (error) {
      return notStarted(`${tool.title} could not be started: ${error instanceof Error ? error.message : error}.`)
    }
  }

  return {
    done: run(),
    usage: () => usage(),
    stop(seconds) {
      graceSeconds = seconds
      tree?.stop(seconds)
    },
  }
}

async function spawn(tool: AgentTool, start: Start, settings: AgentSettings, session: AgentSession | null) {
  const { run, workspace, workerEnv, home } = start
  const command = settings.program ?? tool.program
  const program = findProgram(command, workerEnv)
  if (!program) throw new Error(`${command} was not found on this worker`)
  const cwd = path.resolve(workspace, settings.cwd ?? '.')
  const ownHome = settings.usesWorkerHome && workerEnv.HOME ? workerEnv.HOME : home
  fs.mkdirSync(cwd, { recursive: true })
  for (const folder of [home, ownHome]) fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  const call = { settings, sessionId: session?.id ?? null, home: ownHome, folder: home, gateway: modelGatewayOf(run) }
  tool.prepare?.(call)
  const input = openText(home, (session ? run.prompt?.resume : run.prompt?.start) ?? run.instructions)
  try {
    return await startTree({
      command: program,
      args: tool.args(call),
      cwd,
      env: agentEnvironment(run, workspace, { HOME: ownHome, ...tool.env(call), ...settings.env }, workerEnv),
      runId: run.runId,
      input,
    })
  } finally {
    fs.closeSync(input)
  }
}

/** The text as an open file that has no name any more. */
function openText(folder: string, text: string): number {
  const file = path.join(folder, `prompt-${randomUUID()}`)
  fs.writeFileSync(file, text, { mode: 0o600 })
  const open = fs.openSync(file, 'r')
  fs.rmSync(file)
  return open
}

type Attempt = { end: TreeEnd; heard: Heard; stderr: string }

function outcomeOf(tool: AgentTool, settings: AgentSettings, kept: AgentSession | null, attempt: Attempt): Outcome {
  const { end, heard } = attempt
  const { exitCode, signal } = end
  const usage = usageOf(heard, kept)
  const totals = heard.totals ?? byModel([...(kept?.totals ?? []), ...heard.usage])
  const id = heard.sessionId
  const session = id && settings.keepSession ? { id, totals } : null
  const seen = { exitCode, signal, usage, session }
  const failure = failed(tool, attempt)
  if (failure) return { ...seen, outcome: 'failed', ...failure }
  return { ...seen, outcome: 'succeeded', ...(heard.summary ? { summary: heard.summary } : {}) }
}

/** Of this run. */
function usageOf({ totals, usage, billing }: Heard, kept: AgentSession | null): ModelUsage[] {
  const since = totals ? usageSince(kept, totals) : usage
  return billing ? since.map((used) => ({ ...used, billing })) : since
}

function failed(tool: AgentTool, { end, heard, stderr }: Attempt): Pick<Outcome, 'errorCode' | 'error'> | null {
  const { exitCode, signal } = end
  if (heard.failure) {
    const { text, code } = heard.failure
    return { ...(code ? { errorCode: code } : failureOf(text, Date.now())), error: `${tool.title}: ${text}` }
  }
  if (exitCode === 0 && heard.isReadable) return null
  if (exitCode === 0) return { errorCode: 'invalid_response', error: `${tool.title} ended without a word.` }
  const words = stderr.trim().split('\n').slice(-5).join('\n')
  const how = signal ? `was ended by ${signal}` : `ended with exit code ${exitCode}`
  return { ...failureOf(words, Date.now()), error: `${tool.title} ${how}${words ? `: ${words}` : '.'}` }
}
