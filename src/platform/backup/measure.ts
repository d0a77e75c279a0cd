import { createHash } from 'node:crypto'
import { Transform, type TransformCallback } from 'node:stream'

export type Measured = { bytes: number; sha256: string }

/** Passes bytes on, and counts and digests them on the way. `judge` is told at the end, and may refuse what it hears. */
export class Measure extends Transform {
  /** Known when all went through. */
  result: Measured | undefined
  readonly #judge: ((measured: Measured) => Error | null) | undefined
  readonly #hash = createHash('sha256')
  #bytes = 0

  constructor(judge?: (measured: Measured) => Error | null) {
    super()
    this.#judge = judge
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#bytes += chunk.length
    this.#hash.update(chunk)
    done(null, chunk)
  }

  override _flush(done: TransformCallback): void {
    this.result = { bytes: this.#bytes, sha256: this.#hash.digest('hex') }
    done(this.#judge?.(this.result) ?? null)
  }
}
