import { z } from 'zod'
import {
  type BudgetView,
  getBudget,
  type IncidentView,
  listBudgets,
  listIncidents,
  removeBudget,
  ScopeKind,
  SetBudget,
  setBudget,
} from '@/features/budgets'
import { dashboard } from '@/features/reports'
import type { Caller } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { MICROS_PER_CENT } from '@/platform/money'
import { notFoundAt } from '../id-fields'
import { percentOf } from './costs'
import { BudgetCents, Count, cents, Id, Instant, InstantOrNull } from './fields'
import { route } from './route'

const METRICS = { money: 'billed_cents', tokens: 'tokens', runs: 'runs' } as const
const WINDOWS = { month: 'calendar_month', rolling: 'rolling', lifetime: 'lifetime' } as const
export const METRIC_OF = { billed_cents: 'money', tokens: 'tokens', runs: 'runs' } as const
const MONTHS = { calendar_month: 'month', calendar_month_utc: 'month' } as const
export const WINDOW_OF = { ...MONTHS, rolling: 'rolling', lifetime: 'lifetime' } as const

export const Policy = z
  .object({
    policyId: Id,
    companyId: Id,
    scopeType: ScopeKind,
    scopeId: Id,
    metric: z.enum(METRICS),
    windowKind: z.enum(WINDOWS).meta({ description: "A month is the calendar's in the company's time zone." }),
    windowHours: z.int().nullable().meta({ description: 'Of a rolling window.' }),
    windowStart: z.string(),
    amount: z.int().meta({ description: 'In cents, tokens or runs. 0: no limit.' }),
    warnPercent: z.int(),
    stopPercent: z.int().meta({ description: 'From here on nothing new starts; what runs may go on to the amount.' }),
    hardStopEnabled: z.literal(true),
    observedAmount: z.int(),
    reservedAmount: z.int().meta({ description: 'Set aside for runs that go on.' }),
    remainingAmount: z.int().nullable(),
    utilizationPercent: z.number(),
    status: z.enum(['ok', 'warning', 'hard_stop']),
  })
  .meta({ id: 'BudgetPolicy' })

const STATUS = { ok: 'ok', warning: 'warning', stopped: 'hard_stop', exceeded: 'hard_stop' } as const

/** Cents of money; tokens and runs as they are. */
export function amountOf(metric: BudgetView['metric'], amount: number): number {
  return metric === 'money' ? cents(amount) : amount
}

export function policyAnswer(companyId: string, view: BudgetView): z.output<typeof Policy> {
  return {
    policyId: view.budgetId,
    companyId,
    scopeType: view.scopeKind,
    scopeId: view.scopeId,
    metric: METRICS[view.metric],
    windowKind: WINDOWS[view.window],
    windowHours: view.windowHours || null,
    windowStart: view.periodStart,
    amount: amountOf(view.metric, view.cap ?? 0),
    warnPercent: view.warnPercent,
    stopPercent: view.stopPercent,
    hardStopEnabled: true,
    observedAmount: amountOf(view.metric, view.spent),
    reservedAmount: amountOf(view.metric, view.reserved),
    remainingAmount: view.remaining === null ? null : amountOf(view.metric, view.remaining),
    utilizationPercent: percentOf(view.spent, view.cap),
    status: STATUS[view.state],
  }
}

const Incident = z
  .object({
    id: Id,
    policyId: Id,
    scopeType: ScopeKind,
    scopeId: Id,
    scopeName: z.string(),
    thresholdType: z.enum(['soft', 'hard']),
    metric: z.enum(METRICS),
    windowKind: z.enum(WINDOWS),
    amountLimit: z.int(),
    amountObserved: z.int(),
    status: z.enum(['open', 'resolved']),
    createdAt: Instant,
    resolvedAt: InstantOrNull,
  })
  .meta({ id: 'BudgetIncident' })

function incidentAnswer(view: IncidentView): z.output<typeof Incident> {
  return {
    id: view.id,
    policyId: view.budgetId,
    scopeType: view.scopeKind,
    scopeId: view.scopeId,
    scopeName: view.scopeName,
    thresholdType: view.threshold === 'warning' ? 'soft' : 'hard',
    metric: METRICS[view.metric],
    windowKind: WINDOWS[view.window],
    amountLimit: amountOf(view.metric, view.cap),
    amountObserved: amountOf(view.metric, view.spent),
    status: view.state,
    createdAt: view.createdAt,
    resolvedAt: view.resolvedAt,
  }
}

/** @throws Refusal not_found, broken_rule for less than was spent already */
async function raised(caller: Caller, incidentId: string, amount: number) {
  const incident = (await listIncidents(caller, { limit: 200 })).find((each) => each.id === incidentId)
  if (!incident) throw notFound('incident')
  const { scopeKind, scopeId, metric, window, windowHours } = incident
  const which = { scopeKind, scopeId, metric, window, windowHours }
  const { spent } = await getBudget(caller, which)
  const cap = metric === 'money' ? amount * MICROS_PER_CENT : amount
  if (cap > spent) return { ...which, cap }
  const message = 'amount: must be more than what is spent already.'
  throw new Refusal('broken_rule', message, { field: 'amount', amountObserved: amountOf(metric, spent) })
}

async function overview(caller: Caller) {
  const { companyId } = caller
  const [{ budgets: views }, incidents, look] = await Promise.all([
    listBudgets(caller, {}),
    listIncidents(caller, { state: 'open', limit: 200 }),
    dashboard(caller, {}),
  ])
  return {
    companyId,
    policies: views.map((view) => policyAnswer(companyId, view)),
    activeIncidents: incidents.map(incidentAnswer),
    pausedAgentCount: look.agents.halted,
    pausedProjectCount: look.pausedProjects,
    pendingApprovalCount: look.pendingBudgetApprovals,
  }
}

export const budgets = [
  route({
    method: 'patch',
    path: '/companies/{companyId}/budgets',
    name: 'setBudget',
    tag: 'Costs',
    summary: 'Set the monthly budget of a company',
    body: z.object({ budgetMonthlyCents: BudgetCents }),
    answer: Policy,
    run: async ({ caller, id, body, options }) => {
      const input = { scopeKind: 'company' as const, scopeId: id, cap: body.budgetMonthlyCents }
      return policyAnswer(id, await setBudget(caller, input, options))
    },
  }),
  route({
    method: 'get',
    path: '/companies/{companyId}/budgets/overview',
    name: 'listBudgets',
    tag: 'Costs',
    summary: 'See all budgets, and what went over them',
    answer: z.object({
      companyId: Id,
      policies: z.array(Policy),
      activeIncidents: z.array(Incident),
      pausedAgentCount: Count,
      pausedProjectCount: Count,
      pendingApprovalCount: Count,
    }),
    run: ({ caller }) => overview(caller),
  }),
  route({
    method: 'post',
    path: '/companies/{companyId}/budgets/policies',
    name: 'setBudget',
    tag: 'Costs',
    summary: 'Set a budget of the company, a project, a goal, a team, a subtree or an agent',
    body: z.object({
      scopeType: ScopeKind,
      scopeId: z.uuid().meta({ description: 'Of what the scopeType says.' }),
      amount: z
        .int()
        .min(0)
        .max(1_000_000_000)
        .nullable()
        .meta({ description: 'In cents, tokens or runs. 0 or null: no limit.' }),
      metric: z.enum(METRICS).optional(),
      windowKind: z.enum([...Object.values(WINDOWS), 'calendar_month_utc']).optional(),
      windowHours: SetBudget.shape.windowHours.optional(),
      warnPercent: SetBudget.shape.warnPercent,
      stopPercent: SetBudget.shape.stopPercent,
    }),
    answer: Policy,
    run: async ({ caller, body, options }) => {
      const { scopeType: scopeKind, scopeId, amount, warnPercent, stopPercent, windowHours } = body
      const metric = METRIC_OF[body.metric ?? 'billed_cents']
      const window = WINDOW_OF[body.windowKind ?? 'calendar_month']
      const cap = amount ? amount * (metric === 'money' ? MICROS_PER_CENT : 1) : null
      const input = { scopeKind, scopeId, metric, window, windowHours, cap, warnPercent, stopPercent }
      const budget = await setBudget(caller, input, options).catch((error: unknown) => {
        throw error instanceof Refusal && error.code === 'not_found' ? notFoundAt(['scopeId'], error) : error
      })
      return policyAnswer(caller.companyId, budget)
    },
  }),
  route({
    method: 'delete',
    path: '/companies/{companyId}/budgets/policies/{policyId}',
    name: 'removeBudget',
    tag: 'Costs',
    summary: 'Remove a budget, and let what it kept from starting go on',
    description: 'The monthly budget that every company, project, team and agent has is set to 0, no limit, instead.',
    answer: z.object({ ok: z.literal(true) }),
    refusals: ['broken_rule'],
    run: async ({ caller, params, options }) => {
      const found = (await listBudgets(caller, {})).budgets.find(({ budgetId }) => budgetId === params.policyId)
      if (!found) throw notFound('budget')
      const { scopeKind, scopeId, metric, window, windowHours } = found
      await removeBudget(caller, { scopeKind, scopeId, metric, window, windowHours }, options)
      return { ok: true as const }
    },
  }),
  route({
    method: 'post',
    path: '/companies/{companyId}/budget-incidents/{incidentId}/resolve',
    name: 'setBudget',
    tag: 'Costs',
    summary: 'Raise the budget that went over, and let what it halted go on',
    body: z.object({
      action: z.literal('raise_budget_and_resume', 'takes raise_budget_and_resume; leave it to keep the pause'),
      amount: z.int().min(1).max(1_000_000_000),
    }),
    answer: Policy,
    refusals: ['broken_rule'],
    run: async ({ caller, params, body, options }) => {
      const change = await raised(caller, params.incidentId, body.amount)
      return policyAnswer(caller.companyId, await setBudget(caller, change, options))
    },
  }),
]
