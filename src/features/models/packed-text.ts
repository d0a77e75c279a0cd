import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'

const pack = promisify(gzip)
const unpack = promisify(gunzip)

/** A text as it is stored: gzipped. */
export function packText(text: string): Promise<Buffer> {
  return pack(text)
}

/** The text again. */
export async function unpackText(packed: Uint8Array): Promise<string> {
  return (await unpack(packed)).toString('utf8')
}
