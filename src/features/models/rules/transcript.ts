import { type Endpoint, type Json, partOf } from './endpoints'

/** Longer answers are kept in part. */
const LONGEST = 400_000

/** Puts the pieces of a stream together as text: what was said, thought and called. */
export type Transcript = { take(event: Json): void; text(): string; isCut(): boolean }

type Piece = { part: string; title: string; text: string }

/** A transcript for one answer of this endpoint. */
export function transcriptFor(endpoint: Endpoint): Transcript {
  const parts: string[] = []
  let [current, length] = ['', 0]
  return {
    take(event) {
      for (const { part, title, text } of READERS[endpoint](event)) {
        if (length > LONGEST || (!text && !title)) continue
        if (part !== current) {
          parts.push(parts.length > 0 ? '\n\n' : '', title ? `[${title}]\n` : '')
          current = part
        }
        parts.push(text)
        length += text.length
      }
    },
    text: () => parts.join(''),
    isCut: () => length > LONGEST,
  }
}

const none = () => []

const READERS: Record<Endpoint, (event: Json) => Piece[]> = {
  'chat/completions': chatPieces,
  responses: responsePieces,
  embeddings: none,
  messages: messagePieces,
  'messages/count_tokens': none,
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '')

function chatPieces(event: Json): Piece[] {
  const choices = Array.isArray(event.choices) ? event.choices.map(partOf) : []
  return choices.flatMap((choice) => {
    const delta = partOf(choice.delta)
    const at = String(choice.index ?? 0)
    const thought = textOf(delta.reasoning_content) || textOf(delta.reasoning)
    const calls = Array.isArray(delta.tool_calls) ? delta.tool_calls.map(partOf) : []
    return [
      ...(thought ? [{ part: `${at} thought`, title: 'thought', text: thought }] : []),
      ...(textOf(delta.content) ? [{ part: `${at} text`, title: '', text: textOf(delta.content) }] : []),
      ...(textOf(delta.refusal) ? [{ part: `${at} refusal`, title: 'refusal', text: textOf(delta.refusal) }] : []),
      ...calls.map((call) => {
        const { name, arguments: given } = partOf(call.function)
        return {
          part: `${at} call ${call.index ?? 0}`,
          title: textOf(name) ? `calls ${textOf(name)}` : '',
          text: textOf(given),
        }
      }),
    ]
  })
}

function responsePieces(event: Json): Piece[] {
  const part = `${event.output_index ?? 0}`
  const item = partOf(event.item)
  if (event.type === 'response.output_item.added' && textOf(item.name)) {
    return [{ part, title: `calls ${textOf(item.name)}`, text: '' }]
  }
  if (typeof event.delta !== 'string') return []
  const isThought = /reasoning/.test(textOf(event.type))
  return [{ part: isThought ? `${part} thought` : part, title: isThought ? 'thought' : '', text: event.delta }]
}

function messagePieces(event: Json): Piece[] {
  const part = `${event.index ?? 0}`
  if (event.type === 'content_block_start') {
    const block = partOf(event.content_block)
    if (block.type === 'thinking') return [{ part, title: 'thought', text: '' }]
    return textOf(block.name) ? [{ part, title: `calls ${textOf(block.name)}`, text: '' }] : []
  }
  if (event.type !== 'content_block_delta') return []
  const { text, thinking, partial_json } = partOf(event.delta)
  return [{ part, title: '', text: textOf(text) || textOf(thinking) || textOf(partial_json) }]
}
