import type { Readable } from 'node:stream'
import type { Mask } from '@/platform/mask'

const LINE_LIMIT = 16_000

/** Calls `onLine` for each line of a stream, masked, and for the unfinished one at its end. Longer lines are cut, and say so. */
export function readLines(stream: Readable, mask: Mask, onLine: (line: string) => void): void {
  readRawLines(stream, LINE_LIMIT + mask.longest, (line, size) => onLine(printable(line, mask, size)))
}

/** A line as it may be logged: masked, and cut when it is longer than a line of the log. */
export function printable(line: string, mask: Mask, size = line.length): string {
  const cut = size - LINE_LIMIT
  return storable(mask(line, LINE_LIMIT)) + (cut > 0 ? ` … (${cut} more characters)` : '')
}

/** The same lines as they are: for machines. What is longer than `limit` is cut; `size` is how long it was. */
export function readRawLines(stream: Readable, limit: number, onLine: (line: string, size: number) => void): void {
  let line = ''
  let size = 0

  function add(text: string): void {
    line += text.slice(0, Math.max(0, limit - line.length))
    size += text.length
  }

  function end(): void {
    onLine(line.endsWith('\r') ? line.slice(0, -1) : line, size)
    line = ''
    size = 0
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
    if (size > 0) end()
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
