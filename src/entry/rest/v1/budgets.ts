import { z } from 'zod'
import {
  Billing,
  BudgetWindow,
  type CostRow,
  getPool,
  IncidentView,
  listBudgets,
  listCosts,
  listIncidents,
  Metric,
  removeBudget,
  type ScopeKind,
  SetBudget,
  setBudget,
} from '@/features/budgets'
import { parseId, publicId } from '@/platform/ids'
import { Budget, budgetAnswer, Pool, poolAnswer, scopeIdOf } from './budget-answers'
import { Cents, cents, cut, DollarsOrNull, Instant, idOf, NextCursor, pageOf, shownId, Usd, usd } from './fields'
import { route } from './route'

const STOP_PERCENT = SetBudget.shape.stopPercent.meta({
  description:
    'Percents of the cap from which on nothing new starts; what runs may go on to the cap. 100 if never set.',
})

const BudgetChange = z.object({
  monthly_usd: DollarsOrNull,
  warn_percent: SetBudget.shape.warnPercent,
  stop_percent: STOP_PERCENT,
})
/** Which budget is meant. */
const NAME = {
  scope: SetBudget.shape.scopeKind,
  scope_id: z.string().max(100).meta({ description: 'Id of what the scope says; of a subtree, its manager.' }),
  metric: SetBudget.shape.metric.unwrap().optional(),
  window: SetBudget.shape.window.unwrap().optional(),
}
const HOURS = { description: 'Of a rolling window.' }

type Named = { scope: ScopeKind; scope_id: string; metric?: Metric; window?: BudgetWindow; window_hours?: number }

function nameOf({ scope: scopeKind, scope_id, metric, window, window_hours: windowHours }: Named) {
  const scopeId = parseId(scopeKind === 'subtree' ? 'agent' : scopeKind, scope_id) ?? scope_id
  return { scopeKind, scopeId, metric, window, windowHours }
}

const BudgetAnswer = Budget.extend({ budget: Budget }).meta({ id: 'BudgetAnswer' })

const Incident = z
  .object({
    id: shownId('incident'),
    scope: IncidentView.shape.scopeKind,
    scope_id: z.string(),
    scope_name: z.string(),
    metric: Metric,
    window: BudgetWindow,
    window_hours: z.number().nullable(),
    cap: z.number().meta({ description: 'In micro-dollars, tokens or runs.' }),
    spent: z.number(),
    threshold: IncidentView.shape.threshold,
    state: IncidentView.shape.state,
    cap_usd: Usd,
    spent_usd: Usd,
    created_at: Instant,
    resolved_at: Instant.nullable(),
  })
  .meta({ id: 'Incident' })

const CostEntry = z
  .object({
    id: shownId('cost'),
    agent_id: shownId('agent'),
    task_id: shownId('task').nullable(),
    run_id: shownId('run').nullable(),
    model: z.string(),
    provider: z.string(),
    billing: Billing,
    tokens_in: z.number(),
    tokens_out: z.number(),
    tokens_cached: z.number(),
    tokens_cache_written: z.number(),
    cost_usd: Usd,
    cost_cents: Cents,
    list_usd: Usd.meta({ description: 'What it would have cost at list price.' }),
    priced: z.boolean(),
    correction: z.enum(['void', 'adjustment']).nullable().meta({ description: 'What the entry does to another one.' }),
    corrects_id: shownId('cost').nullable(),
    reason: z.string(),
    voided: z.boolean().meta({ description: 'Taken back by a later entry.' }),
    unusual: z.boolean().meta({ description: 'Far above what the agent usually reports.' }),
    created_at: Instant,
  })
  .meta({ id: 'CostEntry' })

function costAnswer(row: CostRow): z.output<typeof CostEntry> {
  return {
    id: publicId('cost', row.id),
    agent_id: publicId('agent', row.agentId),
    task_id: publicId('task', row.taskId),
    run_id: publicId('run', row.runId),
    model: row.model,
    provider: row.provider,
    billing: row.billing,
    tokens_in: row.tokensIn,
    tokens_out: row.tokensOut,
    tokens_cached: row.tokensCached,
    tokens_cache_written: row.tokensCacheWritten,
    cost_usd: usd(row.costMicros),
    cost_cents: cents(row.costMicros),
    list_usd: usd(row.listMicros),
    priced: row.isPriced,
    correction: row.correction,
    corrects_id: publicId('cost', row.correctsId),
    reason: row.reason,
    voided: row.isVoided,
    unusual: row.isUnusual,
    created_at: row.createdAt,
  }
}

function incidentAnswer(view: IncidentView): z.output<typeof Incident> {
  return {
    id: publicId('incident', view.id),
    scope: view.scopeKind,
    scope_id: scopeIdOf(view.scopeKind, view.scopeId),
    scope_name: view.scopeName,
    metric: view.metric,
    window: view.window,
    window_hours: view.windowHours || null,
    cap: view.cap,
    spent: view.spent,
    threshold: view.threshold,
    state: view.state,
    cap_usd: usd(view.metric === 'money' ? view.cap : 0),
    spent_usd: usd(view.metric === 'money' ? view.spent : 0),
    created_at: view.createdAt,
    resolved_at: view.resolvedAt,
  }
}

/** The cap of what the path names: the same row for each kind. */
function setCap(scopeKind: ScopeKind, path: string, summary: string) {
  return route({
    method: 'put',
    path,
    name: 'setBudget',
    tag: 'Money',
    summary,
    description: 'A cap above what is spent ends a budget pause at once.',
    body: BudgetChange,
    answer: BudgetAnswer,
    run: async ({ caller, id, body, options }) => {
      const { monthly_usd: cap, warn_percent: warnPercent, stop_percent: stopPercent } = body
      const input = { scopeKind, scopeId: id, cap, warnPercent, stopPercent }
      const budget = budgetAnswer(await setBudget(caller, input, options))
      return { ...budget, budget }
    },
  })
}

export const budgets = [
  setCap('company', '/companies/{company_id}/budget', 'Set the monthly cap of a company'),
  setCap('team', '/teams/{team_id}/budget', 'Set the monthly cap of a team'),
  setCap('project', '/projects/{project_id}/budget', 'Set the monthly cap of a project'),
  setCap('agent', '/agents/{agent_id}/budget', 'Set the monthly cap of an agent'),
  setCap('subtree', '/agents/{agent_id}/pool', 'Set the monthly cap of a manager and all below it'),
  route({
    method: 'get',
    path: '/agents/{agent_id}/pool',
    name: 'getPool',
    tag: 'Money',
    summary: "See a manager's pool, and what its direct reports have of it",
    answer: Pool,
    run: async ({ caller, id }) => poolAnswer(await getPool(caller, { agentId: id })),
  }),
  route({
    method: 'put',
    path: '/companies/{company_id}/budgets',
    name: 'setBudget',
    tag: 'Money',
    summary: 'Set a cap on money, tokens or runs, in a month, the latest hours or for good',
    description:
      'A budget that is new counts what was spent in its window already. A cap above what is spent ends a pause at once.',
    body: z.object({
      ...NAME,
      window_hours: SetBudget.shape.windowHours.optional().meta(HOURS),
      cap: SetBudget.shape.cap.meta({ description: 'In micro-dollars, tokens or runs; null means no limit.' }),
      warn_percent: SetBudget.shape.warnPercent,
      stop_percent: STOP_PERCENT,
    }),
    answer: BudgetAnswer,
    run: async ({ caller, body, options }) => {
      const { cap, warn_percent: warnPercent, stop_percent: stopPercent } = body
      const input = { ...nameOf(body), cap, warnPercent, stopPercent }
      const budget = budgetAnswer(await setBudget(caller, input, options))
      return { ...budget, budget }
    },
  }),
  route({
    method: 'delete',
    path: '/companies/{company_id}/budgets',
    name: 'removeBudget',
    tag: 'Money',
    summary: 'Remove a budget',
    description:
      'What it kept from starting goes on. The budget of money in the month that every company, project, team and agent has is set to no limit instead.',
    query: z.object({
      ...NAME,
      window_hours: z.coerce
        .number()
        .int()
        .optional()
        .meta({ type: 'integer', ...HOURS }),
    }),
    answer: z.object({ deleted: z.literal(true) }),
    refusals: ['broken_rule'],
    run: async ({ caller, query, options }) => {
      await removeBudget(caller, nameOf(query), options)
      return { deleted: true as const }
    },
  }),
  route({
    method: 'get',
    path: '/companies/{company_id}/budgets',
    name: 'listBudgets',
    tag: 'Money',
    summary: "List all budgets as they are now, the company's first",
    answer: z.object({ period_start: z.string(), budgets: z.array(Budget), next_cursor: NextCursor }),
    run: async ({ caller }) => {
      const { periodStart, budgets: views } = await listBudgets(caller, {})
      return { period_start: periodStart, budgets: views.map(budgetAnswer), next_cursor: null }
    },
  }),
  route({
    method: 'get',
    path: '/companies/{company_id}/incidents',
    name: 'listIncidents',
    tag: 'Money',
    summary: 'List budgets that crossed their warning or their cap, newest first',
    query: z.object({
      state: z.enum(['open', 'resolved']).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50).meta({ type: 'integer' }),
    }),
    answer: z.object({ incidents: z.array(Incident), next_cursor: NextCursor }),
    run: async ({ caller, query }) => {
      const views = await listIncidents(caller, query)
      return { incidents: views.map(incidentAnswer), next_cursor: null }
    },
  }),
  route({
    method: 'get',
    path: '/companies/{company_id}/costs',
    name: 'listCosts',
    tag: 'Money',
    summary: 'Read the ledger, newest first',
    query: pageOf('cost', 50, 199).extend({ agent_id: idOf('agent').optional() }),
    answer: z.object({ costs: z.array(CostEntry), next_cursor: NextCursor }),
    run: async ({ caller, query }) => {
      const rows = await listCosts(caller, { agentId: query.agent_id, before: query.cursor, limit: query.limit + 1 })
      const [page, next_cursor] = cut(rows, query.limit, 'cost')
      return { costs: page.map(costAnswer), next_cursor }
    },
  }),
]
