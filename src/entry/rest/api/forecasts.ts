import { z } from 'zod'
import { type Forecast, forecastSpend, rangeIn, ScopeKind } from '@/features/budgets'
import {
  EstimateSchedule,
  estimateSchedule,
  ListScorecards,
  listScorecards,
  type ScheduleEstimate,
  type Scorecard,
} from '@/features/reports'
import { amountOf, METRIC_OF, Policy, policyAnswer, WINDOW_OF } from './budgets'
import { Cents, Count, cents, Id, IdOrNull, Instant, idOrNull } from './fields'
import { byId, cut, pageOf } from './page'
import { route } from './route'

const CentsRange = z.object({ low: Cents, likely: Cents, high: Cents }).meta({
  description: 'What a tenth of the outcomes, half of them, and nine tenths stay below.',
})
const orNothing = <T extends z.ZodType>(thing: T) => z.union([thing, z.null()])
const Day = z.string().nullable().meta({ format: 'date', example: '2026-06-24' })

const Amounts = z.object({ low: z.int(), likely: z.int(), high: z.int() }).meta({
  description: 'In cents, tokens or runs: what a tenth of the outcomes, half of them, and nine tenths stay below.',
})

const ForecastAnswer = z
  .object({
    policy: Policy,
    unknownBecause: z
      .enum(['no_spend', 'too_few_days', 'short_window'])
      .nullable()
      .meta({ description: 'Why there is no forecast.' }),
    basedOnDays: Count,
    activeDays: Count,
    lastDay: Day.meta({ description: 'Of the month; null for another window.' }),
    perDay: orNothing(Amounts),
    atEnd: orNothing(Amounts),
    reachesCap: orNothing(z.object({ low: Day, likely: Day, high: Day, chancePercent: Count })),
    recentAmount: z.int().meta({ description: 'Of the last 7 days.' }),
    beforeAmount: z.int().meta({ description: 'Of the 7 days before.' }),
    drivers: z.array(
      z.object({
        kind: z.enum(['agent', 'model', 'issue']),
        id: IdOrNull,
        name: z.string(),
        recentAmount: z.int(),
        beforeAmount: z.int(),
        sharePercent: Count,
      }),
    ),
  })
  .meta({ id: 'Forecast' })

function forecastAnswer(companyId: string, { budget, drivers, ...view }: Forecast): z.output<typeof ForecastAnswer> {
  const amount = (value: number) => amountOf(budget.metric, value)
  return {
    policy: policyAnswer(companyId, budget),
    ...{ unknownBecause: view.unknownBecause, basedOnDays: view.basedOnDays, activeDays: view.activeDays },
    ...{
      lastDay: view.lastDay,
      perDay: rangeIn(view.perDay, amount),
      atEnd: rangeIn(view.atEnd, amount),
      reachesCap: view.reachesCap,
    },
    ...{ recentAmount: amount(view.recent), beforeAmount: amount(view.before) },
    drivers: drivers.map(({ kind, id, name, recent, before, sharePercent }) => ({
      ...{ kind: kind === 'task' ? 'issue' : kind, id, name, sharePercent },
      ...{ recentAmount: amount(recent), beforeAmount: amount(before) },
    })),
  }
}

const NewEstimate = EstimateSchedule.extend({ agentId: idOrNull('agent') })
const Estimate = z
  .object({
    slotsAMonth: z.number(),
    runsAMonth: z.number(),
    basedOn: z.enum(['scheduled_runs', 'own_runs', 'company_runs', 'nothing']),
    pastRuns: Count,
    sparedPercent: Count.nullable(),
    costCents: orNothing(CentsRange),
  })
  .meta({ id: 'ScheduleEstimate' })

function estimateAnswer({ costMicros, ...view }: ScheduleEstimate): z.output<typeof Estimate> {
  return { ...view, costCents: rangeIn(costMicros, cents) }
}

const Card = z
  .object({
    id: Id.meta({ description: 'Of the agent or the goal.' }),
    name: z.string(),
    acceptedIssues: Count.meta({ description: 'Done in the period, and still done.' }),
    costPerIssueCents: Cents.nullable(),
    spentCents: Cents,
    reworkedIssues: Count.meta({ description: 'Sent back from review, failed in their checks, or reopened.' }),
    reworks: Count,
    firstPassPercent: Count.nullable(),
    leadSec: z.number().nullable(),
    slowLeadSec: z.number().nullable(),
  })
  .meta({ id: 'Scorecard' })

function cardAnswer(row: Scorecard): z.output<typeof Card> {
  return {
    ...{ id: row.id, name: row.name, acceptedIssues: row.acceptedTasks, spentCents: cents(row.spentMicros) },
    costPerIssueCents: row.costPerTaskMicros === null ? null : cents(row.costPerTaskMicros),
    ...{ reworkedIssues: row.reworkedTasks, reworks: row.reworks, firstPassPercent: row.firstPassPercent },
    ...{ leadSec: row.leadSeconds, slowLeadSec: row.slowLeadSeconds },
  }
}

export const forecasts = [
  route({
    method: 'get',
    path: '/companies/{companyId}/costs/forecast',
    name: 'forecastSpend',
    tag: 'Costs',
    summary: 'See when a budget is used up and what its month comes to, with ranges, and what makes the spend grow',
    query: z.object({
      scopeType: ScopeKind.default('company'),
      scopeId: z.uuid().optional().meta({ description: 'Of what the scopeType says; absent: the company.' }),
      metric: z.enum(['billed_cents', 'tokens', 'runs']).default('billed_cents'),
      windowKind: z.enum(['calendar_month', 'rolling', 'lifetime']).default('calendar_month'),
      windowHours: z.coerce.number().int().default(0).meta({ type: 'integer', description: 'Of a rolling window.' }),
    }),
    answer: ForecastAnswer,
    run: async ({ caller, query: { scopeType: scopeKind, scopeId = caller.companyId, windowHours, ...query } }) => {
      const which = { metric: METRIC_OF[query.metric], window: WINDOW_OF[query.windowKind], windowHours }
      return forecastAnswer(caller.companyId, await forecastSpend(caller, { scopeKind, scopeId, ...which }))
    },
  }),
  route({
    method: 'post',
    path: '/companies/{companyId}/schedule-estimate',
    name: 'estimateSchedule',
    tag: 'Costs',
    summary: 'Estimate what a schedule would cost a month; nothing is saved',
    body: NewEstimate,
    answer: Estimate,
    run: async ({ caller, body }) => estimateAnswer(await estimateSchedule(caller, body)),
  }),
  route({
    method: 'get',
    path: '/companies/{companyId}/costs/scorecards',
    name: 'listScorecards',
    tag: 'Costs',
    summary: 'See how the work of agents, or for goals, went in a period; most accepted issues first',
    query: pageOf(null, 50, 199).extend({
      by: ListScorecards.shape.by,
      from: ListScorecards.shape.from.meta({ description: 'Default: 30 days before the end.' }),
      to: ListScorecards.shape.to.meta({ description: 'Default: now. At most 366 days.' }),
    }),
    answer: z.object({ from: Instant, to: Instant, scorecards: z.array(Card) }),
    run: async ({ caller, query: { limit, cursor: after, ...asked }, ...rest }) => {
      const found = await listScorecards(caller, { ...asked, after, limit: limit + 1 })
      const { from, to } = found
      return { from, to, scorecards: cut(found.rows, limit, rest, byId).map(cardAnswer) }
    },
  }),
]
