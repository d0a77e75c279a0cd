import type { Readable } from 'node:stream'

const LINE_LIMIT = 16_000

/** Calls `onLine` for each line of a stream, and for the unfinished one at its end. Longer lines are cut, and say so. */
export function readLines(stream: Readable, onLine: (line: string) => void): void {
  let line = ''
  let cut = 0

  function add(text: string): void {
    const room = LINE_LIMIT - line.length
    line += text.length > room ? text.slice(0, room) : text
    cut += Math.max(0, text.length - room)
  }

  function end(): void {
    onLine(storable(line.endsWith('\r') ? line.slice(0, -1) : line) + (cut > 0 ? ` … (${cut} more characters)` : ''))
    line = ''
    cut = 0
  }

  stream.setEncoding('utf8')
  stream.on('data', (chunk: string) => {
    const parts = chunk.split('\n')
    const rest = parts.pop() ?? ''
    for (const part of parts) {
      add(part)
      end()
    }
    add(rest)
  })
  stream.once('close', () => {
    if (line || cut) end()
  })
  // a pipe that breaks is the end of the output, no more
  stream.on('error', () => {})
}

/** PostgreSQL stores neither NUL nor half of a surrogate pair. */
function storable(text: string): string {
  return text
    .replaceAll('\0', '\uFFFD')
    .replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD')
}
