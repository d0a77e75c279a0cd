import { z } from 'zod'
import { MONTH_DAYS, requireTiming, SCHEDULE_FIELDS, slotsAMonth } from '@/features/schedules'
import { defineQuery, type View } from '@/platform/command'
import { notFound } from '@/platform/errors'
import { type Known, type ScheduleEstimate, scheduleCost } from '../rules/schedule-cost'

/** A schedule as somebody is writing it; without an agent, for one that is not hired yet. */
export const EstimateSchedule = z
  .object(SCHEDULE_FIELDS)
  .pick({ cron: true, intervalSeconds: true, timeZone: true, officeHours: true })
  .extend({ agentId: z.uuid().nullish() })

/**
 * What a schedule would cost a month, in the dollars that budgets count, before it is saved.
 * @throws Refusal invalid_input as `setSchedule` does; not_found for the agent
 */
export const estimateSchedule = defineQuery({
  name: 'estimateSchedule',
  grant: 'budget:read',
  input: EstimateSchedule,
  async run(view, { agentId, officeHours, ...asked }): Promise<ScheduleEstimate> {
    const { timing, zone } = await requireTiming(view, asked)
    if (agentId && !(await view.db.agent.findFirst({ where: { id: agentId }, select: { id: true } }))) {
      throw notFound('agent')
    }
    const slots = slotsAMonth(timing, zone, officeHours ?? null, view.now)
    return scheduleCost(slots, await knownOf(view, agentId ?? null), MONTH_DAYS * 86_400)
  },
})

/** Quartiles of the runs that a filter leaves. */
const pastRuns = (filter: string) => `(SELECT jsonb_build_object('runs', count(*),
  'lowMicros', coalesce(percentile_cont(0.25) WITHIN GROUP (ORDER BY cost), 0),
  'likelyMicros', coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY cost), 0),
  'highMicros', coalesce(percentile_cont(0.75) WITHIN GROUP (ORDER BY cost), 0),
  'seconds', coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds), 0)) FROM ${filter})`

/** The latest runs that a condition leaves, with what of their cost counts on budgets now: what was billed, or the list price. */
const runs = (
  condition: string,
) => `SELECT r.cause, r.seconds, (CASE c."budgetsCount" WHEN 'billed' THEN r."costMicros" ELSE (
    SELECT coalesce(sum("listMicros"), 0) FROM "CostEntry" WHERE "companyId" = $1 AND "runId" = r.id) END)::float8 AS cost
  FROM (SELECT id, cause, "costMicros", extract(epoch FROM "finishedAt" - "startedAt")::float8 AS seconds
    FROM "Run" WHERE "companyId" = $1 AND "startedAt" IS NOT NULL AND "finishedAt" IS NOT NULL
    AND "createdAt" > $3::timestamptz - interval '30 days' ${condition} ORDER BY "createdAt" DESC LIMIT 500) r
  JOIN "Company" c ON c.id = $1`

/** Of the last 30 days, the latest 500 runs of the agent and of the company. */
async function knownOf(view: View, agentId: string | null): Promise<Known> {
  const [row] = await view.sql<Known>(
    `WITH own AS MATERIALIZED (${runs('AND "agentId" = $2::uuid')}), company AS MATERIALIZED (${runs('')})
     SELECT ${pastRuns(`own WHERE cause = 'schedule'`)} AS scheduled, ${pastRuns('own')} AS own, ${pastRuns('company')} AS company,
       (SELECT count(*)::int FROM "Wake" WHERE "companyId" = $1 AND "agentId" = $2::uuid AND cause = 'schedule' AND state = 'skipped'
          AND reason = 'nothing_to_do' AND "createdAt" > $3::timestamptz - interval '30 days') AS "sparedWakes"`,
    [view.companyId, agentId, view.now],
  )
  return row!
}
