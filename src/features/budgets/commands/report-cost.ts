import type { z } from 'zod'
import { defineCommand, runOf, type Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import type { Counter } from '../chain'
import { costRules, priceOf } from '../cost-rules'
import { billingOf } from '../rules/billing'
import { budgetState, warnAt } from '../rules/budget-state'
import { figuresOf, isBlocked } from '../rules/figures'
import { isUnusual } from '../rules/unusual'
import { budgetView } from '../rules/view'
import { CostReport, ReportCost, type ScopeKind } from '../schema'
import { currentPeriod, recordEntry } from '../store'

/** What booking a cost may record and announce. */
export const BOOKING = {
  records: ['cost.reported', 'agent.halted', 'team.halted', 'project.halted', 'company.halted'],
  announces: ['cost/reported', 'budget/threshold-crossed', 'budget/exhausted', 'agent/paused'],
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
  run: (work, input) => bookCost(work, input, 0),
})

/** Puts a cost into the ledger, with what follows. @param heldMicros what the product itself had set aside for it */
export async function bookCost(
  work: Work,
  input: z.output<typeof ReportCost>,
  heldMicros: number,
): Promise<CostReport> {
  requireOwnReport(work, input.agentId)
  const runId = input.runId ?? runOf(work.actor)
  const runsTask = runId ? await taskOfOwnRun(work, input.agentId, runId) : null
  const billing = input.billing ?? billingOf(input.provider, input.model)
  const priced = { model: input.model, provider: input.provider, at: work.now }
  const rules = await costRules(work, input.agentId, priced)
  const figures = figuresOf({
    ...{ billing, saidMicros: input.costMicros, budgetsCount: rules.budgetsCount },
    priceMicros: priceOf(rules.ownPrice, priced, input),
  })
  const told = { listMicros: figures.listMicros, tokens: input.tokensIn + input.tokensOut }
  const entry = {
    ...input,
    ...figures,
    ...{ id: work.newId(), billing, isUnusual: isUnusual(told, rules.latest) },
    taskId: input.taskId ?? runsTask,
    runId,
    periodStart: await currentPeriod(work),
  }
  const chain = await recordEntry(work, entry, heldMicros).catch(explainMissing)
  const own = chain.find((counter) => counter.scopeKind === 'agent')
  if (!own) throw notFound('agent')
  for (const counter of chain) await raise(work, counter, entry.countedMicros, entry.periodStart)
  if (isBlocked(rules.unknownModels, rules.budgetsCount, entry)) await haltUnpriced(work, entry)
  const { id, costMicros, listMicros, isPriced } = entry
  const cost = { id, billing, costMicros, listMicros, isPriced, isUnusual: entry.isUnusual }
  const { agentId, taskId } = entry
  work.record({
    action: 'cost.reported',
    subject: { kind: 'cost', id },
    details: { agentId, taskId, model: input.model, costMicros, ...(entry.isUnusual ? { isUnusual: true } : {}) },
  })
  work.announce({ name: 'cost/reported', data: { agentId: input.agentId, taskId: entry.taskId } })
  return { cost, budget: budgetView(own, entry.periodStart) }
}

function requireOwnReport(work: Work, agentId: string): void {
  if (work.actor.kind === 'agent' && work.actor.id !== agentId) {
    throw new Refusal('forbidden', 'An agent reports its own cost only.')
  }
}

/** A cost is booked on a run of the agent that had it, and on the run's task unless another one is named. */
async function taskOfOwnRun(work: Work, agentId: string, runId: string): Promise<string | null> {
  const [run] = await work.sql<{ taskId: string | null }>(
    `SELECT "taskId" FROM "Run" WHERE "companyId" = $1 AND id = $2 AND "agentId" = $3`,
    [work.companyId, runId, agentId],
  )
  if (!run) throw notFound('run')
  return run.taskId
}

/** A task, run or agent of the report that is not in this company trips a foreign key. */
function explainMissing(error: unknown): never {
  const constraint = (error as { constraint?: string }).constraint ?? ''
  const named = /^CostEntry_companyId_(task|run|agent|goal)Id_fkey$/.exec(constraint)
  if (named) throw notFound(named[1]!)
  throw error
}

/** Raises what this entry crossed: the counters are locked by now, so exactly one report crosses each threshold. */
export async function raise(work: Work, counter: Counter, costMicros: number, periodStart: string): Promise<void> {
  const { capMicros, spentMicros, warnPercent } = counter
  if (capMicros === null) return
  if (budgetState(spentMicros, capMicros, warnPercent) === 'exceeded') return halt(work, counter, periodStart)
  const line = warnAt(capMicros, warnPercent)
  if (spentMicros < line || spentMicros - costMicros >= line) return
  await openIncident(work, counter, periodStart, 'warning')
  const data = { companyId: work.companyId, scopeKind: counter.scopeKind, scopeId: counter.scopeId }
  work.announce({ name: 'budget/threshold-crossed', data })
}

async function halt(work: Work, counter: Counter, periodStart: string): Promise<void> {
  const isPaused = await pause(work, counter)
  if (isPaused === false) return
  const isNew = await openIncident(work, counter, periodStart, 'exhausted')
  if (isPaused === null && !isNew) return
  work.record({
    // The rule did it, not whoever reported the cost.
    actor: { kind: 'system', id: 'budget' },
    action: `${counter.scopeKind}.halted`,
    subject: { kind: counter.scopeKind, id: counter.scopeId },
    details: { reason: 'budget', spentMicros: counter.spentMicros, capMicros: counter.capMicros },
  })
  const data = { companyId: work.companyId, scopeKind: counter.scopeKind, scopeId: counter.scopeId }
  work.announce({ name: 'budget/exhausted', data, forEngine: true })
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

const PAUSING: Record<ScopeKind, string | null> = {
  agent: `UPDATE "Agent" SET status = 'paused', "pauseReason" = 'budget', "pausedAt" = $2, "updatedAt" = $2
    WHERE id = $1 AND status = 'active' RETURNING id`,
  company: `UPDATE "Company" SET status = 'paused', "pauseReason" = 'budget', "pausedAt" = $2, "updatedAt" = $2
    WHERE id = $1 AND status = 'active' RETURNING id`,
  project: `UPDATE "Project" SET "pauseReason" = 'budget', "pausedAt" = $2, "updatedAt" = $2
    WHERE id = $1 AND "pausedAt" IS NULL RETURNING id`,
  team: null,
}

/** Whether this report paused what the budget is of; null for a team, which has no standing of its own. */
async function pause(work: Work, { scopeKind, scopeId }: Counter): Promise<boolean | null> {
  const statement = PAUSING[scopeKind]
  return statement ? (await work.sql(statement, [scopeId, work.now])).length > 0 : null
}

/** @returns whether it was not open before */
async function openIncident(work: Work, counter: Counter, periodStart: string, threshold: 'warning' | 'exhausted') {
  const opened = await work.sql(
    `INSERT INTO "BudgetIncident" (id, "companyId", "budgetId", "periodStart", threshold, "capMicros", "spentMicros", "createdAt")
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT ("budgetId", "periodStart", threshold, "capMicros")
     DO UPDATE SET state = 'open', "resolvedAt" = NULL, "spentMicros" = EXCLUDED."spentMicros"
     WHERE "BudgetIncident".state <> 'open' RETURNING id`,
    [
      work.newId(),
      work.companyId,
      counter.budgetId,
      periodStart,
      threshold,
      counter.capMicros,
      counter.spentMicros,
      work.now,
    ],
  )
  return opened.length > 0
}
