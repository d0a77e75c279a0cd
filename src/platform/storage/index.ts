import { env } from '../env'
import { localStorage } from './local'
import { s3Storage } from './s3'
import type { Storage } from './storage'

export type { Storage } from './storage'

let current: Storage | undefined

/** The storage that the environment names. */
export function storage(): Storage {
  current ??= env().STORAGE_DRIVER === 's3' ? s3Storage(env()) : localStorage(env().STORAGE_PATH)
  return current
}
