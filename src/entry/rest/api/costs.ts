import { z } from 'zod'
import { type Billing, getBudget, inPeriod, ReportCost, reportCost, type Spend, spendBy } from '@/features/budgets'
import { now } from '@/platform/clock'
import type { Caller } from '@/platform/command'
import { MICROS_PER_CENT } from '@/platform/money'
import { ledgerCsv } from '../../http/ledger-csv'
import { Cents, Count, capCents, cents, Id, IdOrNull, idOf, idOrNull, Never, Text } from './fields'
import { route } from './route'

const BILLING_TYPES = [
  'metered_api',
  'subscription_included',
  'subscription_overage',
  'credits',
  'fixed',
  'unknown',
] as const
/** What is no bill of its own; all else is billed by use. */
const UNBILLED: Partial<Record<(typeof BILLING_TYPES)[number], Billing>> = {
  subscription_included: 'subscription',
  fixed: 'subscription',
}

const Tokens = ReportCost.shape.tokensIn

const NewCostEvent = z
  .object({
    agentId: idOf('agent'),
    provider: z.string().max(100).default(''),
    model: ReportCost.shape.model,
    costCents: z
      .int()
      .min(0)
      .max(1_000_000_000)
      .optional()
      .meta({ description: 'What was billed. Without it the price table is asked.' }),
    inputTokens: Tokens,
    cachedInputTokens: Tokens,
    outputTokens: Tokens,
    billingType: z.enum(BILLING_TYPES).default('unknown'),
    issueId: idOrNull('task'),
    heartbeatRunId: idOrNull('run'),
    occurredAt: z.string().optional().meta({ description: 'Not kept: a cost counts when it is reported.' }),
  })
  .meta({ id: 'NewCostEvent' })

const CostEvent = z
  .object({
    id: Id,
    companyId: Id,
    agentId: Id,
    issueId: IdOrNull,
    heartbeatRunId: IdOrNull,
    billingCode: Never,
    provider: z.string(),
    biller: z.string(),
    billingType: z.enum(BILLING_TYPES),
    costStatus: z.enum(['reported', 'unpriced']),
    model: z.string(),
    inputTokens: Count,
    cachedInputTokens: Count,
    outputTokens: Count,
    costCents: Cents,
  })
  .meta({ id: 'CostEvent' })

type Reported = { id: string; costMicros: number; isPriced: boolean }

function costAnswer(
  companyId: string,
  body: z.output<typeof NewCostEvent>,
  cost: Reported,
): z.output<typeof CostEvent> {
  return {
    id: cost.id,
    companyId,
    agentId: body.agentId,
    issueId: body.issueId ?? null,
    heartbeatRunId: body.heartbeatRunId ?? null,
    billingCode: null,
    provider: body.provider,
    biller: body.provider,
    billingType: body.billingType,
    costStatus: cost.isPriced ? 'reported' : 'unpriced',
    model: body.model,
    inputTokens: body.inputTokens,
    cachedInputTokens: body.cachedInputTokens,
    outputTokens: body.outputTokens,
    costCents: cents(cost.costMicros),
  }
}

/** With two decimals; 0 without a cap. */
export function percentOf(spent: number, cap: number | null): number {
  return cap ? Math.round((spent / cap) * 10_000) / 100 : 0
}

const Period = inPeriod({})

const SPENT = {
  costCents: Cents,
  inputTokens: Count,
  cachedInputTokens: Count,
  outputTokens: Count,
  unpricedEvents: Count,
}
const LINE = {
  ...SPENT,
  listCents: Cents,
  /** With all below a goal or a manager; of a team, with what it shares. The other figures add up to the total. */
  subtreeCents: Cents,
  kind: z.enum(['thing', 'unattributed', 'shared']),
}

function spent({ costMicros, tokensIn, tokensCached, tokensOut, unpriced }: Spend) {
  return {
    costCents: cents(costMicros),
    inputTokens: tokensIn,
    cachedInputTokens: tokensCached,
    outputTokens: tokensOut,
    unpricedEvents: unpriced,
  }
}

/** What each report groups by, and what it calls the groups. */
const REPORTS = {
  'by-agent': { by: 'agent', answer: { agentId: IdOrNull } },
  'by-agent-model': { by: 'agentModel', answer: { agentId: IdOrNull, model: Text } },
  'by-provider': { by: 'provider', answer: { provider: Text } },
  'by-biller': { by: 'provider', answer: { biller: Text } },
  'by-project': { by: 'project', answer: { projectId: IdOrNull } },
  'by-goal': { by: 'goal', answer: { goalId: IdOrNull } },
  'by-team': { by: 'team', answer: { teamId: IdOrNull } },
  'by-issue': { by: 'task', answer: { issueId: IdOrNull } },
  'by-model': { by: 'model', answer: { model: Text } },
  'by-billing': { by: 'billing', answer: { billing: Text } },
} as const

function report(name: keyof typeof REPORTS) {
  const { by, answer } = REPORTS[name]
  return route({
    method: 'get',
    path: `/companies/{companyId}/costs/${name}`,
    name: 'spendBy',
    tag: 'Costs',
    summary: `Add up costs ${name.replaceAll('-', ' ')}, dearest first; this month unless asked otherwise`,
    query: Period,
    answer: z.array(z.object({ ...answer, ...LINE })),
    run: async ({ caller, query }) => {
      const { lines } = await spendBy(caller, { ...query, by })
      // a manager who spent nothing is no line here; a goal is, with what is below it
      const shown = lines.filter((line) => line.entries > 0 || by === 'goal')
      return shown.map((line) => ({
        ...Object.fromEntries(Object.keys(answer).map((field, at) => [field, line.group[at] ?? null])),
        ...spent(line),
        listCents: cents(line.listMicros),
        subtreeCents: cents(line.subtreeMicros),
        kind: line.kind,
      }))
    },
  })
}

const WINDOWS = { '5h': 5, '24h': 24, '7d': 7 * 24 } as const
type Window = keyof typeof WINDOWS

async function windowSpend(caller: Caller, window: Window, at: number) {
  const from = new Date(at - WINDOWS[window] * 3_600_000).toISOString()
  const { lines } = await spendBy(caller, { by: 'provider', from })
  return lines.map((row) => ({ window, windowHours: WINDOWS[window], provider: row.group[0] ?? '', ...spent(row) }))
}

async function summaryOf(caller: Caller, query: z.output<typeof Period>) {
  const { companyId } = caller
  const budget = await getBudget(caller, { scopeKind: 'company', scopeId: companyId })
  const { total } = await spendBy(caller, { ...query, by: 'billing' })
  const spentMicros = total.costMicros
  return {
    companyId,
    spendCents: cents(spentMicros),
    budgetCents: capCents(budget.cap),
    utilizationPercent: percentOf(spentMicros, budget.cap),
  }
}

export const costs = [
  route({
    method: 'post',
    path: '/companies/{companyId}/cost-events',
    name: 'reportCost',
    tag: 'Costs',
    summary: 'Report what something cost',
    description: 'Always recorded, also past the budget; then the agent is halted in the same moment.',
    body: NewCostEvent,
    status: 201,
    answer: CostEvent,
    run: async ({ caller, body, options }) => {
      const { agentId, provider, model, costCents } = body
      const input = {
        ...{ agentId, provider, model, taskId: body.issueId, runId: body.heartbeatRunId },
        ...{ tokensIn: body.inputTokens, tokensCached: body.cachedInputTokens, tokensOut: body.outputTokens },
        billing: UNBILLED[body.billingType],
        costMicros: costCents === undefined ? undefined : costCents * MICROS_PER_CENT,
      }
      const { cost } = await reportCost(caller, input, options)
      return costAnswer(caller.companyId, body, cost)
    },
  }),
  route({
    method: 'get',
    path: '/companies/{companyId}/costs/summary',
    name: 'getBudget',
    tag: 'Costs',
    summary: 'See what the company has spent; this month unless asked otherwise',
    query: Period,
    answer: z.object({ companyId: Id, spendCents: Cents, budgetCents: Cents, utilizationPercent: z.number() }),
    run: ({ caller, query }) => summaryOf(caller, query),
  }),
  ...(Object.keys(REPORTS) as (keyof typeof REPORTS)[]).map(report),
  route({
    method: 'get',
    path: '/companies/{companyId}/costs/window-spend',
    name: 'spendBy',
    tag: 'Costs',
    summary: 'See what each provider cost in the last 5 hours, 24 hours and 7 days',
    answer: z.array(
      z.object({ window: z.enum(['5h', '24h', '7d']), windowHours: Count, provider: z.string(), ...SPENT }),
    ),
    run: async ({ caller }) => {
      const at = now().getTime()
      const windows = Object.keys(WINDOWS) as Window[]
      return (await Promise.all(windows.map((window) => windowSpend(caller, window, at)))).flat()
    },
  }),
  route({
    method: 'get',
    path: '/companies/{companyId}/ledger.csv',
    name: 'readLedger',
    tag: 'Costs',
    summary: 'Take the ledger out, as CSV, oldest first; this month unless asked otherwise',
    query: Period,
    answer: z.string(),
    produces: 'text/csv',
    run: ({ caller, query }) => ledgerCsv(caller, query),
  }),
]
