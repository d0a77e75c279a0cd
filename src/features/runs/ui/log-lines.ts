import type { LogLine } from '@/ui/log-row'
import type { RunEventView } from '../schema'

/** Events as numbered lines; a chunk of several lines becomes several, and a number is never used twice. */
export function linesOf(events: readonly RunEventView[]): LogLine[] {
  const lines: LogLine[] = []
  for (const event of events) {
    const stream = event.stream === 'stderr' || event.stream === 'system' ? event.stream : 'stdout'
    for (const text of event.text.replace(/\r?\n$/, '').split(/\r?\n/))
      lines.push({ seq: lines.length + 1, text, stream })
  }
  return lines
}
