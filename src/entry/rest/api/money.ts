import { z } from 'zod'
import {
  type BudgetView,
  getBudget,
  type IncidentView,
  listBudgets,
  listIncidents,
  reportCost,
  setBudget,
  spendBy,
} from '@/features/budgets'
import { notFound, Refusal } from '@/platform/errors'
import { BudgetCents, capOf, centsOf, Id, Moment, microsOf } from './cells'
import { percentOf } from './companies'
import { route } from './route'

const Budget = z
  .object({
    policyId: Id,
    scopeType: z.enum(['company', 'agent']),
    scopeId: Id,
    metric: z.literal('billed_cents'),
    windowKind: z.literal('calendar_month'),
    windowStart: z.string(),
    amount: z.int().meta({ description: 'Cents; 0 means no limit.' }),
    warnPercent: z.int(),
    observedAmount: z.int(),
    reservedAmount: z.int(),
    remainingAmount: z.int().nullable(),
    utilizationPercent: z.number(),
    status: z.enum(['ok', 'warning', 'hard_stop']),
  })
  .meta({ id: 'BudgetPolicy' })

const STATUS = { ok: 'ok', warning: 'warning', exceeded: 'hard_stop' } as const

function budgetAnswer(view: BudgetView): z.output<typeof Budget> {
  return {
    policyId: view.budgetId,
    scopeType: view.scopeKind,
    scopeId: view.scopeId,
    metric: 'billed_cents',
    windowKind: 'calendar_month',
    windowStart: view.periodStart,
    amount: centsOf(view.capMicros),
    warnPercent: view.warnPercent,
    observedAmount: centsOf(view.spentMicros),
    reservedAmount: centsOf(view.reservedMicros),
    remainingAmount: view.remainingMicros === null ? null : centsOf(view.remainingMicros),
    utilizationPercent: percentOf(view.spentMicros, view.capMicros),
    status: STATUS[view.state],
  }
}

const Incident = z
  .object({
    id: Id,
    policyId: Id,
    scopeType: z.string(),
    scopeId: Id,
    thresholdType: z.enum(['soft', 'hard']),
    amountLimit: z.int(),
    amountObserved: z.int(),
    status: z.enum(['open', 'resolved']),
    createdAt: Moment,
    resolvedAt: Moment.nullable(),
  })
  .meta({ id: 'BudgetIncident' })

function incidentAnswer(view: IncidentView): z.output<typeof Incident> {
  return {
    ...{ id: view.id, policyId: view.budgetId, scopeType: view.scopeKind, scopeId: view.scopeId },
    thresholdType: view.threshold === 'warning' ? 'soft' : 'hard',
    amountLimit: centsOf(view.capMicros),
    amountObserved: centsOf(view.spentMicros),
    ...{ status: view.state, createdAt: view.createdAt, resolvedAt: view.resolvedAt },
  }
}

const Period = z.object({ from: Moment.optional(), to: Moment.optional() })
const Spend = z.object({
  costCents: z.number(),
  inputTokens: z.int(),
  cachedInputTokens: z.int(),
  outputTokens: z.int(),
  unpricedEvents: z.int(),
})

/** What each report groups by, and what it calls the groups. */
const REPORTS = {
  'by-agent': { by: 'agent', names: ['agentId'] },
  'by-agent-model': { by: 'agentModel', names: ['agentId', 'model'] },
  'by-provider': { by: 'provider', names: ['provider'] },
  'by-project': { by: 'project', names: ['projectId'] },
} as const

export const money = [
  route({
    method: 'post',
    path: '/companies/{companyId}/cost-events',
    name: 'reportCost',
    tag: 'Money',
    summary: 'Report what something cost; always recorded, and halts who has spent it all',
    body: z.object({
      agentId: Id,
      provider: z.string().optional(),
      model: z.string(),
      costCents: z.number().min(0).optional().meta({ description: 'Without it the price table is asked.' }),
      inputTokens: z.int().min(0).optional(),
      cachedInputTokens: z.int().min(0).optional(),
      outputTokens: z.int().min(0).optional(),
      issueId: Id.nullish(),
      heartbeatRunId: Id.nullish(),
      occurredAt: Moment.optional(),
    }),
    status: 201,
    answer: z.object({ id: Id, costCents: z.number(), costStatus: z.enum(['reported', 'unpriced']), budget: Budget }),
    run: async ({ caller, body, options }) => {
      const { cost, budget } = await reportCost(
        caller,
        {
          agentId: body.agentId,
          ...{ provider: body.provider, model: body.model, taskId: body.issueId, runId: body.heartbeatRunId },
          tokensIn: body.inputTokens,
          tokensCached: body.cachedInputTokens,
          tokensOut: body.outputTokens,
          costMicros: body.costCents === undefined ? undefined : Math.round(microsOf(body.costCents)),
        },
        options,
      )
      const costStatus = cost.isPriced ? 'reported' : 'unpriced'
      return { id: cost.id, costCents: cost.costMicros / microsOf(1), costStatus, budget: budgetAnswer(budget) }
    },
  }),
  route({
    method: 'get',
    path: '/companies/{companyId}/costs/summary',
    name: 'getBudget',
    tag: 'Money',
    summary: 'What the company has spent this month',
    answer: z.object({ companyId: Id, spendCents: z.int(), budgetCents: z.int(), utilizationPercent: z.number() }),
    run: async ({ caller, id }) => {
      const budget = await getBudget(caller, { scopeKind: 'company', scopeId: id })
      return {
        companyId: id,
        spendCents: centsOf(budget.spentMicros),
        budgetCents: centsOf(budget.capMicros),
        utilizationPercent: percentOf(budget.spentMicros, budget.capMicros),
      }
    },
  }),
  ...(Object.keys(REPORTS) as (keyof typeof REPORTS)[]).map((report) =>
    route({
      method: 'get',
      path: `/companies/{companyId}/costs/${report}`,
      name: 'spendBy',
      tag: 'Money',
      summary: `What was spent, ${report.replaceAll('-', ' ')}; this month unless asked otherwise`,
      query: Period,
      answer: z.array(
        Spend.extend(Object.fromEntries(REPORTS[report].names.map((name) => [name, z.string().nullable()]))),
      ),
      run: async ({ caller, query }) => {
        const { by, names } = REPORTS[report]
        const rows = await spendBy(caller, { ...query, by })
        return rows.map(({ group, costMicros, tokensIn, tokensCached, tokensOut, unpriced }) => ({
          ...Object.fromEntries(names.map((name, at) => [name, group[at] ?? null])),
          costCents: costMicros / microsOf(1),
          ...{
            inputTokens: tokensIn,
            cachedInputTokens: tokensCached,
            outputTokens: tokensOut,
            unpricedEvents: unpriced,
          },
        }))
      },
    }),
  ),
  ...(['companies/{companyId}', 'agents/{agentId}'] as const).map((scope) =>
    route({
      method: 'patch',
      path: `/${scope}/budgets`,
      name: 'setBudget',
      tag: 'Money',
      summary: `Set the monthly budget of ${scope.startsWith('agents') ? 'an agent' : 'the company'}; 0 and null mean no limit`,
      body: z.object({ budgetMonthlyCents: BudgetCents, warnPercent: z.int().optional() }),
      answer: Budget,
      run: async ({ caller, id, body, options }) => {
        const scopeKind = scope.startsWith('agents') ? ('agent' as const) : ('company' as const)
        const capMicros = capOf(body.budgetMonthlyCents) ?? null
        return budgetAnswer(
          await setBudget(caller, { scopeKind, scopeId: id, capMicros, warnPercent: body.warnPercent }, options),
        )
      },
    }),
  ),
  route({
    method: 'get',
    path: '/companies/{companyId}/budgets/overview',
    name: 'listBudgets',
    tag: 'Money',
    summary: 'All budgets, and what went over them',
    answer: z.object({ companyId: Id, policies: z.array(Budget), activeIncidents: z.array(Incident) }),
    run: async ({ caller, id }) => ({
      companyId: id,
      policies: (await listBudgets(caller, {})).budgets.map(budgetAnswer),
      activeIncidents: (await listIncidents(caller, { state: 'open' })).map(incidentAnswer),
    }),
  }),
  route({
    method: 'post',
    path: '/companies/{companyId}/budget-incidents/{incidentId}/resolve',
    name: 'setBudget',
    tag: 'Money',
    summary: 'Raise the budget that went over, and let its agents go on',
    body: z.object({
      action: z.literal('raise_budget_and_resume'),
      amount: z.int().min(1),
      decisionNote: z.string().optional(),
    }),
    answer: Budget,
    refusals: ['broken_rule'],
    run: async ({ caller, params, body, options }) => {
      const incident = (await listIncidents(caller, { limit: 200 })).find((each) => each.id === params.incidentId)
      if (!incident) throw notFound('incident')
      const capMicros = microsOf(body.amount)
      if (capMicros <= incident.spentMicros) {
        throw new Refusal('broken_rule', 'amount: must be more than what is spent already.', {
          field: 'amount',
          amountObserved: centsOf(incident.spentMicros),
        })
      }
      const { scopeKind, scopeId } = incident
      return budgetAnswer(await setBudget(caller, { scopeKind, scopeId, capMicros }, options))
    },
  }),
]
