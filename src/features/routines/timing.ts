import { cronProblem, nextSlot, zoneProblem } from '@/features/schedules'
import type { Work } from '@/platform/command'
import { Refusal } from '@/platform/errors'

/** The company's own zone, for a schedule that names none. */
export async function companyZone(work: Work): Promise<string> {
  const [company] = await work.sql<{ timeZone: string }>(`SELECT "timeZone" FROM "Company" WHERE id = $1`, [
    work.companyId,
  ])
  return company?.timeZone ?? 'UTC'
}

/**
 * The first slot of a schedule from now on.
 * @throws Refusal invalid_input (rules `invalid_time_zone`, `invalid_cron`) that says what is wrong
 */
export function firstSlot(cron: string, zone: string, now: Date): Date | null {
  const wrongZone = zoneProblem(zone)
  if (wrongZone) {
    throw new Refusal('invalid_input', `timeZone: ${wrongZone}.`, { rule: 'invalid_time_zone', field: 'timeZone' })
  }
  const problem = cronProblem(cron, zone)
  if (problem) throw new Refusal('invalid_input', `cron: ${problem}.`, { rule: 'invalid_cron', field: 'cron' })
  return nextSlot({ cron, intervalSeconds: null }, zone, now)
}
