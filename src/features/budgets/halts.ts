import type { Work } from '@/platform/command'
import type { Counter } from './chain'
import { rowOf } from './counters'
import { budgetState, partOf, stopAt } from './rules/budget-state'
import type { ScopeKind } from './schema'

/** What may be recorded when a budget is used up. */
export const HALTING = [
  'agent.halted',
  'subtree.halted',
  'team.halted',
  'project.halted',
  'goal.halted',
  'company.halted',
]

/** What may be announced when a budget crosses a threshold. */
export const CROSSING = ['budget/threshold-crossed', 'budget/stopped', 'budget/exhausted']

/** Raises what `added` has crossed: the budget is locked by now, so exactly one crosses each threshold. */
export async function raise(work: Work, counter: Counter, added: number, month: string): Promise<void> {
  const { cap, spent, warnPercent } = counter
  if (cap === null) return
  const state = budgetState(spent, counter)
  if (state === 'exceeded') return halt(work, counter, month)
  const isStop = state === 'stopped'
  const line = isStop ? stopAt(counter)! : partOf(cap, warnPercent)
  if (spent < line || spent - added >= line) return
  const isNew = await openIncident(work, counter, month, isStop ? 'stopped' : 'warning')
  crossed(work, counter)
  if (isStop && isNew) stop(work, counter)
}

/** Nothing new starts; what is under way goes on, and nothing is paused. */
function stop(work: Work, counter: Counter): void {
  work.announce({ name: 'budget/stopped', data: whichOf(work, counter), forEngine: true })
}

const whichOf = ({ companyId }: Work, { scopeKind, scopeId, budgetId }: Counter) => {
  return { companyId, scopeKind, scopeId, budgetId }
}

function crossed(work: Work, { scopeKind, scopeId }: Counter): void {
  work.announce({ name: 'budget/threshold-crossed', data: { companyId: work.companyId, scopeKind, scopeId } })
}

async function halt(work: Work, counter: Counter, month: string): Promise<void> {
  const isNew = await openIncident(work, counter, month, 'exhausted')
  // the runs that were allowed go on; the next one is not admitted
  if (counter.metric === 'runs') {
    if (!isNew) return
    crossed(work, counter)
    return stop(work, counter)
  }
  const isPaused = await pause(work, counter)
  if (isPaused === false || (isPaused === null && !isNew)) return
  const { scopeKind, scopeId, metric, spent, cap } = counter
  const kind = scopeKind === 'subtree' ? 'agent' : scopeKind
  const figures = metric === 'money' ? { spentMicros: spent, capMicros: cap } : { spent, cap }
  work.record({
    // The rule did it, not whoever reported the cost.
    actor: { kind: 'system', id: 'budget' },
    action: `${scopeKind}.halted`,
    subject: { kind, id: scopeId },
    details: { reason: 'budget', metric, ...figures },
  })
  work.announce({ name: 'budget/exhausted', data: whichOf(work, counter), forEngine: true })
}

const PAUSING: Partial<Record<ScopeKind, string>> = {
  agent: `UPDATE "Agent" SET status = 'paused', "pauseReason" = 'budget', "pausedAt" = $2, "updatedAt" = $2
    WHERE id = $1 AND status = 'active' RETURNING id`,
  company: `UPDATE "Company" SET status = 'paused', "pauseReason" = 'budget', "pausedAt" = $2, "updatedAt" = $2
    WHERE id = $1 AND status = 'active' RETURNING id`,
  project: `UPDATE "Project" SET "pauseReason" = 'budget', "pausedAt" = $2, "updatedAt" = $2
    WHERE id = $1 AND "pausedAt" IS NULL RETURNING id`,
}

/** Whether this paused what the budget is of; null for a team, a subtree and a goal, which have no standing of their own. */
async function pause(work: Work, { scopeKind, scopeId }: Counter): Promise<boolean | null> {
  const statement = PAUSING[scopeKind]
  return statement ? (await work.sql(statement, [scopeId, work.now])).length > 0 : null
}

type Threshold = 'warning' | 'stopped' | 'exhausted'

/** @returns whether it was not open before */
async function openIncident(work: Work, counter: Counter, month: string, threshold: Threshold) {
  const { budgetId, cap, spent } = counter
  const opened = await work.sql(
    `INSERT INTO "BudgetIncident" (id, "companyId", "budgetId", "periodStart", threshold, cap, spent, "createdAt")
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT ("budgetId", "periodStart", threshold, cap) DO UPDATE SET state = 'open', "resolvedAt" = NULL, spent = EXCLUDED.spent
     WHERE "BudgetIncident".state <> 'open' RETURNING id`,
    [work.newId(), work.companyId, budgetId, rowOf(counter, month), threshold, cap, spent, work.now],
  )
  return opened.length > 0
}
