import { Readable, Writable } from 'node:stream'
import type { AcpConnection, ClientContext, InitializeResponse, PromptRequest } from '@agentclientprotocol/sdk'
import { type ProcessTree, startTree } from '../../process-tree'
import type { AgentSession } from '../../protocol'
import { agentEnvironment } from '../agent-environment'
import { readLines } from '../lines'
import { type Activity, notStarted, type Outcome, problemsOf, type Runtime, type Start } from '../runtime'
import { clientFor, type Heard, initialize, type SessionLog, sessionLog } from './client'
import { endOf, failureOf, reportOf } from './ending'
import { Config } from './settings'
import { Terminals } from './terminals'
import { tryOut } from './try-out'

const TEST_LIMIT_SECONDS = 20
const INITIALIZE_LIMIT_MS = 60_000
/** What a cancelled agent has for its last words before its process is ended. */
const CANCEL_MS = 1_000

/**
 * A coding agent that speaks the Agent Client Protocol (JSON-RPC on its standard input and output). The worker is its client: it reads
 * and writes files only inside the workspace, runs allowed commands only, and answers requests for permission by the list of the
 * settings. The session of a task is resumed where the agent can load it.
 */
export const acp: Runtime = {
  start(start) {
    const parsed = Config.safeParse(start.run.runtimeConfig)
    if (!parsed.success) {
      const problem = `The agent's settings are wrong: ${problemsOf(parsed.error)}.`
      return { done: Promise.resolve(notStarted(problem)), stop() {} }
    }
    return begin(start, parsed.data)
  },

  async test(config) {
    const parsed = Config.safeParse(config)
    if (!parsed.success) return { ok: false, message: `The settings are wrong: ${problemsOf(parsed.error)}.` }
    return tryOut(parsed.data, TEST_LIMIT_SECONDS)
  },
}

type Live = {
  start: Start
  config: Config
  tree: ProcessTree
  terminals: Terminals
  heard: Heard
  log: SessionLog
  /** Aborted by a stop. */
  signal: AbortSignal
  onSession(agent: ClientContext, sessionId: string): void
}

function begin(start: Start, config: Config): Activity {
  const ending = new AbortController()
  let tree: ProcessTree | null = null
  let cancel = () => {}
  let graceSeconds = 0

  async function run(): Promise<Outcome> {
    try {
      tree = await startTree({
        ...{ command: config.command, args: config.args, cwd: start.workspace, runId: start.run.runId, hasInput: true },
        env: agentEnvironment(start.run, start.workspace, config.env, start.workerEnv),
      })
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      return notStarted(
        code === 'ENOENT' ? `${config.command} was not found on this worker.` : `${config.command}: ${message}.`,
      )
    }
    start.onStarted(`Started process ${tree.pid} in ${start.workspace}.`, tree.pid)
    readLines(tree.stderr, start.mask, (line) => start.log('stderr', line))
    const terminals = new Terminals(start, config)
    const heard: Heard = { answer: '', costUsd: null, isListening: true }
    const log = sessionLog(start)
    const live: Live = {
      ...{ start, config, tree, terminals, heard, log, signal: ending.signal },
      onSession(agent, sessionId) {
        cancel = () => void agent.notify('session/cancel', { sessionId }).catch(() => {})
        if (ending.signal.aborted) cancel()
      },
    }
    const outcome = await talk(live)
    log.end()
    tree.stop(ending.signal.aborted ? graceSeconds : 1)
    await terminals.end(ending.signal.aborted ? graceSeconds : 0)
    await tree.ended
    return outcome
  }

  return {
    done: run(),
    stop(seconds) {
      graceSeconds = seconds
      if (ending.signal.aborted || seconds <= 0) tree?.stop(seconds)
      else setTimeout(() => tree?.stop(seconds), Math.min(CANCEL_MS, seconds * 500))
      cancel()
      ending.abort()
    },
  }
}

/** One prompt in a session, from the handshake to the end of the turn. Never rejects. */
async function talk(live: Live): Promise<Outcome> {
  const { tree, start, config, terminals, heard, log } = live
  const sdk = await import('@agentclientprotocol/sdk')
  if (!tree.stdin) return notStarted('The process has no input.')
  const stream = sdk.ndJsonStream(Writable.toWeb(tree.stdin), Readable.toWeb(tree.stdout) as ReadableStream<Uint8Array>)
  const connection = clientFor({ sdk, start, config, terminals, heard, log }).connect(stream)
  try {
    const initialized = await withinLimit(connection, initialize(connection.agent, sdk.PROTOCOL_VERSION))
    if (initialized.protocolVersion !== sdk.PROTOCOL_VERSION) {
      return notStarted(
        `The agent speaks version ${initialized.protocolVersion} of the protocol; ${sdk.PROTOCOL_VERSION} is needed.`,
      )
    }
    const { sessionId, kept } = await openSession(live, connection.agent, initialized)
    live.onSession(connection.agent, sessionId)
    const prompt: PromptRequest = { sessionId, prompt: [{ type: 'text', text: textFor(start, kept) }] }
    const { stopReason } = await connection.agent.request('session/prompt', prompt)
    log.end()
    return { ...endOf(stopReason), ...reportOf(heard, sessionId, kept, stopReason) }
  } catch (error) {
    return failureOf(error, live)
  } finally {
    connection.close()
  }
}

/** A program that does not speak the protocol says nothing at all. */
async function withinLimit<T>(connection: AcpConnection, answer: Promise<T>): Promise<T> {
  const error = new Error(`the program did not answer in ${INITIALIZE_LIMIT_MS / 1000} s; does it speak the protocol?`)
  const timer = setTimeout(() => connection.close(error), INITIALIZE_LIMIT_MS)
  try {
    return await answer
  } finally {
    clearTimeout(timer)
  }
}

type Opened = { sessionId: string /** Of the run before; null for one that begins. */; kept: AgentSession | null }

/** The session of the task, when there is one that can be loaded; else a new one. */
async function openSession(live: Live, agent: ClientContext, initialized: InitializeResponse): Promise<Opened> {
  const { start, heard, log } = live
  const cwd = start.workspace
  const old = start.run.session
  if (old && initialized.agentCapabilities?.loadSession) {
    heard.isListening = false
    try {
      await agent.request('session/load', { sessionId: old.id, cwd, mcpServers: [] })
      log.note(`Goes on in session ${old.id}.`)
      return { sessionId: old.id, kept: old }
    } catch (error) {
      log.note(
        `Session ${old.id} could not be loaded; a new one begins: ${error instanceof Error ? error.message : error}`,
      )
    } finally {
      heard.isListening = true
    }
  }
  const { sessionId } = await agent.request('session/new', { cwd, mcpServers: [] })
  return { sessionId, kept: null }
}

function textFor({ run }: Start, kept: AgentSession | null): string {
  return (kept ? run.prompt?.resume : run.prompt?.start) ?? run.instructions
}
