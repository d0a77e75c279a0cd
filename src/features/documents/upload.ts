import { createHash } from 'node:crypto'
import { pipeline, type Readable, Transform } from 'node:stream'
import type { Caller } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { log } from '@/platform/log'
import { storage } from '@/platform/storage'
import { addAttachment } from './commands/add-attachment'
import { beginAttachment } from './commands/begin-attachment'
import { dropUpload } from './commands/drop-upload'
import { sweepAttachments } from './files'
import { locateAttachment } from './queries/get-attachment'
import { safeContentType, safeFileName } from './rules/file-names'
import type { AttachmentView } from './schema'

export type Upload = {
  taskId: string
  /** What the sender calls the file and its type; both are made harmless. */
  fileName: string
  contentType: string | null | undefined
  /** Asked when all bytes are there: a form may name the message behind the file. */
  messageId?: () => Promise<string | undefined>
}

/**
 * Adds a file to a task while it streams in: never more of it in memory than what is on its way. The bytes are stored first and
 * become an attachment then; whatever breaks off in between, a crash too, leaves no attachment, and the bytes are removed.
 * @throws Refusal not_found; already_claimed when another agent holds the task; too_large with the company's limit; upstream_failed
 * when the storage is full or away
 */
export async function uploadAttachment(caller: Caller, upload: Upload, body: Readable): Promise<AttachmentView> {
  body.on('error', () => {}) // heard below; until then it must not end the process
  const { attachmentId, storageKey, dueAt, maxBytes } = await beginAttachment(caller, { taskId: upload.taskId })
  const contentType = safeContentType(upload.contentType)
  const measured = measure(maxBytes)
  pipeline(body, measured.stream, () => {})
  try {
    await storage().put(storageKey, measured.stream, { contentType })
    const messageId = await upload.messageId?.()
    const { taskId } = upload
    const about = { attachmentId, dueAt, taskId, messageId, fileName: safeFileName(upload.fileName), contentType }
    return await addAttachment(caller, { ...about, ...measured.result() })
  } catch (error) {
    await drop(caller, attachmentId)
    throw error
  }
}

/** Counts and digests what passes, and stops it behind the limit. */
function measure(maxBytes: number) {
  const hash = createHash('sha256')
  let byteSize = 0
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      byteSize += chunk.length
      if (byteSize > maxBytes) return done(tooLarge(maxBytes))
      hash.update(chunk)
      done(null, chunk)
    },
  })
  stream.on('error', () => {})
  return { stream, result: () => ({ byteSize, sha256: hash.digest('hex') }) }
}

function tooLarge(maxBytes: number): Refusal {
  const message = `The file is larger than ${maxBytes} bytes, the most that this company takes. Send a smaller one, or raise the limit in its settings.`
  return new Refusal('too_large', message, { field: 'file', maxBytes })
}

/** What this misses, a database that is away for one, the sweep finds a day later. */
async function drop(caller: Caller, attachmentId: string): Promise<void> {
  try {
    await dropUpload(caller, { attachmentId })
    await sweepAttachments()
  } catch (error) {
    log.warn({ err: error, attachmentId }, 'an upload that broke off was not removed yet')
  }
}

/**
 * An attachment and its bytes.
 * @throws Refusal not_found; upstream_failed when the storage is away
 */
export async function openAttachment(
  caller: Caller,
  attachmentId: string,
): Promise<{ attachment: AttachmentView; body: Readable }> {
  const { storageKey, ...attachment } = await locateAttachment(caller, { attachmentId })
  return { attachment, body: await storage().get(storageKey) }
}
