import { z } from 'zod'
import { defineCommand, type Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { cronProblem, nextSlot, zoneProblem } from '../rules/slots'
import { SCHEDULE_FIELDS } from '../schema'

const SetSchedule = z.object({ agentId: z.uuid(), ...SCHEDULE_FIELDS })

/**
 * Sets when an agent wakes by itself: a five-field cron, or an interval.
 * @throws Refusal invalid_input (rule invalid_cron) that says what is wrong with the expression
 */
export const setSchedule = defineCommand({
  name: 'setSchedule',
  grant: 'org:write',
  input: SetSchedule,
  output: z.object({ nextWakeAt: z.string().nullable() }),
  records: ['schedule.set'],
  announces: ['agent/updated'],
  async run(work, input) {
    const timing = { cron: input.cron ?? null, intervalSeconds: input.intervalSeconds ?? null }
    if (!timing.cron === !timing.intervalSeconds) {
      throw new Refusal('invalid_input', 'A schedule takes either cron or intervalSeconds.', {
        rule: 'invalid_schedule',
      })
    }
    const zone = await zoneOf(work, input.timeZone)
    const problem = timing.cron ? cronProblem(timing.cron, zone) : null
    if (problem) throw new Refusal('invalid_input', `cron: ${problem}.`, { rule: 'invalid_cron', field: 'cron' })
    const next = input.isEnabled ? nextSlot(timing, zone, work.now) : null
    const agent = await work.db.agent.findFirst({ where: { id: input.agentId }, select: { id: true } })
    if (!agent) throw notFound('agent')
    const row = {
      ...timing,
      isEnabled: input.isEnabled,
      timeZone: input.timeZone ?? null,
      catchUp: input.catchUp,
      nextWakeAt: next,
    }
    await work.db.schedule.upsert({
      where: { companyId_agentId: { companyId: work.companyId, agentId: input.agentId } },
      create: { agentId: input.agentId, companyId: work.companyId, ...row },
      update: row,
    })
    work.record({ action: 'schedule.set', subject: { kind: 'agent', id: input.agentId }, details: { ...timing, zone } })
    work.announce({ name: 'agent/updated', data: { agentId: input.agentId } })
    return { nextWakeAt: next?.toISOString() ?? null }
  },
})

async function zoneOf(work: Work, asked: string | null | undefined): Promise<string> {
  if (!asked) {
    const [company] = await work.sql<{ timeZone: string }>(`SELECT "timeZone" FROM "Company" WHERE id = $1`, [
      work.companyId,
    ])
    return company?.timeZone ?? 'UTC'
  }
  const problem = zoneProblem(asked)
  if (!problem) return asked
  throw new Refusal('invalid_input', `timeZone: ${problem}.`, { rule: 'invalid_time_zone', field: 'timeZone' })
}
