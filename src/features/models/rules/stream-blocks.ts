import type { Json } from './endpoints'

/** One server-sent event as it came, and what is in it. */
export type Block = {
  /** With the empty line behind it. */
  raw: string
  event: string | null
  /** Null when it is not JSON: a comment, `[DONE]`. */
  json: Json | null
}

/** Longer events are no answer of a model. */
const LONGEST = 16_000_000

/**
 * Takes a stream of server-sent events apart as it comes.
 * @throws Error when an event never ends
 */
export function blockReader(): { push(text: string): Block[]; rest(): Block[] } {
  let waiting = ''
  return {
    push(text) {
      waiting += text
      const blocks: Block[] = []
      for (;;) {
        const end = /\r\n\r\n|\n\n|\r\r/.exec(waiting)
        if (!end) break
        const length = end.index + end[0].length
        blocks.push(blockOf(waiting.slice(0, length)))
        waiting = waiting.slice(length)
      }
      if (waiting.length > LONGEST) throw new Error('an event of the stream is too long')
      return blocks
    },
    rest() {
      const last = waiting.trim() ? [blockOf(`${waiting.trimEnd()}\n\n`)] : []
      waiting = ''
      return last
    },
  }
}

function blockOf(raw: string): Block {
  let event: string | null = null
  const data: string[] = []
  for (const line of raw.split(/\r\n|\n|\r/)) {
    if (line.startsWith('event:')) event = line.slice(6).trim()
    if (line.startsWith('data:')) data.push(line.slice(line[5] === ' ' ? 6 : 5))
  }
  return { raw, event, json: data.length > 0 ? jsonOf(data.join('\n')) : null }
}

function jsonOf(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null
  } catch {
    return null
  }
}

/** An event as it is sent. */
export function blockText(json: unknown, event?: string): string {
  return `${event ? `event: ${event}\n` : ''}data: ${JSON.stringify(json)}\n\n`
}
