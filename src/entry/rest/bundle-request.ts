import type { Readable } from 'node:stream'
import type { z } from 'zod'
import { type Bundle, importCompany, readBundle } from '@/features/templates'
import type { Caller } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { receiveFile } from '../http/files'
import { isJsonType, parseJson } from './json-body'
import { invalidBody } from './problem'

const MOST_BYTES = 256 * 1024 * 1024

/**
 * A bundle is big, so nothing of it is read for who may not bring it in.
 * @throws Refusal forbidden
 */
export function requireMayImport({ grants }: Caller): void {
  const { grant } = importCompany.spec
  if (!grants.has(grant)) throw new Refusal('forbidden', `This needs the permission ${grant}.`, { needs: grant })
}

/** Whether the body says that it is JSON; else it is a form. */
export function isJson(request: Request): boolean {
  return isJsonType(request.headers.get('content-type'))
}

/**
 * Reads a body in which a bundle's files are JSON.
 * @throws Unacceptable malformed_json, Refusal invalid_input with the fields that are wrong
 */
export async function bundleJson<T extends z.ZodType>(request: Request, schema: T): Promise<z.output<T>> {
  return checkedBody(parseJson(await request.text()), schema)
}

/** @throws Refusal invalid_input with the fields that are wrong */
export function checkedBody<T extends z.ZodType>(body: unknown, schema: T): z.output<T> {
  const checked = schema.safeParse(body)
  if (!checked.success) throw invalidBody(checked.error)
  return checked.data
}

/**
 * Reads a form with a bundle in `file`, and what stands beside it.
 * @param read makes options of the other fields; it may refuse them before the bundle is read
 */
export function bundleForm<T>(
  request: Request,
  read: (fields: Record<string, string>) => T,
): Promise<{ bundle: Bundle; options: T }> {
  return receiveFile(request, async ({ body, fields }) => {
    const bytes = await wholeOf(body)
    const options = read(Object.fromEntries(await fields()))
    return { options, bundle: await readBundle(bytes) }
  })
}

async function wholeOf(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > MOST_BYTES) {
      throw new Refusal('too_large', `The file is larger than ${MOST_BYTES} bytes.`, {
        field: 'file',
        maxBytes: MOST_BYTES,
      })
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** A bundle as a file to be saved. */
export function bundleResponse({ fileName, bytes }: { fileName: string; bytes: Buffer }): Response {
  return new Response(new Uint8Array(bytes), {
    headers: {
      'content-type': 'application/zip',
      'content-length': String(bytes.length),
      'content-disposition': `attachment; filename="${fileName}"`,
      'x-content-type-options': 'nosniff',
    },
  })
}
