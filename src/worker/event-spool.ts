import fs from 'node:fs'
import path from 'node:path'
import type { RunEventIn } from './protocol'

/** Events of one run in order: the first ones in memory, and what does not fit there in a file. */
export type EventSpool = {
  /** False when it cannot be stored (full disk). */
  push(event: RunEventIn): boolean
  /** The oldest events, at least one if there are any, and not many more bytes than asked for. */
  peek(maxBytes: number): RunEventIn[]
  /** Forgets everything up to this number. */
  drop(throughSeq: number): void
  /** Bytes that wait, in memory and in the file. */
  bytes(): number
  /** Forgets everything, and removes the file. */
  remove(): void
}

const MEMORY_BYTES = 1_000_000
const READ_BYTES = 256_000
/** What an event costs besides its text. */
const ENVELOPE_BYTES = 100

export function sizeOf(event: RunEventIn): number {
  return event.text.length + ENVELOPE_BYTES
}

/** A spool whose overflow goes to `file`, which is created only when it is needed. */
export function createEventSpool(file: string): EventSpool {
  const memory: RunEventIn[] = []
  let memoryBytes = 0
  let writer: number | null = null
  let written = 0
  let read = 0

  function keep(event: RunEventIn): boolean {
    memory.push(event)
    memoryBytes += sizeOf(event)
    return true
  }

  function append(event: RunEventIn): boolean {
    const line = Buffer.from(`${JSON.stringify(event)}\n`)
    if (writer === null) {
      fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
      writer = fs.openSync(file, 'w', 0o600)
    }
    fs.writeSync(writer, line, 0, line.length, written)
    written += line.length
    return true
  }

  function load(): void {
    const chunk = Buffer.alloc(Math.min(READ_BYTES, written - read))
    const reader = fs.openSync(file, 'r')
    fs.readSync(reader, chunk, 0, chunk.length, read)
    fs.closeSync(reader)
    const end = chunk.lastIndexOf(10) + 1
    for (const line of chunk.subarray(0, end).toString().split('\n')) if (line) keep(JSON.parse(line))
    read += end
  }

  return {
    push(event) {
      const isFull = read < written || memoryBytes > MEMORY_BYTES
      if (!isFull) return keep(event)
      try {
        return append(event)
      } catch {
        return false
      }
    },
    peek(maxBytes) {
      while (memoryBytes <= maxBytes && read < written) load()
      let bytes = 0
      let end = 0
      for (; end < memory.length && (bytes <= maxBytes || end === 0); end++) bytes += sizeOf(memory[end]!)
      return memory.slice(0, end)
    },
    drop(throughSeq) {
      const kept = memory.findIndex((event) => event.seq > throughSeq)
      for (const event of memory.splice(0, kept < 0 ? memory.length : kept)) memoryBytes -= sizeOf(event)
    },
    bytes: () => memoryBytes + written - read,
    remove() {
      memory.length = memoryBytes = written = read = 0
      if (writer === null) return
      const open = writer
      // told twice, it must not close what has this number by then
      writer = null
      fs.closeSync(open)
      fs.rmSync(file, { force: true })
    },
  }
}
