import { Readable } from 'node:stream'
import type { S3Client } from '@aws-sdk/client-s3'
import type { Upload } from '@aws-sdk/lib-storage'
import type { Env } from '../env'
import { notFound, Refusal } from '../errors'
import { newId } from '../ids'
import { requireKey, type Storage, storageFailed } from './storage'

export type S3Settings = Pick<
  Env,
  | 'STORAGE_BUCKET'
  | 'STORAGE_REGION'
  | 'STORAGE_ENDPOINT'
  | 'STORAGE_PATH_STYLE'
  | 'AWS_ACCESS_KEY_ID'
  | 'AWS_SECRET_ACCESS_KEY'
>

/** What is in memory of a file on its way: two parts of it. */
const PART_BYTES = 8 * 1024 * 1024
const PARTS_AT_ONCE = 2
const CONNECT_MS = 5_000
/** A connection on which nothing moves for so long is given up, and the request sent again a few times. */
const SILENT_MS = 60_000

type Sdk = typeof import('@aws-sdk/client-s3')

/** Files in a bucket of Amazon S3 or of any server that speaks its language. */
export function s3Storage(settings: S3Settings, silentMs = SILENT_MS): Storage {
  const Bucket = settings.STORAGE_BUCKET
  let opened: Promise<{ sdk: Sdk; client: S3Client }> | undefined
  // the client is big: it is loaded with the first file, not with the program
  const open = () => {
    opened ??= import('@aws-sdk/client-s3').then((sdk) => ({ sdk, client: connect(sdk, settings, silentMs) }))
    return opened
  }
  return {
    async put(key, body, { contentType }) {
      // listened to before anything is waited for: nobody else hears that the sender broke off
      const failed = new Promise<never>((_resolve, reject) => body.once('error', reject))
      const params = { Bucket, Key: requireKey(key), Body: body, ContentType: contentType }
      const stored = Promise.all([open(), import('@aws-sdk/lib-storage')]).then(([{ client }, { Upload }]) =>
        storeParts(new Upload({ client, params, partSize: PART_BYTES, queueSize: PARTS_AT_ONCE })),
      )
      try {
        await Promise.race([stored, failed])
      } catch (error) {
        throw body.errored ?? explained(error, settings)
      } finally {
        body.destroy()
        await stored.catch(() => {})
      }
    },
    async get(key) {
      const { sdk, client } = await open()
      const command = new sdk.GetObjectCommand({ Bucket, Key: requireKey(key) })
      const { Body } = await client.send(command).catch((error: unknown) => {
        throw explained(error, settings)
      })
      if (Body instanceof Readable) return Body
      throw storageFailed('The bucket answered without a file.', null)
    },
    async delete(key) {
      const { sdk, client } = await open()
      await client.send(new sdk.DeleteObjectCommand({ Bucket, Key: requireKey(key) })).catch((error: unknown) => {
        const why = explained(error, settings)
        if (why.code !== 'not_found') throw why
      })
    },
    async check() {
      const { sdk, client } = await open()
      const Key = `check/${newId()}`
      try {
        await client.send(new sdk.PutObjectCommand({ Bucket, Key, Body: 'ok' }))
        await client.send(new sdk.DeleteObjectCommand({ Bucket, Key }))
      } catch (error) {
        throw storageFailed(sentenceOf(error, settings), error)
      }
    },
  }
}

/** An upload that fails gives back what it had stored. */
async function storeParts(upload: Upload): Promise<void> {
  try {
    await upload.done()
  } catch (error) {
    await upload.abort().catch(() => {})
    throw error
  }
}

function connect(sdk: Sdk, settings: S3Settings, silentMs: number): S3Client {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = settings
  return new sdk.S3Client({
    region: settings.STORAGE_REGION ?? 'us-east-1',
    endpoint: settings.STORAGE_ENDPOINT,
    forcePathStyle: settings.STORAGE_PATH_STYLE ?? settings.STORAGE_ENDPOINT !== undefined,
    // without keys of its own the client looks where Amazon's machines keep theirs
    credentials: accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined,
    // many servers that speak S3 do not know the newer checksums
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // a limit for the whole request would end slow uploads that get on
    requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: silentMs },
  })
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown'
}

function explained(error: unknown, settings: S3Settings): Refusal {
  if (error instanceof Refusal) return error
  if (['NoSuchKey', 'NotFound'].includes(nameOf(error))) return notFound('file')
  return storageFailed(sentenceOf(error, settings), error)
}

const REFUSED = [
  'AccessDenied',
  'SignatureDoesNotMatch',
  'InvalidAccessKeyId',
  'Forbidden',
  '403',
  'CredentialsProviderError',
]

function sentenceOf(error: unknown, { STORAGE_BUCKET: bucket }: S3Settings): string {
  const name = nameOf(error)
  if (name === 'NoSuchBucket' || name === 'NotFound')
    return `There is no bucket ${bucket}. Make it, or set STORAGE_BUCKET.`
  if (REFUSED.includes(name)) {
    return `The bucket ${bucket} refused the key (${name}). Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`
  }
  return `The bucket ${bucket} could not be used (${name}). Try again; if it stays, check STORAGE_ENDPOINT and STORAGE_REGION.`
}
