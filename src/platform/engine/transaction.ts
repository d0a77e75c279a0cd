import type pg from 'pg'

const RETRYABLE = new Set(['40001', '40P01'])
const TRIES = 5

/** Runs `work` in one transaction of its own. A deadlock or a serialisation failure is tried again. */
export async function inTransaction<T>(pool: pg.Pool, work: (tx: pg.PoolClient) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const tx = await pool.connect()
    let broken: Error | undefined
    try {
      await tx.query('begin')
      const result = await work(tx)
      await tx.query('commit')
      return result
    } catch (error) {
      await tx.query('rollback').catch((failure: Error) => {
        broken = failure
      })
      const code = error instanceof Error && 'code' in error ? String(error.code) : ''
      if (attempt >= TRIES || !RETRYABLE.has(code)) throw error
    } finally {
      tx.release(broken)
    }
  }
}

/** As JSON.stringify writes them: NUL, and halves of characters. */
const UNSTORABLE = /\\u(?:0000|d[89a-f])/

/**
 * JSON for a jsonb parameter. Postgres stores neither the character U+0000, which programs do print and which is left out, nor half of
 * one, which is what is left where a text was cut. A job that cannot be stored would be done again for ever.
 */
export function toJson(value: unknown): string {
  const text = JSON.stringify(value ?? null)
  if (!UNSTORABLE.test(text)) return text
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner === 'string') return storable(inner)
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner
    return Object.fromEntries(Object.entries(inner).map(([key, entry]) => [storable(key), entry]))
  })
}

const storable = (text: string) => text.replaceAll('\u0000', '').toWellFormed()
