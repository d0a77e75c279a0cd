import type { View } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { cronProblem, type Timing, zoneProblem } from './rules/slots'

type Asked = { [Field in keyof Timing]?: Timing[Field] | undefined } & { timeZone?: string | null | undefined }

/**
 * When a schedule that somebody asks for wakes, and in which zone: its own, or the company's.
 * @throws Refusal invalid_input (rules invalid_schedule, invalid_cron, invalid_time_zone) that says what is wrong
 */
export async function requireTiming(view: View, asked: Asked): Promise<{ timing: Timing; zone: string }> {
  const timing = { cron: asked.cron ?? null, intervalSeconds: asked.intervalSeconds ?? null }
  if (!timing.cron === !timing.intervalSeconds) {
    throw new Refusal('invalid_input', 'A schedule takes either cron or intervalSeconds.', {
      rule: 'invalid_schedule',
    })
  }
  const zone = await zoneOf(view, asked.timeZone)
  const problem = timing.cron ? cronProblem(timing.cron, zone) : null
  if (problem) throw new Refusal('invalid_input', `cron: ${problem}.`, { rule: 'invalid_cron', field: 'cron' })
  return { timing, zone }
}

async function zoneOf(view: View, asked: string | null | undefined): Promise<string> {
  if (!asked) {
    const [company] = await view.sql<{ timeZone: string }>(`SELECT "timeZone" FROM "Company" WHERE id = $1`, [
      view.companyId,
    ])
    return company?.timeZone ?? 'UTC'
  }
  const problem = zoneProblem(asked)
  if (!problem) return asked
  throw new Refusal('invalid_input', `timeZone: ${problem}.`, { rule: 'invalid_time_zone', field: 'timeZone' })
}
