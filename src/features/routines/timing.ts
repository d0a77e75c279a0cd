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
  if (wrongZone) throw invalid('timeZone', wrongZone, 'invalid_time_zone')
  const problem = cronProblem(cron, zone)
  if (problem) throw invalid('cron', problem, 'invalid_cron')
  return nextSlot({ cron, intervalSeconds: null }, zone, now)
}

function invalid(field: string, problem: string, rule: string): Refusal {
  return new Refusal('invalid_input', `${field}: ${problem}.`, { rule, fields: [{ field, problem }] })
}
