import { systemSql } from '@/platform/database'
import { onNews } from '@/platform/outbox/pulse'
import { forgetCompany } from './company-of'

/** Another server's change is heard of at once; this is for when that fails. */
const FRESH_MS = 10_000

type Closed = Map<string, string>
let known: { closed: Promise<Closed>; at: number } | undefined
/** What was read last, also when it is to be read again. */
let previous: Closed = new Map()

onNews((news) => {
  if (!news || news.names.some((name) => name === 'company/closed' || name === 'company/reopened')) known = undefined
})

/**
 * When a company that its owner deleted will be removed (ISO); null for all others. Asked with every request, and so kept in memory:
 * there are few.
 */
export async function removalDueOf(companyId: string): Promise<string | null> {
  if (!known || performance.now() - known.at > FRESH_MS) {
    const reading = { closed: readClosed(), at: performance.now() }
    known = reading
    // what could not be read is asked again
    reading.closed.catch(() => {
      if (known === reading) known = undefined
    })
  }
  return (await known.closed).get(companyId) ?? null
}

async function readClosed(): Promise<Closed> {
  const rows = await systemSql<{ id: string; removalDueAt: string }>(
    `SELECT id, "removalDueAt" FROM "Company" WHERE "removalDueAt" IS NOT NULL`,
  )
  const closed = new Map(rows.map((row) => [row.id, row.removalDueAt]))
  // removed, or reopened
  for (const id of previous.keys()) if (!closed.has(id)) forgetCompany(id)
  previous = closed
  return closed
}
