import type { z } from 'zod'
import { defineCommand, runOf, type Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import type { Counter } from '../chain'
import { priceOf } from '../cost-rules'
import { CROSSING, HALTING, raise } from '../halts'
import { openBooksFor } from '../locks'
import { billingAtHome, billingOf } from '../rules/billing'
import { figuresOf, isBlocked } from '../rules/figures'
import { isUnusual } from '../rules/unusual'
import { budgetView } from '../rules/view'
import { CostReport, ReportCost } from '../schema'
import { amountOn, recordEntry } from '../store'

/** What booking a cost may record and announce. */
export const BOOKING = {
  records: ['cost.reported', ...HALTING],
  announces: ['cost/reported', 'agent/paused', ...CROSSING],
}

/**
 * Records a cost that already happened. It is never refused for being past the cap: the truth goes into the ledger, and in the
 * same transaction whatever has used up its budget is halted: the agent, a team, a project or the whole company. An agent may only report for itself.
 */
export const reportCost = defineCommand({
  name: 'reportCost',
  grant: 'cost:report',
  input: ReportCost,
  output: CostReport,
  ...BOOKING,
  run: (work, input) => bookCost(work, input, { micros: 0, tokens: 0 }),
})

/** What the product itself had set aside for a cost. */
type Held = { micros: number; tokens: number }

/** Puts a cost into the ledger, with what follows. @param isAtHome of a model at an address of the company's own */
export async function bookCost(
  work: Work,
  input: z.output<typeof ReportCost>,
  held: Held,
  isAtHome = false,
): Promise<CostReport> {
  requireOwnReport(work, input.agentId)
  const runId = input.runId ?? runOf(work.actor)
  const priced = { model: input.model, provider: input.provider, at: work.now }
  const { agentId } = input
  const opened = await openBooksFor(work, { agentId, taskId: input.taskId ?? null, runId }, priced)
  if (!opened) throw notFound('agent')
  // a cost is booked on a run of the agent that had it, and on the run's task unless another one is named
  if (runId && !opened.isOfRun) throw notFound('run')
  const { taskId, month, agentName: scopeName } = opened
  const priceMicros = priceOf(opened.ownPrice, priced, input)
  const usual = isAtHome ? billingAtHome(priced.provider, priced.model, priceMicros !== null) : null
  const billing = input.billing ?? usual ?? billingOf(priced.provider, priced.model)
  const { budgetsCount } = opened
  const figures = figuresOf({ billing, saidMicros: input.costMicros, budgetsCount, priceMicros })
  const told = { listMicros: figures.listMicros, tokens: input.tokensIn + input.tokensOut }
  const entry = {
    ...input,
    ...figures,
    ...{ id: work.newId(), billing, isUnusual: isUnusual(told, opened.latest), taskId, runId },
  }
  const counters = await recordEntry(work, entry, held, opened).catch(explainMissing)
  const own = counters.find(isOwnMonth)
  if (!own) throw notFound('agent')
  for (const counter of counters) await raise(work, counter, amountOn(counter, entry), month)
  if (isBlocked(opened.unknownModels, opened.budgetsCount, entry)) await haltUnpriced(work, entry)
  const { id, costMicros, listMicros, isPriced } = entry
  const cost = { id, billing, costMicros, listMicros, isPriced, isUnusual: entry.isUnusual }
  work.record({
    action: 'cost.reported',
    subject: { kind: 'cost', id },
    details: { agentId, taskId, model: input.model, costMicros, ...(entry.isUnusual ? { isUnusual: true } : {}) },
  })
  work.announce({ name: 'cost/reported', data: { agentId, taskId } })
  return { cost, budget: budgetView({ ...own, scopeName }, month) }
}

/** The budget that every agent has, with which a report is answered. */
const isOwnMonth = ({ scopeKind, metric, window }: Counter) =>
  scopeKind === 'agent' && metric === 'money' && window === 'month'

function requireOwnReport(work: Work, agentId: string): void {
  if (work.actor.kind === 'agent' && work.actor.id !== agentId) {
    throw new Refusal('forbidden', 'An agent reports its own cost only.')
  }
}

/** A task, run or agent of the report that is not in this company trips a foreign key. */
function explainMissing(error: unknown): never {
  const constraint = (error as { constraint?: string }).constraint ?? ''
  const named = /^CostEntry_companyId_(task|run|agent|goal)Id_fkey$/.exec(constraint)
  if (named) throw notFound(named[1]!)
  throw error
}

/** In a company that blocks models of unknown price, the agent that used one stops. Its row is locked since the entry was written. */
async function haltUnpriced(work: Work, { agentId, model }: { agentId: string; model: string }): Promise<void> {
  const paused = await work.sql(
    `UPDATE "Agent" SET status = 'paused', "pauseReason" = 'unpriced', "pausedAt" = $3, "updatedAt" = $3
     WHERE "companyId" = $1 AND id = $2 AND status = 'active' RETURNING id`,
    [work.companyId, agentId, work.now],
  )
  if (paused.length === 0) return
  work.record({
    actor: { kind: 'system', id: 'budget' },
    action: 'agent.halted',
    subject: { kind: 'agent', id: agentId },
    details: { reason: 'unpriced', model },
  })
  work.announce({ name: 'agent/paused', data: { companyId: work.companyId, agentId }, forEngine: true })
}
