import { Readable } from 'node:stream'
import type { ReadableStream as NodeWebStream } from 'node:stream/web'
import { Busboy, type BusboyInstance } from '@fastify/busboy'
import { type AttachmentView, mayBeShown } from '@/features/documents'
import { Refusal } from '@/platform/errors'

/** A file of a form, while it streams in. */
export type ReceivedFile = {
  fileName: string
  contentType: string
  body: Readable
  /** The form's other fields, known when all of it has been read: wait for them behind the body, not before. */
  fields(): Promise<ReadonlyMap<string, string>>
}

const LIMITS = { files: 1, fields: 20, fieldSize: 10_000, fieldNameSize: 100, parts: 25, headerPairs: 50 }
const MOST_DISCARDED = 64 * 1024 * 1024

/**
 * Reads a form with a field called `file`, and hands the file on as it comes in: it is never in memory as a whole, and not counted
 * here, so this door takes bodies of any length. What is left of the form when `take` fails is thrown away.
 * @throws Refusal invalid_input when it is no such form, or ends too early; whatever `take` throws
 */
export async function receiveFile<T>(request: Request, take: (file: ReceivedFile) => Promise<T>): Promise<T> {
  const contentType = request.headers.get('content-type') ?? ''
  if (!request.body || !/^multipart\/form-data\s*;.*boundary=/is.test(contentType)) throw noFile()
  const form = new Busboy({ headers: { 'content-type': contentType }, limits: LIMITS })
  const fields = new Map<string, string>()
  form.on('field', (name, value) => fields.set(name, value))
  const arrived = new Promise<Omit<ReceivedFile, 'fields'>>((resolve) => {
    form.on('file', (field, body, fileName, _encoding, type) => {
      if (field === 'file') resolve({ fileName: fileName ?? '', contentType: type, body })
      else body.resume()
    })
  })
  const source = Readable.fromWeb(request.body as NodeWebStream<Uint8Array>)
  const read = readTo(form, source)
  try {
    const file = await Promise.race([arrived, read.then(() => null)])
    if (!file) throw noFile()
    // who reads the file hears that the form broke off
    read.catch((error: Error) => file.body.destroy(error))
    return await take({ ...file, fields: () => read.then(() => fields) })
  } finally {
    source.unpipe(form)
    await discard(source)
  }
}

/** Resolves when the form has been read to its end. */
function readTo(form: BusboyInstance, source: Readable): Promise<void> {
  const read = new Promise<void>((resolve, reject) => {
    form.once('finish', resolve)
    form.on('error', (error) => reject(brokenOff(error)))
    source.on('error', (error) => reject(brokenOff(error)))
  })
  read.catch(() => {})
  source.pipe(form)
  return read
}

/** Reads what is left of a refused form to nowhere, within bounds: a sender that is cut off in the middle never sees the answer. */
async function discard(source: Readable): Promise<void> {
  let left = MOST_DISCARDED
  try {
    for await (const chunk of source) {
      left -= chunk.length
      if (left < 0) return
    }
  } catch {
    // the sender has gone
  }
}

function noFile(): Refusal {
  const problem = 'send a form (multipart/form-data) with the file in a field called file'
  return new Refusal('invalid_input', `file: ${problem}`, { fields: [{ field: 'file', problem }] })
}

function brokenOff(cause: unknown): Refusal {
  const problem = 'the form ended before the file did; send it again'
  const refusal = new Refusal('invalid_input', `file: ${problem}`, { fields: [{ field: 'file', problem }] })
  refusal.cause = cause
  return refusal
}

/** For everything that somebody sent: nothing in it runs, also when it is opened by its address. */
const INERT = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:"

/** Answers the bytes of an attachment. Only a few plain types may be shown by the browser; everything else is saved. */
export function fileResponse(attachment: AttachmentView, body: Readable): Response {
  const { contentType, fileName, byteSize } = attachment
  const isShown = mayBeShown(contentType)
  return new Response(Readable.toWeb(body) as ReadableStream, {
    headers: {
      'content-type': contentType === 'text/plain' ? 'text/plain; charset=utf-8' : contentType,
      'content-length': String(byteSize),
      'content-disposition': `${isShown ? 'inline' : 'attachment'}; ${nameFields(fileName)}`,
      'content-security-policy': INERT,
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, max-age=3600',
    },
  })
}

/** A file that is made while it is sent, to be saved and not kept on the way. */
export function downloadResponse(body: Readable, contentType: string, fileName: string): Response {
  return new Response(Readable.toWeb(body) as ReadableStream, {
    headers: {
      'content-type': contentType,
      'content-disposition': `attachment; ${nameFields(fileName)}`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    },
  })
}

/** The name twice: plain for old programs, and with all its letters. */
function nameFields(fileName: string): string {
  const plain = fileName.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const whole = encodeURIComponent(fileName).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
  return `filename="${plain}"; filename*=UTF-8''${whole}`
}
