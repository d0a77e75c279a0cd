import { z } from 'zod'
import {
  type BudgetView,
  getBudget,
  type IncidentView,
  listBudgets,
  listIncidents,
  setBudget,
} from '@/features/budgets'
import { dashboard } from '@/features/reports'
import type { Caller } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { MICROS_PER_CENT } from '@/platform/money'
import { notFoundAt } from '../id-fields'
import { percentOf } from './costs'
import { BudgetCents, Cents, Count, capCents, cents, Id, Instant, InstantOrNull } from './fields'
import { route } from './route'

const ScopeType = z.enum(['company', 'project', 'agent', 'team'])

const Policy = z
  .object({
    policyId: Id,
    companyId: Id,
    scopeType: ScopeType,
    scopeId: Id,
    metric: z.literal('billed_cents'),
    windowKind: z.literal('calendar_month').meta({ description: "In the company's time zone." }),
    windowStart: z.string(),
    amount: Cents.meta({ description: '0: no limit.' }),
    warnPercent: z.int(),
    hardStopEnabled: z.literal(true),
    observedAmount: Cents,
    reservedAmount: Cents.meta({ description: 'Set aside for runs that go on.' }),
    remainingAmount: Cents.nullable(),
    utilizationPercent: z.number(),
    status: z.enum(['ok', 'warning', 'hard_stop']),
  })
  .meta({ id: 'BudgetPolicy' })

const STATUS = { ok: 'ok', warning: 'warning', exceeded: 'hard_stop' } as const

function policyAnswer(companyId: string, view: BudgetView): z.output<typeof Policy> {
  return {
    policyId: view.budgetId,
    companyId,
    scopeType: view.scopeKind,
    scopeId: view.scopeId,
    metric: 'billed_cents',
    windowKind: 'calendar_month',
    windowStart: view.periodStart,
    amount: capCents(view.capMicros),
    warnPercent: view.warnPercent,
    hardStopEnabled: true,
    observedAmount: cents(view.spentMicros),
    reservedAmount: cents(view.reservedMicros),
    remainingAmount: view.remainingMicros === null ? null : cents(view.remainingMicros),
    utilizationPercent: percentOf(view.spentMicros, view.capMicros),
    status: STATUS[view.state],
  }
}

const Incident = z
  .object({
    id: Id,
    policyId: Id,
    scopeType: ScopeType,
    scopeId: Id,
    scopeName: z.string(),
    thresholdType: z.enum(['soft', 'hard']),
    amountLimit: Cents,
    amountObserved: Cents,
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
    amountLimit: cents(view.capMicros),
    amountObserved: cents(view.spentMicros),
    status: view.state,
    createdAt: view.createdAt,
    resolvedAt: view.resolvedAt,
  }
}

/** @throws Refusal not_found, broken_rule for less than was spent already */
async function raised(caller: Caller, incidentId: string, amountCents: number) {
  const incident = (await listIncidents(caller, { limit: 200 })).find((each) => each.id === incidentId)
  if (!incident) throw notFound('incident')
  const { scopeKind, scopeId } = incident
  const { spentMicros } = await getBudget(caller, { scopeKind, scopeId })
  const capMicros = amountCents * MICROS_PER_CENT
  if (capMicros > spentMicros) return { scopeKind, scopeId, capMicros }
  const message = 'amount: must be more than what is spent already.'
  throw new Refusal('broken_rule', message, { field: 'amount', amountObserved: cents(spentMicros) })
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
      const input = { scopeKind: 'company' as const, scopeId: id, capMicros: body.budgetMonthlyCents }
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
    summary: 'Set the monthly budget of the company, a project, a team or an agent',
    body: z.object({
      scopeType: ScopeType,
      scopeId: z.uuid().meta({ description: 'Of what the scopeType says.' }),
      amount: BudgetCents,
      metric: z.literal('billed_cents').optional(),
      windowKind: z.enum(['calendar_month', 'calendar_month_utc']).optional(),
      warnPercent: z.int().min(1).max(99).optional(),
    }),
    answer: Policy,
    run: async ({ caller, body, options }) => {
      const { scopeType: scopeKind, scopeId, amount: capMicros, warnPercent } = body
      const input = { scopeKind, scopeId, capMicros, warnPercent }
      const budget = await setBudget(caller, input, options).catch((error: unknown) => {
        throw error instanceof Refusal && error.code === 'not_found' ? notFoundAt(['scopeId'], error) : error
      })
      return policyAnswer(caller.companyId, budget)
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
