import type { Answer, Message, Usage } from './chat'

/** A token is about four characters; corrected by what the endpoint counts. */
const CHARACTERS_PER_TOKEN = 4
/** Of the window, for the conversation; the rest is for tools and the answer. */
const FILL = 0.7

/** What is said to the model: the beginning stays, the oldest steps after it are left out when the window is full. */
export type Conversation = {
  /** As many of the newest steps as fit, behind the beginning and a note about what is left out. */
  messages(): Message[]
  /** The model's answer, and what its calls of tools brought. */
  step(answer: Answer, results: readonly string[]): void
  /** Something that the product says in between. */
  remark(text: string): void
  /** The endpoint says that it was too long: half the room from now on. False when there is nothing left to leave out. */
  shrink(): boolean
}

/** @param contextTokens what the model can hold at once */
export function conversation(system: string, beginning: string, contextTokens: number): Conversation {
  const head: Message[] = [
    { role: 'system', content: system },
    { role: 'user', content: beginning },
  ]
  const steps: Message[][] = []
  let room = contextTokens * FILL
  let charactersPerToken = CHARACTERS_PER_TOKEN
  let sent = 0
  let left = 0

  const sizeOf = (messages: readonly Message[]) => JSON.stringify(messages).length
  const limit = () => room * charactersPerToken

  /** Leaving out begins with the oldest step, and stays: what the model has forgotten does not come back. */
  function leaveOut(): void {
    let size = sizeOf(head) + steps.slice(left).reduce((sum, step) => sum + sizeOf(step), 0)
    for (; size > limit() && left < steps.length - 1; left++) size -= sizeOf(steps[left] ?? [])
  }

  function learn(usage: Usage | null): void {
    // tools count too, so that the estimate is on the safe side
    if (usage && usage.tokensIn > 500) charactersPerToken = Math.min(6, Math.max(1, sent / usage.tokensIn))
  }

  return {
    messages() {
      leaveOut()
      const note: Message[] =
        left > 0
          ? [
              {
                role: 'user',
                content: `(${left} earlier steps of this run are left out here: they would not fit. What you wrote to files and threads is still there.)`,
              },
            ]
          : []
      const messages = [...head, ...note, ...steps.slice(left).flat()]
      sent = sizeOf(messages)
      return messages
    },
    step(answer, results) {
      learn(answer.usage)
      steps.push([assistant(answer), ...answer.calls.map(({ id }, i) => toolResult(id, results[i] ?? ''))])
    },
    remark: (text) => void steps.push([{ role: 'user', content: text }]),
    shrink() {
      if (left >= steps.length - 1) return false
      room /= 2
      left++
      return true
    },
  }
}

function assistant({ text, calls }: Answer): Message {
  if (calls.length === 0) return { role: 'assistant', content: text }
  return {
    role: 'assistant',
    content: text || null,
    tool_calls: calls.map(({ id, name, argumentsText }) => ({
      ...{ id, type: 'function' },
      function: { name, arguments: isJson(argumentsText) ? argumentsText : '{}' },
    })),
  }
}

/** Some endpoints refuse a whole conversation for a call of theirs that is not JSON. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function toolResult(id: string, content: string): Message {
  return { role: 'tool', tool_call_id: id, content }
}
