import { z } from 'zod'
import { defineCommand, type Work } from '@/platform/command'
import { notFound } from '@/platform/errors'
import type { Counter } from '../chain'
import { ageWindows, changeCounters, changesOf, tightest, withCounters } from '../counters'
import { CROSSING, HALTING, raise } from '../halts'
import { lockChain, openBooks } from '../locks'
import { reservedOn } from '../reservations'
import { askWithin, estimateRun, stopAt } from '../rules/budget-state'
import { shortage } from '../shortage'

const LATEST_RUNS = 5

/**
 * Sets money and tokens aside for a run before it starts, along the chain agent → subtrees of its managers → teams → project of the
 * task → its goals → company, and counts the run itself. What is between the stop and the cap of a budget is not for new runs.
 * @throws Refusal budget_exhausted that says what was asked and what is left; nothing is reserved then
 */
export const reserveSpend = defineCommand({
  name: 'reserveSpend',
  grant: 'run:report',
  input: z.object({ runId: z.uuid(), agentId: z.uuid(), taskId: z.uuid().nullish() }),
  output: z.object({ amountMicros: z.number(), amountTokens: z.number() }),
  records: ['spend.reserved', ...HALTING],
  announces: CROSSING,
  async run(work, { runId, agentId, taskId }) {
    // before the locks, which all admissions of the company wait for
    const latest = await latestRuns(work, agentId)
    const scopes = await openBooks(work, { agentId, taskId: taskId ?? null, runId: null })
    if (!scopes) throw notFound('agent')
    const { month } = scopes
    const budgets = await lockChain(work, agentId, scopes)
    await ageWindows(work, budgets)
    const counters = await withCounters(work, budgets, month)
    const money = latest.map((run) => run.micros)
    const amountMicros = await within(work, counters, 'money', estimateRun('money', money))
    const tokens = latest.map((run) => run.tokens)
    const amountTokens = await within(work, counters, 'tokens', estimateRun('tokens', tokens))
    await within(work, counters, 'runs', 1)
    const changes = changesOf(budgets, month, (budget) =>
      budget.metric === 'runs' ? { spent: 1 } : reservedOn(budget, amountMicros, amountTokens),
    )
    await changeCounters(work, changes)
    await work.sql(
      `INSERT INTO "Reservation" ("runId", "companyId", "agentId", "amountMicros", "amountTokens", "periodStart", "heldIn", "createdAt",
         "budgetIds", "managerIds", "teamIds", "projectId", "goalIds") VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9, $10, $11, $12)`,
      [
        runId,
        work.companyId,
        agentId,
        amountMicros,
        amountTokens,
        month,
        work.now,
        budgets.map((budget) => budget.budgetId),
        scopes.managerIds,
        scopes.teamIds,
        scopes.projectId,
        scopes.goalIds,
      ],
    )
    const ofRuns = counters.filter((counter) => counter.metric === 'runs')
    for (const counter of ofRuns) await raise(work, { ...counter, spent: counter.spent + 1 }, 1, month)
    work.record({ action: 'spend.reserved', subject: { kind: 'run', id: runId }, details: { amountMicros } })
    return { amountMicros, amountTokens }
  },
})

/** What the agent's latest runs took, as budgets count it. */
function latestRuns(work: Work, agentId: string) {
  return work.sql<{ micros: number; tokens: number }>(
    `SELECT coalesce(sum(e."countedMicros"), 0)::bigint AS micros, coalesce(sum(e."tokensIn"::bigint + e."tokensOut"), 0)::bigint AS tokens FROM (
       SELECT id FROM "Run" WHERE "companyId" = $1 AND "agentId" = $2 AND "finishedAt" IS NOT NULL ORDER BY "createdAt" DESC LIMIT ${LATEST_RUNS}
     ) r LEFT JOIN "CostEntry" e ON e."companyId" = $1 AND e."runId" = r.id GROUP BY r.id`,
    [work.companyId, agentId],
  )
}

/** @returns how much of the estimate every budget of the chain allows. @throws Refusal budget_exhausted */
async function within(work: Work, counters: Counter[], metric: Counter['metric'], estimate: number): Promise<number> {
  const lack = tightest(counters, metric, stopAt)
  if (!lack) return estimate
  const asked = metric === 'runs' ? estimate : askWithin(metric, estimate, lack.left)
  if (asked <= lack.left && lack.left > 0) return asked
  throw await shortage(work, { counter: lack.counter, asked, left: lack.left, what: 'a run', isNew: true })
}
