import type { Readable } from 'node:stream'

/** One event may not be longer than this, in characters. */
const EVENT_LIMIT = 4_000_000

/**
 * The data of each server-sent event of a stream, as it comes. Names, ids and retry times of events do not matter to chat completions
 * and are passed over.
 * @throws Error when an event never ends
 */
export async function* eventData(stream: Readable): AsyncGenerator<string> {
  stream.setEncoding('utf8')
  let rest = ''
  let data: string[] = []
  for await (const chunk of stream) {
    const lines = (rest + chunk).split(/\r\n|\n|\r(?=.)/s)
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (line.startsWith('data:')) data.push(line.slice(line[5] === ' ' ? 6 : 5))
      else if (line === '' && data.length > 0) {
        yield data.join('\n')
        data = []
      }
    }
    if (rest.length + data.join('').length > EVENT_LIMIT) throw new Error('an event of the stream is too long')
  }
  if (rest.startsWith('data:')) data.push(rest.slice(rest[5] === ' ' ? 6 : 5).trimEnd())
  if (data.length > 0) yield data.join('\n')
}
