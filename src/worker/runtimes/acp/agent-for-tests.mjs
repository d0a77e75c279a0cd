// A real peer for the tests of the ACP runtime: the agent side of the protocol's own library, which does what its prompt says.
import fs from 'node:fs'
import { Readable, Writable } from 'node:stream'
import * as acp from '@agentclientprotocol/sdk'

/** Sessions are kept in a file, as real agents do. */
const STORE = process.env.SESSIONS
const read = () => (fs.existsSync(STORE) ? JSON.parse(fs.readFileSync(STORE, 'utf8')) : {})
const cancelled = new Set()

const { agent: names, client: theirs } = acp.methods

acp
  .agent({ name: 'test-agent' })
  .onRequest(names.initialize, () => ({
    protocolVersion: acp.PROTOCOL_VERSION,
    agentInfo: { name: 'test-agent', version: '1.0.0' },
    agentCapabilities: { loadSession: true },
  }))
  .onRequest(names.session.new, () => {
    if (process.env.NEEDS_LOGIN) throw acp.RequestError.authRequired()
    const sessionId = `session-${Object.keys(read()).length + 1}`
    fs.writeFileSync(STORE, JSON.stringify({ ...read(), [sessionId]: [] }))
    return { sessionId }
  })
  .onRequest(names.session.load, async ({ params: { sessionId }, client }) => {
    const said = read()[sessionId]
    if (!said) throw acp.RequestError.resourceNotFound(sessionId)
    for (const text of said) await say(client, sessionId, `(old) ${text}\n`)
    return {}
  })
  .onNotification(names.session.cancel, ({ params }) => void cancelled.add(params.sessionId))
  .onRequest(names.session.prompt, async ({ params: { sessionId, prompt }, client }) => {
    const text = prompt.map((block) => block.text).join('\n')
    fs.writeFileSync(STORE, JSON.stringify({ ...read(), [sessionId]: [...read()[sessionId], 'prompted'] }))
    for (const [, verb, rest] of text.matchAll(/^(?:> )?DO (\w+)(.*)$/gm)) {
      const stopReason = await act(client, sessionId, verb, rest.trim())
      if (stopReason) return { stopReason }
    }
    return { stopReason: 'end_turn' }
  })
  .connect(acp.ndJsonStream(Writable.toWeb(process.stdout), Readable.toWeb(process.stdin)))

const say = (client, sessionId, text) =>
  client.notify(theirs.session.update, {
    sessionId,
    update: { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } },
  })

/** One step of the prompt; what a step is refused is said. Answers why the turn ends, when it does. */
async function act(client, sessionId, verb, rest) {
  try {
    const steps = {
      say: saySome,
      write,
      read: readFile,
      ask,
      run,
      cost,
      wait,
      exit: () => process.exit(3),
      end: () => rest,
    }
    return await steps[verb](client, sessionId, rest)
  } catch (error) {
    await say(client, sessionId, `refused: ${error.message} ${JSON.stringify(error.data ?? '')}\n`)
  }
}

async function saySome(client, sessionId, text) {
  await say(client, sessionId, text.slice(0, 4))
  await say(client, sessionId, `${text.slice(4)}\n`)
}

async function write(client, sessionId, rest) {
  const [path, content] = rest.split(' ')
  await client.request(theirs.fs.writeTextFile, { sessionId, path, content })
}

async function readFile(client, sessionId, path) {
  const { content } = await client.request(theirs.fs.readTextFile, { sessionId, path })
  await say(client, sessionId, `read ${content}\n`)
}

async function ask(client, sessionId, rest) {
  const [kind, command] = rest.split(/ (.*)/)
  const options = [
    { optionId: 'always', name: 'Always', kind: 'allow_always' },
    { optionId: 'once', name: 'Once', kind: 'allow_once' },
    { optionId: 'no', name: 'No', kind: 'reject_once' },
  ]
  const toolCall = { toolCallId: 'call-1', title: rest, kind, rawInput: { command } }
  const { outcome } = await client.request(theirs.session.requestPermission, { sessionId, toolCall, options })
  await say(client, sessionId, `answer to ${rest}: ${outcome.optionId}\n`)
}

async function run(client, sessionId, rest) {
  const [command, ...args] = rest.split(' ')
  const { terminalId } = await client.request(theirs.terminal.create, { sessionId, command, args })
  const { exitCode } = await client.request(theirs.terminal.waitForExit, { sessionId, terminalId })
  const { output } = await client.request(theirs.terminal.output, { sessionId, terminalId })
  await say(client, sessionId, `${rest} ended with ${exitCode}: ${output}\n`)
}

async function cost(client, sessionId, amount) {
  const update = {
    sessionUpdate: 'usage_update',
    used: 10,
    size: 100,
    cost: { amount: Number(amount), currency: 'USD' },
  }
  await client.notify(theirs.session.update, { sessionId, update })
}

async function wait(_, sessionId) {
  while (!cancelled.has(sessionId)) await new Promise((resolve) => setTimeout(resolve, 20))
  return 'cancelled'
}
