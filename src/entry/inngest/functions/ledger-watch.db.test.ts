import { afterAll, expect, it } from 'vitest'
import { listAudit } from '@/features/audit'
import { ledgerHealth, listIncidents, reportCost } from '@/features/budgets'
import { closePools } from '@/platform/database'
import { asDatabaseOwner, foundCompany } from '@/testing/company'
import { compareLedgers } from './ledger-watch'

afterAll(closePools)

it('sees a counter that somebody has changed behind the product, says so once, and closes the alarm when it is right again', async () => {
  const { id, board, hire } = await foundCompany()
  const agent = await hire()
  await reportCost(board, { agentId: agent.id, model: 'x', costMicros: 700 })
  expect(await ledgerHealth(board, {})).toEqual({ checkedAt: null, miscounted: 0 })
  expect(await compareLedgers()).toBe(0)
  expect(await ledgerHealth(board, {})).toEqual({ checkedAt: expect.any(String), miscounted: 0 })
  const shift = (by: number) =>
    asDatabaseOwner(
      `UPDATE "BudgetPeriod" p SET spent = spent + $2 FROM "Budget" b
       WHERE b.id = p."budgetId" AND b."companyId" = $1 AND b."scopeKind" = 'agent'`,
      [id, by],
    )
  await shift(5)
  expect(await compareLedgers()).toBe(1)
  expect(await compareLedgers()).toBe(1)
  expect(await ledgerHealth(board, {})).toMatchObject({ miscounted: 1 })
  expect(await listIncidents(board, { state: 'open' })).toMatchObject([
    { threshold: 'miscounted', scopeKind: 'agent', scopeId: agent.id, cap: 700, spent: 705 },
  ])
  const alarms = (await listAudit(board, {})).filter((entry) => entry.action.startsWith('ledger.'))
  expect(alarms).toMatchObject([{ action: 'ledger.differed', details: { count: 1 } }])
  await shift(-5)
  expect(await compareLedgers()).toBe(0)
  expect(await listIncidents(board, { state: 'open' })).toEqual([])
  expect((await listAudit(board, { limit: 1 }))[0]).toMatchObject({ action: 'ledger.agreed' })
})
