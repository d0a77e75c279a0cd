import fs from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { notFound, Refusal } from '../errors'
import { newId } from '../ids'
import { requireKey, type Storage, storageFailed } from './storage'

const PRIVATE = 0o700

/** Files in a folder of this machine. */
export function localStorage(folder: string): Storage {
  const root = path.resolve(folder)
  const fileOf = (key: string) => path.join(root, ...requireKey(key).split('/'))
  return {
    put: (key, body) => explained(root, () => writeWhole(fileOf(key), body)),
    get: (key) => explained(root, async () => (await open(fileOf(key), 'r')).createReadStream()),
    delete: (key) => explained(root, () => rm(fileOf(key), { force: true })),
    async check() {
      await explained(root, async () => {
        await mkdir(root, { recursive: true, mode: PRIVATE })
        const probe = path.join(root, `check-${newId()}`)
        await (await open(probe, 'wx', 0o600)).close()
        await rm(probe, { force: true })
      })
    },
  }
}

/** Writes beside the place and moves it there when all of it is on the disk: a reader sees nothing or everything. */
async function writeWhole(file: string, body: Readable): Promise<void> {
  const fresh = `${file}.${newId()}.part`
  await mkdir(path.dirname(file), { recursive: true, mode: PRIVATE })
  const handle = await open(fresh, 'wx', 0o600)
  try {
    await pipeline(body, fs.createWriteStream(fresh, { fd: handle.fd, autoClose: false }))
    await handle.sync()
    await handle.close()
    await rename(fresh, file)
  } catch (error) {
    await handle.close().catch(() => {})
    await rm(fresh, { force: true })
    throw error
  }
}

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])
const UNUSABLE = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EIO', 'EMFILE', 'ENFILE', 'EEXIST'])

async function explained<T>(root: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? ''
    if (error instanceof Refusal) throw error
    if (code === 'ENOENT') throw notFound('file')
    if (FULL.has(code)) throw storageFailed(`There is no room for the file: the disk of ${root} is full.`, error)
    if (UNUSABLE.has(code)) {
      throw storageFailed(
        `The folder of files, ${root}, cannot be used (${code}). Check STORAGE_PATH and who owns it.`,
        error,
      )
    }
    throw error
  }
}
