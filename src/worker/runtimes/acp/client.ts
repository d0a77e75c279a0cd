import fs from 'node:fs'
import path from 'node:path'
import type { ClientApp, ClientContext, InitializeResponse, SessionUpdate } from '@agentclientprotocol/sdk'
import { inside } from '../inside'
import type { Start } from '../runtime'
import { answerTo, refusalOf } from './permissions'
import type { Config } from './settings'
import type { Terminals } from './terminals'

const MOST_BYTES = 10_000_000
const TITLE_LENGTH = 500

type Sdk = typeof import('@agentclientprotocol/sdk')

/** What is heard of a session while it goes on. */
export type Heard = {
  /** What was said since the last tool. */
  answer: string
  /** What the agent says that its session has cost, in US dollars; null when it does not. */
  costUsd: number | null
  /** False while an old session is read again. */
  isListening: boolean
}

export type Client = { sdk: Sdk; start: Start; config: Config; terminals: Terminals; heard: Heard; log: SessionLog }

/** The worker's side of the protocol: files inside the workspace, allowed commands, permissions by the list, updates to the log. */
export function clientFor({ sdk, start, config, terminals, heard, log }: Client): ClientApp {
  const { workspace } = start
  const { session, fs: files, terminal } = sdk.methods.client
  return sdk
    .client({ name: 'paperclip' })
    .onNotification(session.update, ({ params }) => hear(params.update, heard, log))
    .onRequest(session.requestPermission, ({ params: { toolCall, options } }) => {
      const refusal = refusalOf(toolCall, config, workspace)
      const what = toolCall.title ?? toolCall.kind ?? 'a tool'
      log.note(refusal ? `Refused: ${what}: ${refusal}.` : `Allowed: ${what}.`)
      return answerTo(options, refusal === null)
    })
    .onRequest(files.readTextFile, ({ params }) => ({ content: readText(workspace, params) }))
    .onRequest(files.writeTextFile, ({ params }) => writeText(workspace, config, params))
    .onRequest(terminal.create, async ({ params }) => ({ terminalId: await terminals.create(params) }))
    .onRequest(terminal.output, ({ params }) => terminals.output(params.terminalId))
    .onRequest(terminal.waitForExit, ({ params }) => terminals.exitOf(params.terminalId))
    .onRequest(terminal.kill, ({ params }) => terminals.kill(params.terminalId))
    .onRequest(terminal.release, ({ params }) => terminals.release(params.terminalId))
}

/** The handshake: what the worker does for the agent, and which version both speak. */
export function initialize(agent: ClientContext, protocolVersion: number): Promise<InitializeResponse> {
  return agent.request('initialize', {
    protocolVersion,
    clientCapabilities: { fs: { readTextFile: true, writeTextFile: true }, terminal: true },
    clientInfo: { name: 'paperclip', version: '1' },
  })
}

/** Pieces of text are put together to lines; a note, or the end, ends the line before it. */
export type SessionLog = { say(piece: string): void; note(text: string): void; end(): void }

export function sessionLog(start: Start): SessionLog {
  let line = ''
  function end(): void {
    if (line) start.log('stdout', start.mask(line))
    line = ''
  }
  return {
    say(piece) {
      const lines = (line + piece).split('\n')
      line = lines.pop() ?? ''
      for (const each of lines) start.log('stdout', start.mask(each))
    },
    note(text) {
      end()
      start.log('system', start.mask(text).slice(0, TITLE_LENGTH))
    },
    end,
  }
}

function hear(update: SessionUpdate, heard: Heard, log: SessionLog): void {
  if (update.sessionUpdate === 'usage_update') {
    if (update.cost?.currency === 'USD') heard.costUsd = update.cost.amount
    return
  }
  if (!heard.isListening) return
  switch (update.sessionUpdate) {
    case 'agent_message_chunk':
      if (update.content.type !== 'text') return
      heard.answer += update.content.text
      log.say(update.content.text)
      return
    case 'tool_call':
      heard.answer = ''
      log.note(`→ ${update.title}`)
      return
    case 'tool_call_update':
      if (update.status === 'completed' || update.status === 'failed')
        log.note(`← ${update.title ?? ''} ${update.status}`)
      return
    case 'plan':
      log.note(`Plan: ${update.entries.map((entry) => entry.content).join('; ')}`)
  }
}

type Reading = { path: string; line?: number | null; limit?: number | null }

function readText(workspace: string, { path: place, line, limit }: Reading): string {
  const file = inside(workspace, place)
  if (fs.statSync(file).size > MOST_BYTES) throw new Error(`${place} is larger than ${MOST_BYTES} bytes.`)
  const text = fs.readFileSync(file, 'utf8')
  if (line == null && limit == null) return text
  const first = Math.max(0, (line ?? 1) - 1)
  return text
    .split('\n')
    .slice(first, limit == null ? undefined : first + limit)
    .join('\n')
}

function writeText(
  workspace: string,
  config: Config,
  { path: place, content }: { path: string; content: string },
): void {
  if (!config.allowedKinds.includes('edit')) throw new Error('Files may not be changed here.')
  const file = inside(workspace, place)
  fs.mkdirSync(path.dirname(file), { recursive: true })
  fs.writeFileSync(file, content)
}
