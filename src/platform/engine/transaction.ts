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

/** JSON for a jsonb parameter. Postgres cannot store the character U+0000, which programs do print: it is left out. */
export function toJson(value: unknown): string {
  const text = JSON.stringify(value ?? null)
  if (!text.includes('\\u0000')) return text
  return JSON.stringify(value, (_key, inner) => (typeof inner === 'string' ? inner.replaceAll('\u0000', '') : inner))
}
