import { buffer } from 'node:stream/consumers'
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl'
import { ZipFile as Packer } from 'yazl'
import { Refusal } from '@/platform/errors'
import { foldedPath, LIMITS, pathProblem } from './rules/paths'

/** Files of a bundle by their path. */
export type Files = Map<string, Buffer>

const MB = 1024 * 1024
/** One time for all entries: the same files make the same archive. */
const MTIME = new Date('2000-01-01T00:00:00Z')
const REGULAR = 0o100000
const KIND = 0o170000

export type Archive = {
  add(path: string, text: string | Buffer): void
  /** The whole archive, once everything was added. */
  end(): Promise<Buffer>
}

/** Writes an archive into memory, compressed as it grows. @throws Refusal by `end` when it is larger than a bundle may be */
export function createArchive(): Archive {
  const packer = new Packer()
  const whole = buffer(packer.outputStream)
  return {
    add: (path, text) =>
      packer.addBuffer(Buffer.from(text), path, { mtime: MTIME, mode: REGULAR | 0o644, forceDosTimestamp: true }),
    async end() {
      packer.end()
      const bytes = await whole
      if (bytes.length > LIMITS.bytes) throw tooLarge('The bundle', LIMITS.bytes)
      return bytes
    },
  }
}

/**
 * Reads an archive, distrusting all it says of itself: every limit is checked while it is inflated.
 * @throws Refusal invalid_input with a sentence for whatever is wrong with it
 */
export async function readArchive(bytes: Uint8Array): Promise<Files> {
  if (bytes.length > LIMITS.bytes) throw tooLarge('The file', LIMITS.bytes)
  let zip: ZipFile | undefined
  try {
    zip = await fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
      lazyEntries: true,
      strictFileNames: true,
    })
    return await readEntries(zip)
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw broken(
      `It is no .paperclip file, or is damaged: ${error instanceof Error ? error.message : 'it cannot be read'}`,
    )
  } finally {
    zip?.close()
  }
}

async function readEntries(zip: ZipFile): Promise<Files> {
  if (zip.entryCount > LIMITS.entries) throw broken(`It holds ${zip.entryCount} files; ${LIMITS.entries} may be`)
  const files: Files = new Map()
  const seen = new Set<string>()
  let total = 0
  for await (const entry of zip.eachEntry()) {
    if (seen.size >= LIMITS.entries) throw broken(`It holds more than ${LIMITS.entries} files`)
    const path = requirePath(entry, seen)
    if (path === null) continue
    const content = await inflate(zip, entry, LIMITS.totalBytes - total)
    total += content.length
    files.set(path, content)
  }
  return files
}

/** The path of a plain file; null for a folder. */
function requirePath(entry: Entry, seen: Set<string>): string | null {
  const isFolder = entry.fileName.endsWith('/')
  const path = isFolder ? entry.fileName.slice(0, -1) : entry.fileName
  const problem = pathProblem(path)
  if (problem) throw broken(`The path ${JSON.stringify(path.slice(0, 200))} ${problem}`)
  const kind = (entry.externalFileAttributes >>> 16) & KIND
  if (!isFolder && kind !== 0 && kind !== REGULAR) throw broken(`${path} is no plain file (a link, or a device)`)
  if (entry.isEncrypted()) throw broken(`${path} is encrypted`)
  const folded = foldedPath(path)
  if (seen.has(folded)) throw broken(`${path} is there twice, or differs from another path in nothing but capitals`)
  seen.add(folded)
  return isFolder ? null : path
}

async function inflate(zip: ZipFile, entry: Entry, left: number): Promise<Buffer> {
  const most = Math.min(LIMITS.entryBytes, left)
  const chunks: Buffer[] = []
  let size = 0
  const stream = await zip.openReadStreamPromise(entry)
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > most) throw tooLarge(entry.fileName, size > LIMITS.entryBytes ? LIMITS.entryBytes : LIMITS.totalBytes)
    if (size > MB && size > LIMITS.ratio * Math.max(entry.compressedSize, 1))
      throw broken(`${entry.fileName} inflates to far more than it is`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** A file of a bundle that cannot be taken. */
export function broken(why: string): Refusal {
  return new Refusal('invalid_input', `The bundle was not read. ${why}.`, { rule: 'bundle_unreadable' })
}

function tooLarge(what: string, bytes: number): Refusal {
  return broken(`${what} is too large: at most ${bytes / MB} MB are taken`)
}
