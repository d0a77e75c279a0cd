import path from 'node:path'
import { pathToFileURL } from 'node:url'

type Message = { role: string; content: unknown }
type Request = { messages: Message[]; tools?: { name?: string; function?: { name: string } }[] }
type Usage = Record<'input_tokens' | 'output_tokens' | 'prompt_tokens' | 'completion_tokens', number>
type Answer = { content: string; toolCalls?: { id: string; name: string; arguments: string }[]; usage: Usage }
type Server = {
  on(match: { predicate(request: Request): boolean }, answer: (request: Request) => Answer): void
  start(): Promise<string>
  stop(): Promise<void>
}

/** What each call of a model costs here. */
export const TOKENS = { in: 100, out: 10 }
const SHELLS = ['Bash', 'exec_command', 'shell_command', 'shell', 'bash', 'run_shell_command']

export type ScriptedModel = {
  url: string
  /** The conversation of every call, as text. */
  conversations: string[]
  stop(): Promise<void>
}

/**
 * A model on loopback that speaks as those of OpenAI, Anthropic and Google do: to the last text of a person it answers with the shell command that
 * `act` gives, to the output of that command with `said`.
 * @param folder where its package is installed
 */
export async function startScriptedModel(
  folder: string,
  act: (prompt: string) => string | null,
): Promise<ScriptedModel> {
  const file = path.join(folder, 'node_modules/@copilotkit/aimock/dist/index.js')
  const module = (await import(pathToFileURL(file).href)) as { LLMock: new (options: object) => Server }
  const server = new module.LLMock({ port: 0, host: '127.0.0.1' })
  const conversations: string[] = []
  const usage = {
    ...{ input_tokens: TOKENS.in, output_tokens: TOKENS.out },
    ...{ prompt_tokens: TOKENS.in, completion_tokens: TOKENS.out },
  }
  server.on({ predicate: () => true }, (request) => {
    const { messages } = request
    conversations.push(JSON.stringify(messages))
    const isAnswered = messages.at(-1)?.role === 'tool'
    const command = isAnswered ? null : act(lastWords(messages))
    const call = command && shellCall(request, command)
    if (call) return { content: 'I run a command.', toolCalls: [call], usage }
    return { content: isAnswered ? 'The command was run.' : 'There is nothing to do.', usage }
  })
  const url = await server.start()
  return { url, conversations, stop: () => server.stop() }
}

function lastWords(messages: readonly Message[]): string {
  const last = messages.findLastIndex((message) => message.role === 'assistant')
  return JSON.stringify(messages.slice(last + 1))
}

function shellCall({ tools = [] }: Request, command: string) {
  const names = tools.map((tool) => tool.function?.name ?? tool.name)
  const name = SHELLS.find((shell) => names.includes(shell))
  if (!name) return null
  const given = { exec_command: { cmd: command }, shell: { command: ['bash', '-lc', command] } }[name]
  const id = `call_${Math.random().toString(36).slice(2)}`
  return { id, name, arguments: JSON.stringify(given ?? { command, description: 'Work' }) }
}
