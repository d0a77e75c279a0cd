import { z } from 'zod'
import type { ToolCall, ToolOffer } from './chat'

export type ToolResult = { isDone: boolean; text: string }

/** Something that a model may do. */
export type Tool = {
  name: string
  offer: ToolOffer
  /** Never rejects: what went wrong is told to the model, which can do better. */
  run(argumentsText: string): Promise<ToolResult>
}

/** What the model gets to read of one result, in characters. */
const RESULT_LENGTH = 24_000

/**
 * Makes a tool. Its arguments are checked before `run` sees them; what `run` throws is the model's answer.
 * @param description for the model
 */
export function tool<S extends z.ZodObject>(
  name: string,
  description: string,
  parameters: S,
  run: (input: z.output<S>) => Promise<string> | string,
): Tool {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(parameters, { io: 'input' })
  return {
    name,
    offer: { type: 'function', function: { name, description, parameters: schema } },
    async run(argumentsText) {
      try {
        const input = parameters.safeParse(JSON.parse(argumentsText || '{}'))
        if (!input.success) return failed(`The arguments are wrong: ${z.prettifyError(input.error)}`)
        return { isDone: true, text: shortened(await run(input.data)) }
      } catch (error) {
        if (error instanceof SyntaxError) return failed('The arguments are not JSON. Send one JSON object.')
        return failed(`Error: ${error instanceof Error ? error.message : String(error)}`)
      }
    },
  }
}

/** Runs what the model asked for; a tool that it has not got is refused. */
export async function runCall(tools: readonly Tool[], call: ToolCall): Promise<ToolResult> {
  const found = tools.find(({ name }) => name === call.name)
  if (!found) return failed(`There is no tool ${call.name}. There is ${tools.map(({ name }) => name).join(', ')}.`)
  return found.run(call.argumentsText)
}

const failed = (text: string): ToolResult => ({ isDone: false, text })

function shortened(text: string): string {
  const cut = text.length - RESULT_LENGTH
  if (cut <= 0) return text || '(nothing)'
  const half = RESULT_LENGTH / 2
  return `${text.slice(0, half)}\n… (${cut} characters are left out) …\n${text.slice(-half)}`
}
