import { expect, it } from 'vitest'
import { EnvError, readEnv } from './env'

const BASE = { NODE_ENV: 'test', DATABASE_URL: 'postgresql://localhost/x' } as const

it('knows the storage by both families of names, the short ones first', () => {
  const others = {
    PAPERCLIP_STORAGE_PROVIDER: 's3',
    PAPERCLIP_STORAGE_S3_BUCKET: 'files',
    PAPERCLIP_STORAGE_S3_REGION: 'eu-1',
    PAPERCLIP_STORAGE_S3_ENDPOINT: 'http://minio:9000/',
    PAPERCLIP_STORAGE_S3_FORCE_PATH_STYLE: 'true',
  }
  expect(readEnv({ ...BASE, ...others, STORAGE_REGION: 'eu-2' })).toMatchObject({
    STORAGE_DRIVER: 's3',
    STORAGE_BUCKET: 'files',
    STORAGE_REGION: 'eu-2',
    STORAGE_ENDPOINT: 'http://minio:9000',
    STORAGE_PATH_STYLE: true,
  })
  const local = { PAPERCLIP_STORAGE_PROVIDER: 'local_disk', PAPERCLIP_STORAGE_PATH: '/files' }
  expect(readEnv({ ...BASE, ...local })).toMatchObject({ STORAGE_DRIVER: 'local', STORAGE_PATH: '/files' })
  expect(readEnv(BASE)).toMatchObject({ STORAGE_DRIVER: 'local', STORAGE_PATH: '.data/files' })
})

it('asks for a bucket', () => {
  expect(() => readEnv({ ...BASE, PAPERCLIP_STORAGE_DRIVER: 's3' })).toThrow(EnvError)
})
