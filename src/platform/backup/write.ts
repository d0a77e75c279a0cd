import { createWriteStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { sha256 } from '../crypto'
import { Refusal } from '../errors'
import type { Storage } from '../storage'
import {
  BackupProblem,
  FILE_LIST,
  type FileLine,
  filePath,
  MANIFEST,
  MANIFEST_HASH,
  type Manifest,
  tablePath,
} from './manifest'
import { Measure, type Measured } from './measure'
import { openSnapshot, type Snapshot } from './snapshot'

export type BackupOptions = {
  /** The owner's address of the database. */
  url: string
  /** Where it ends up; must not exist. */
  out: string
  productVersion: string
  now: Date
  storage: Storage
  /** SQL for the files of the storage that the database names: `key`, `contentType`. */
  filesSql: string
  /** SQL for `id` of every master key that sealed something. */
  keysSql: string
  /** Takes what is done so far, in words. */
  tell: (progress: string) => void
  /** Ends the work: nothing is left of it. */
  signal?: AbortSignal
}

/**
 * Writes one moment of the database, and the files that it names then, into one file. Nothing is in memory as a whole. The file has its
 * name only when all of it is on the disk.
 * @throws BackupProblem with what to do
 */
export async function writeBackup(o: BackupOptions): Promise<Manifest> {
  const fresh = `${o.out}.${process.pid}.part`
  const target = await open(o.out, 'wx', 0o600).catch((error: unknown) => {
    throw explained(error, o.out)
  })
  await target.close()
  await rm(o.out)
  try {
    const snapshot = await openSnapshot(o.url)
    try {
      const manifest = await writeArchive(o, snapshot, fresh)
      await rename(fresh, o.out)
      return manifest
    } finally {
      await snapshot.close().catch(() => {})
    }
  } catch (error) {
    await rm(fresh, { force: true })
    throw explained(error, o.out)
  }
}

async function writeArchive(o: BackupOptions, snapshot: Snapshot, fresh: string): Promise<Manifest> {
  const breaking = new AbortController()
  const signal = o.signal ? AbortSignal.any([o.signal, breaking.signal]) : breaking.signal
  try {
    const zip = new ZipFile()
    const target = createWriteStream(fresh, { flags: 'wx', mode: 0o600, flush: true })
    const written = pipeline(zip.outputStream as Readable, target, { signal })
    // a disk that is full ends what is being read, which would else wait for ever
    written.catch((error: unknown) => breaking.abort(error))
    zip.on('error', (error: unknown) => breaking.abort(error))
    const manifest = await fill(o, snapshot, archiveOn(zip, signal))
    const text = JSON.stringify(manifest, null, 1)
    zip.addBuffer(Buffer.from(text), MANIFEST, ENTRY)
    zip.addBuffer(Buffer.from(sha256(text)), MANIFEST_HASH, ENTRY)
    zip.end()
    await written
    return manifest
  } catch (error) {
    const reason: unknown = signal.aborted ? signal.reason : error
    breaking.abort(reason)
    throw reason
  }
}

const ENTRY = { mode: 0o100600, compressionLevel: 4 }
type Archive = { add(name: string, content: Readable): Promise<Measured> }

function archiveOn(zip: ZipFile, signal: AbortSignal): Archive {
  return {
    /** Resolves when all of it was taken up, so that one stream is open at a time. */
    async add(name, content) {
      const measure = new Measure()
      zip.addReadStream(measure, name, { ...ENTRY, forceZip64Format: true })
      await pipeline(content, measure, { signal })
      if (!measure.result) throw new Error(`${name} was not read to its end`)
      return measure.result
    },
  }
}

async function fill(o: BackupOptions, snapshot: Snapshot, archive: Archive): Promise<Manifest> {
  const tables: Manifest['tables'] = []
  for (const table of snapshot.tables) {
    const rows = snapshot.copy(table)
    const part = await archive.add(tablePath(table), rows)
    tables.push({ ...table, ...part, rows: rows.rowCount })
    o.tell(`Table ${tables.length} of ${snapshot.tables.length}: ${table.name}, ${rows.rowCount} rows`)
  }
  const keyIds: string[] = []
  for await (const page of snapshot.pages<{ id: string }>(o.keysSql)) keyIds.push(...page.map(({ id }) => id))
  const files = await addFiles(o, snapshot, archive)
  const { migrations, sequences, postgresVersion } = snapshot
  return {
    format: 'paperclip-backup',
    formatVersion: 1,
    productVersion: o.productVersion,
    createdAt: o.now.toISOString(),
    ...{ postgresVersion, migrations, keyIds, tables, sequences, files },
  }
}

async function addFiles(o: BackupOptions, snapshot: Snapshot, archive: Archive): Promise<Manifest['files']> {
  const lines: string[] = []
  let bytes = 0
  let missing = 0
  for await (const page of snapshot.pages<Pick<FileLine, 'key' | 'contentType'>>(o.filesSql)) {
    for (const { key, contentType } of page) {
      const content = await find(o.storage, key)
      if (content) {
        const part = await archive.add(filePath(key), content)
        bytes += part.bytes
        lines.push(`${JSON.stringify({ key, contentType, ...part } satisfies FileLine)}\n`)
      } else {
        missing += 1
        o.tell(`The storage has no ${key}, which the database names: it is left out`)
      }
    }
    o.tell(`Files: ${lines.length}`)
  }
  const list = await archive.add(
    FILE_LIST,
    Readable.from(
      lines.map((line) => Buffer.from(line)),
      { objectMode: false },
    ),
  )
  return { count: lines.length, bytes, missing, listBytes: list.bytes, sha256: list.sha256 }
}

async function find(storage: Storage, key: string): Promise<Readable | null> {
  try {
    return await storage.get(key)
  } catch (error) {
    if (error instanceof Refusal && error.code === 'not_found') return null
    throw error
  }
}

/** What went wrong, as a sentence with what to do. */
function explained(error: unknown, out: string): unknown {
  const folder = path.dirname(path.resolve(out))
  const sentences: Record<string, string> = {
    EEXIST: `${out} is there already. Move it away, or name another file with --out.`,
    ENOENT: `There is no folder ${folder}. Make it, or name another file with --out.`,
    ENOSPC: `The disk of ${folder} is full. Free some space, or name a file on another disk with --out. Nothing was left there.`,
    EDQUOT: `The quota of the disk of ${folder} is used up. Free some space, or name a file elsewhere with --out.`,
    EFBIG: `The disk of ${folder} does not take a file of this size. Name a file on another disk with --out.`,
    EACCES: `${folder} cannot be written by this user. Name another file with --out.`,
    EPERM: `${folder} cannot be written by this user. Name another file with --out.`,
    EROFS: `${folder} lies on a read-only disk. Name another file with --out.`,
    ENOTDIR: `${folder} is no folder. Name another file with --out.`,
    EISDIR: `${out} is a folder. Name a file with --out.`,
  }
  const sentence = sentences[(error as NodeJS.ErrnoException | null)?.code ?? '']
  return sentence ? new BackupProblem(sentence) : error
}
