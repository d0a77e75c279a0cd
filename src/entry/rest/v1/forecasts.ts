import { z } from 'zod'
import { BudgetWindow, type Forecast, forecastSpend, Metric, rangeIn, type ScopeKind } from '@/features/budgets'
import {
  EstimateSchedule,
  estimateSchedule,
  ListScorecards,
  listScorecards,
  type ScheduleEstimate,
  type Scorecard,
} from '@/features/reports'
import { publicId } from '@/platform/ids'
import { Budget, budgetAnswer } from './budget-answers'
import { cut, Instant, idOrNull, NextCursor, Usd, usd, usdOrNull } from './fields'
import { route } from './route'

const rangeOf = <T extends z.ZodType>(unit: T) =>
  z.object({ low: unit, likely: unit, high: unit }).meta({
    description: 'What a tenth of the outcomes, half of them, and nine tenths stay below.',
  })
const UsdRange = rangeOf(Usd)
const Day = z.string().nullable().meta({ format: 'date', example: '2026-06-24' })

const Range = rangeOf(z.number())
const Unit = z.number().meta({ description: 'In micro-dollars, tokens or runs.' })

const ForecastAnswer = z
  .object({
    budget: Budget,
    unknown_because: z
      .enum(['no_spend', 'too_few_days', 'short_window'])
      .nullable()
      .meta({ description: 'Why there is no forecast.' }),
    based_on_days: z.number().meta({ description: 'Complete days since the first with spend, of the last 28.' }),
    active_days: z.number().meta({ description: 'Those of them that had some.' }),
    last_day: Day.meta({ description: 'Of the month; null for another window.' }),
    per_day: Range.nullable().meta({ description: 'In micro-dollars, tokens or runs.' }),
    per_day_usd: UsdRange.nullable(),
    at_end: Range.nullable().meta({ description: 'Of the whole month, in micro-dollars, tokens or runs.' }),
    at_end_usd: UsdRange.nullable(),
    reaches_cap: z
      .object({ low: Day, likely: Day, high: Day, chance_percent: z.number() })
      .nullable()
      .meta({ description: 'On which day the cap is reached; null where so many outcomes do not reach it.' }),
    recent: Unit.meta({ description: 'Of the last 7 days.' }),
    before: Unit.meta({ description: 'Of the 7 days before.' }),
    drivers: z.array(
      z.object({
        kind: z.enum(['agent', 'model', 'task']),
        id: z.string().nullable(),
        name: z.string(),
        recent: Unit,
        before: Unit,
        share_percent: z.number(),
      }),
    ),
  })
  .meta({ id: 'Forecast' })

function forecastAnswer({ budget, ...view }: Forecast): z.output<typeof ForecastAnswer> {
  const { reachesCap, drivers, perDay, atEnd } = view
  const isMoney = budget.metric === 'money'
  return {
    budget: budgetAnswer(budget),
    unknown_because: view.unknownBecause,
    ...{ based_on_days: view.basedOnDays, active_days: view.activeDays, last_day: view.lastDay },
    ...{ per_day: perDay, per_day_usd: isMoney ? rangeIn(perDay, usd) : null },
    ...{ at_end: atEnd, at_end_usd: isMoney ? rangeIn(atEnd, usd) : null },
    reaches_cap: reachesCap && {
      ...{ low: reachesCap.low, likely: reachesCap.likely, high: reachesCap.high },
      chance_percent: reachesCap.chancePercent,
    },
    ...{ recent: view.recent, before: view.before },
    drivers: drivers.map(({ kind, id, name, recent, before, sharePercent }) => ({
      ...{ kind, name, id: kind === 'model' ? null : publicId(kind, id), recent, before, share_percent: sharePercent },
    })),
  }
}

const Which = z.object({
  metric: Metric.default('money'),
  window: BudgetWindow.default('month'),
  window_hours: z.coerce.number().int().default(0).meta({ type: 'integer', description: 'Of a rolling window.' }),
})

/** The forecast of what the path names. */
function forecastOf(scopeKind: ScopeKind, path: string, summary: string) {
  return route({
    method: 'get',
    path,
    name: 'forecastSpend',
    tag: 'Money',
    summary,
    description: 'When its budget is used up, what the month comes to, each with a range, and what uses it.',
    query: Which,
    answer: ForecastAnswer,
    run: async ({ caller, id, query: { metric, window, window_hours: windowHours } }) =>
      forecastAnswer(await forecastSpend(caller, { scopeKind, scopeId: id, metric, window, windowHours })),
  })
}

const { cron, intervalSeconds, timeZone, officeHours } = EstimateSchedule.shape
const NewEstimate = z.object({
  agent_id: idOrNull('agent').meta({ description: 'Absent: for an agent that is not hired yet.' }),
  ...{ cron, interval_seconds: intervalSeconds, timezone: timeZone, office_hours: officeHours },
})

const Estimate = z
  .object({
    slots_a_month: z.number(),
    runs_a_month: z.number().meta({ description: 'Slots that find something to do, and come while no run goes on.' }),
    based_on: z.enum(['scheduled_runs', 'own_runs', 'company_runs', 'nothing']),
    past_runs: z.number(),
    spared_percent: z.number().nullable().meta({ description: 'Of its scheduled wakes, those that made no run.' }),
    cost_usd: UsdRange.nullable().meta({
      description: 'A month; half of the past runs lie in the range. Null: not known.',
    }),
  })
  .meta({ id: 'ScheduleEstimate' })

function estimateAnswer(view: ScheduleEstimate): z.output<typeof Estimate> {
  return {
    ...{ slots_a_month: view.slotsAMonth, runs_a_month: view.runsAMonth, based_on: view.basedOn },
    ...{ past_runs: view.pastRuns, spared_percent: view.sparedPercent, cost_usd: rangeIn(view.costMicros, usd) },
  }
}

const Card = z
  .object({
    id: z.string().meta({ description: 'Of the agent or the goal.' }),
    name: z.string(),
    accepted_tasks: z.number().meta({ description: 'Done in the period, and still done.' }),
    cost_per_task_usd: Usd.nullable().meta({ description: 'Of an accepted task on average, whenever it was spent.' }),
    spent_usd: Usd.meta({ description: 'In the period, also on what was not accepted.' }),
    reworked_tasks: z.number().meta({ description: 'Sent back from review, failed in their checks, or reopened.' }),
    reworks: z.number().meta({ description: 'How often that was.' }),
    first_pass_percent: z.number().nullable().meta({ description: 'Accepted tasks whose work never came back.' }),
    lead_seconds: z.number().nullable().meta({ description: 'From making to acceptance, the middle one.' }),
    slow_lead_seconds: z.number().nullable().meta({ description: 'What nine of ten stay below.' }),
  })
  .meta({ id: 'Scorecard' })

function cardAnswer(by: 'agent' | 'goal', row: Scorecard): z.output<typeof Card> {
  return {
    ...{ id: publicId(by, row.id), name: row.name, accepted_tasks: row.acceptedTasks },
    ...{ cost_per_task_usd: usdOrNull(row.costPerTaskMicros), spent_usd: usd(row.spentMicros) },
    ...{ reworked_tasks: row.reworkedTasks, reworks: row.reworks, first_pass_percent: row.firstPassPercent },
    ...{ lead_seconds: row.leadSeconds, slow_lead_seconds: row.slowLeadSeconds },
  }
}

export const forecasts = [
  forecastOf('company', '/companies/{company_id}/forecast', 'Forecast the spend of a company'),
  forecastOf('team', '/teams/{team_id}/forecast', 'Forecast the spend of a team'),
  forecastOf('project', '/projects/{project_id}/forecast', 'Forecast the spend of a project'),
  forecastOf('goal', '/goals/{goal_id}/forecast', 'Forecast the spend for a goal and all below it'),
  forecastOf('agent', '/agents/{agent_id}/forecast', 'Forecast the spend of an agent'),
  forecastOf('subtree', '/agents/{agent_id}/subtree/forecast', 'Forecast the spend of a manager and all below'),
  route({
    method: 'post',
    path: '/companies/{company_id}/schedule-estimate',
    name: 'estimateSchedule',
    tag: 'Money',
    summary: 'Estimate what a schedule would cost a month; nothing is saved',
    body: NewEstimate,
    answer: Estimate,
    run: async ({ caller, body }) => {
      const { agent_id: agentId, interval_seconds: seconds, timezone, office_hours: hours } = body
      const asked = { agentId, cron: body.cron, intervalSeconds: seconds, timeZone: timezone, officeHours: hours }
      return estimateAnswer(await estimateSchedule(caller, asked))
    },
  }),
  route({
    method: 'get',
    path: '/companies/{company_id}/scorecards',
    name: 'listScorecards',
    tag: 'Money',
    summary: 'Read how the work of agents, or for goals, went in a period; most accepted tasks first',
    query: z.object({
      by: ListScorecards.shape.by,
      from: ListScorecards.shape.from.meta({ description: 'Default: 30 days before the end.' }),
      to: ListScorecards.shape.to.meta({ description: 'Default: now. At most 366 days.' }),
      limit: z.coerce.number('must be a number').int().min(1).max(199).default(50).meta({ type: 'integer' }),
      cursor: idOrNull('agent').meta({ type: 'string', description: '`next_cursor` of the page before.' }),
    }),
    answer: z.object({ from: Instant, to: Instant, scorecards: z.array(Card), next_cursor: NextCursor }),
    run: async ({ caller, query: { by, from, to, limit, cursor } }) => {
      const found = await listScorecards(caller, { by, from, to, after: cursor ?? undefined, limit: limit + 1 })
      const [page, next_cursor] = cut(found.rows, limit, null)
      return { from: found.from, to: found.to, scorecards: page.map((row) => cardAnswer(by, row)), next_cursor }
    },
  }),
]
