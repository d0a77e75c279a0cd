import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { StartProblem } from './start-problem'

/** Where a local installation keeps what it must not lose, below the folder it was started in. */
export const DATA_FOLDER = '.data'
export const SUPERVISOR_PID_FILE = path.join(DATA_FOLDER, 'run', 'supervisor.json')

/** Creates the folders and makes sure that they can be written. Throws a `StartProblem` when not. */
export function prepareFolders(): void {
  const probe = path.join(DATA_FOLDER, 'run', `probe-${process.pid}`)
  try {
    // closed to others; as root, PostgreSQL may have to run as another user, who must be able to pass
    fs.mkdirSync(DATA_FOLDER, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 })
    for (const name of ['run', 'logs', 'worker']) fs.mkdirSync(path.join(DATA_FOLDER, name), { recursive: true })
    fs.writeFileSync(probe, Buffer.alloc(64 * 1024))
    fs.rmSync(probe)
  } catch (error) {
    fs.rmSync(probe, { force: true })
    throw folderProblem(error as NodeJS.ErrnoException)
  }
}

/** Turns a failed write into a sentence that says what to do. */
export function folderProblem(error: NodeJS.ErrnoException): StartProblem {
  const folder = path.resolve(DATA_FOLDER)
  const sentences: Record<string, string> = {
    EACCES: `${folder} cannot be written by this user. Change its owner (chown -R $(id -un) ${folder}) or start as its owner.`,
    EPERM: `${folder} belongs to another user. Change its owner (chown -R $(id -un) ${folder}) or start as its owner.`,
    EROFS: `${folder} lies on a read-only disk. Start from a folder that can be written.`,
    ENOSPC: diskFull(),
    EDQUOT: `This user's disk quota is used up. Free some space, then start again; nothing was lost.`,
    EEXIST: `${folder} is a file, but a folder is needed there. Move it away, then start again.`,
    ENOTDIR: `${folder} is a file, but a folder is needed there. Move it away, then start again.`,
  }
  return new StartProblem(sentences[error.code ?? ''] ?? `${folder} cannot be used: ${error.message}`)
}

/** The sentence for a disk without space. */
export function diskFull(): string {
  return `The disk that holds ${path.resolve(DATA_FOLDER)} is full. Free some space, then start again; nothing was lost.`
}

/** The key by which workers show that they belong to this installation; made once, readable by its owner only. */
export function workerKey(): string {
  const given = process.env.PAPERCLIP_WORKER_KEY
  if (given) return given
  const file = path.join(DATA_FOLDER, 'worker.key')
  if (fs.existsSync(file)) {
    const key = fs.readFileSync(file, 'utf8').trim()
    if (key) return key
  }
  const key = randomBytes(32).toString('base64url')
  const fresh = `${file}.${process.pid}`
  fs.writeFileSync(fresh, `${key}\n`, { mode: 0o600 })
  fs.renameSync(fresh, file)
  return key
}
