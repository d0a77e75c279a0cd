import type { Readable } from 'node:stream'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { sha256 } from '../crypto'
import { BackupProblem, FILE_LIST, FileLine, filePath, MANIFEST, MANIFEST_HASH, Manifest, tablePath } from './manifest'
import { Measure } from './measure'

export type Backup = {
  manifest: Manifest
  /** What the backup holds under a path, as it is read: its hash is checked at its end. */
  read(path: string, expected: { bytes: number; sha256: string }): Promise<Readable>
  files(): AsyncGenerator<FileLine>
  close(): void
}

const unusable = (file: string, why: string) =>
  new BackupProblem(`${file} cannot be restored: ${why}. Nothing was changed. Use another copy of the backup.`)

/** Opens a backup. @throws BackupProblem when the file is none, is cut off, or was written by a newer version */
export async function openBackup(file: string): Promise<Backup> {
  let zip: ZipFile
  try {
    zip = await openPromise(file, { lazyEntries: true, autoClose: false, strictFileNames: true })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new BackupProblem(`There is no file ${file}.`)
    throw unusable(file, code ? message : 'it is no backup, or its end is missing')
  }
  try {
    return await describe(file, zip)
  } catch (error) {
    zip.close()
    throw error instanceof BackupProblem ? error : unusable(file, `it is damaged (${(error as Error).message})`)
  }
}

async function describe(file: string, zip: ZipFile): Promise<Backup> {
  const entries = new Map<string, Entry>()
  for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry)
  const open = async (path: string) => {
    const entry = entries.get(path)
    if (!entry) throw unusable(file, `${path} is missing in it`)
    return zip.openReadStreamPromise(entry)
  }
  const written = await text(await open(MANIFEST))
  if (sha256(written) !== (await text(await open(MANIFEST_HASH))))
    throw unusable(file, 'its list of contents was changed')
  const manifest = parse(file, written)
  const read: Backup['read'] = async (path, expected) => {
    const measure = new Measure(({ bytes, sha256 }) =>
      bytes === expected.bytes && sha256 === expected.sha256 ? null : unusable(file, `${path} is not what was written`),
    )
    const content = await open(path)
    content.once('error', (error) => measure.destroy(unusable(file, `${path} is damaged (${error.message})`)))
    return content.pipe(measure)
  }
  return {
    manifest,
    read,
    async *files() {
      let rest = ''
      const list = await read(FILE_LIST, { bytes: manifest.files.listBytes, sha256: manifest.files.sha256 })
      for await (const chunk of list.setEncoding('utf8') as AsyncIterable<string>) {
        const lines = (rest + chunk).split('\n')
        rest = lines.pop() ?? ''
        for (const line of lines) yield FileLine.parse(JSON.parse(line))
      }
    },
    close: () => zip.close(),
  }
}

function parse(file: string, written: string): Manifest {
  const json = JSON.parse(written) as { formatVersion?: unknown; productVersion?: unknown }
  if (typeof json.formatVersion === 'number' && json.formatVersion > 1) {
    throw new BackupProblem(
      `${file} was written by a newer version (${json.productVersion}). Restore it with that version, or a newer one.`,
    )
  }
  const manifest = Manifest.safeParse(json)
  if (!manifest.success) throw unusable(file, 'its list of contents is not in the format of a backup')
  return manifest.data
}

/** Reads all of it once, and compares every part with its hash. @throws BackupProblem for the first part that differs */
export async function checkBackup(backup: Backup, tell: (progress: string) => void): Promise<void> {
  const { tables, files } = backup.manifest
  for (const table of tables) await drain(await backup.read(tablePath(table), table))
  tell(`Tables: ${tables.length} are as they were written`)
  let checked = 0
  for await (const line of backup.files()) {
    await drain(await backup.read(filePath(line.key), line))
    checked += 1
  }
  if (checked !== files.count)
    throw new BackupProblem(`The backup lists ${checked} files and should list ${files.count}.`)
  tell(`Files: ${checked} are as they were written`)
}

const drain = (content: Readable) => pipeline(content, new Writable({ write: (_chunk, _encoding, done) => done() }))
