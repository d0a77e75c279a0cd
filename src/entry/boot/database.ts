import { assertIsolated, systemSql } from '@/platform/database'
import { env } from '@/platform/env'

/** A sentence for the person who starts the server; no stack belongs with it. */
export class BootProblem extends Error {
  override name = 'BootProblem'
}

const NOT_MIGRATED = 'The database has no tables of this version yet. Run npm run db:migrate, then start again.'
/** undefined table or column, unknown role, missing permission */
const NOT_MIGRATED_CODES = ['42P01', '42703', '22023', '42501']

/**
 * Refuses to serve on a database that cannot be reached, was not migrated, or would not keep companies apart.
 * @throws BootProblem with what to do
 */
export async function requireDatabase(): Promise<void> {
  try {
    await assertIsolated()
    await systemSql('SELECT "relayedAt" FROM "OutboxEvent" LIMIT 0')
  } catch (error) {
    throw new BootProblem(sentenceOf(error), { cause: error })
  }
}

function sentenceOf(error: unknown): string {
  const { code, message } =
    error instanceof Error ? { code: codeOf(error), message: error.message } : { code: '', message: '' }
  const { host, pathname } = new URL(env().DATABASE_URL)
  const where = `The database ${pathname.slice(1)} at ${host}`
  if (NOT_MIGRATED_CODES.includes(code)) return NOT_MIGRATED
  if (code === '3D000') return `${where} does not exist. Run npm run db:migrate, which creates it, then start again.`
  if (code === '28P01' || code === '28000') return `${where} refuses the user or password of DATABASE_URL.`
  if (code.startsWith('E') || code === '57P03' || /timeout|terminated/i.test(message)) {
    return `${where} cannot be reached (${code || message}). Start it, or set DATABASE_URL to one that runs.`
  }
  return message || String(error)
}

function codeOf(error: Error): string {
  const first = error instanceof AggregateError ? error.errors[0] : error
  return typeof first === 'object' && first !== null && 'code' in first ? String(first.code) : ''
}
