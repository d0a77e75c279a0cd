import pg from 'pg'
import { fillAttention } from './attention'
import { BUSY, type Fill, GROUND } from './ground'
import { fillMoney } from './money'
import { fillOrganisation } from './organisation'
import { fillRecord } from './record'
import { fillRuns } from './runs'
import { fillTasks } from './tasks'

const COMPANY_ID = '0199b5e0-0000-7000-8000-000000000b05'

/**
 * Fills a migrated database with one busy company: twelve agents in a tree, 300 tasks with threads, 2,000 runs of which five go on, 20,000
 * costs over sixty days with counters that equal them, approvals, questions, wakes and routines. The person of this machine owns it.
 * Throws, and leaves nothing behind, when it is there already.
 */
export async function fillBusyCompany(databaseUrl: string): Promise<{ companyId: string; slug: string }> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const fill: Fill = async (text, given) => {
    await client.query(text, given === undefined ? [COMPANY_ID] : [COMPANY_ID, JSON.stringify(given)])
  }
  try {
    await client.query('BEGIN')
    await client.query(GROUND)
    for (const part of [fillOrganisation, fillTasks, fillRuns, fillMoney, fillAttention, fillRecord]) {
      await part(fill)
      // the next part reads what this one wrote
      await client.query('ANALYZE "Agent", "Goal", "Task", "Run", "Reservation", "CostEntry"')
    }
    await client.query('COMMIT')
  } finally {
    await client.end()
  }
  return { companyId: COMPANY_ID, slug: BUSY.slug }
}
