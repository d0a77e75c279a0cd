import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { changeReserved, lockChain, tightest, withCounters } from '../locks'
import { askWithin, estimateRun } from '../rules/budget-state'
import { shortage } from '../shortage'
import { currentPeriod } from '../store'

const LATEST_RUNS = 5

/**
 * Sets money aside for a run before it starts, along the chain agent → teams → project of the task → company.
 * @throws Refusal budget_exhausted that says what was asked and what is left; nothing is reserved then
 */
export const reserveSpend = defineCommand({
  name: 'reserveSpend',
  grant: 'run:report',
  input: z.object({ runId: z.uuid(), agentId: z.uuid(), taskId: z.uuid().nullish() }),
  output: z.object({ amountMicros: z.number() }),
  records: ['spend.reserved'],
  announces: [],
  async run(work, { runId, agentId, taskId }) {
    const latest = await work.sql<{ costMicros: number }>(
      `SELECT "costMicros" FROM "Run" WHERE "companyId" = $1 AND "agentId" = $2 AND "finishedAt" IS NOT NULL
       ORDER BY "createdAt" DESC LIMIT ${LATEST_RUNS}`,
      [work.companyId, agentId],
    )
    const period = await currentPeriod(work)
    const budgets = await lockChain(work, { agentId, taskId: taskId ?? null, runId: null })
    const lack = tightest(await withCounters(work, budgets, period))
    const leftMicros = lack?.leftMicros ?? null
    const amountMicros = askWithin(estimateRun(latest.map((run) => run.costMicros)), leftMicros)
    if (lack && (amountMicros > lack.leftMicros || lack.leftMicros <= 0)) {
      const { counter } = lack
      throw await shortage(work, { counter, askedMicros: amountMicros, leftMicros: lack.leftMicros, what: 'a run' })
    }
    const budgetIds = budgets.map((budget) => budget.budgetId)
    await changeReserved(work, budgetIds, period, amountMicros)
    await work.sql(
      `INSERT INTO "Reservation" ("runId", "companyId", "agentId", "amountMicros", "periodStart", "createdAt", "budgetIds")
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [runId, work.companyId, agentId, amountMicros, period, work.now, budgetIds],
    )
    work.record({ action: 'spend.reserved', subject: { kind: 'run', id: runId }, details: { amountMicros } })
    return { amountMicros }
  },
})
