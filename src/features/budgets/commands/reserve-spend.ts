import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { askWithin, estimateRun } from '../rules/budget-state'
import { currentPeriod, leftAlong, reserveAlong } from '../store'

const LATEST_RUNS = 5

/**
 * Sets money aside for a run before it starts, along the chain agent → company.
 * @throws Refusal budget_exhausted that says what was asked and what is left; nothing is reserved then
 */
export const reserveSpend = defineCommand({
  name: 'reserveSpend',
  grant: 'run:report',
  input: z.object({ runId: z.uuid(), agentId: z.uuid() }),
  output: z.object({ amountMicros: z.number() }),
  records: ['spend.reserved'],
  announces: [],
  async run(work, { runId, agentId }) {
    const latest = await work.sql<{ costMicros: number }>(
      `SELECT "costMicros" FROM "Run" WHERE "companyId" = $1 AND "agentId" = $2 AND "finishedAt" IS NOT NULL
       ORDER BY "createdAt" DESC LIMIT ${LATEST_RUNS}`,
      [work.companyId, agentId],
    )
    const periodStart = await currentPeriod(work)
    const left = await leftAlong(work, agentId, periodStart)
    const amountMicros = askWithin(estimateRun(latest.map((run) => run.costMicros)), left)
    const { isRefused } = await reserveAlong(work, agentId, periodStart, amountMicros)
    if (isRefused) {
      throw new Refusal('budget_exhausted', 'The budget does not allow another run this month.', {
        askedMicros: amountMicros,
        leftMicros: left,
      })
    }
    await work.sql(
      `INSERT INTO "Reservation" ("runId", "companyId", "agentId", "amountMicros", "periodStart", "createdAt")
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [runId, work.companyId, agentId, amountMicros, periodStart, work.now],
    )
    work.record({ action: 'spend.reserved', subject: { kind: 'run', id: runId }, details: { amountMicros } })
    return { amountMicros }
  },
})
