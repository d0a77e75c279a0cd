import { afterAll, expect, it } from 'vitest'
import { reportCost, setBudget } from '@/features/budgets'
import { getCompany } from '@/features/companies'
import { setClock } from '@/platform/clock'
import { closePools } from '@/platform/database'
import { asDatabaseOwner, foundCompany } from '@/testing/company'
import { endBudgetPauses } from './clock'

afterAll(closePools)

it('ends a pause in a new month however many are halted whose budget is still used up', async () => {
  const company = await foundCompany()
  const scope = { scopeKind: 'company' as const, scopeId: company.id }
  const agent = await company.hire()
  await setBudget(company.board, { ...scope, cap: 100_000 })
  await asDatabaseOwner(
    `INSERT INTO "Agent" (id, "companyId", "managerId", name, runtime, status, "pauseReason")
     SELECT gen_random_uuid(), $1, $2, 'Halted ' || n, 'bash', 'paused', 'budget' FROM generate_series(1, 600) n`,
    [company.id, agent.id],
  )
  await reportCost(company.board, { agentId: agent.id, model: 'own', costMicros: 200_000 })
  const status = async () => (await getCompany(company.board, {})).status
  expect(await status()).toBe('paused')
  const restore = setClock(() => new Date(Date.now() + 40 * 86_400_000))
  await endBudgetPauses().finally(restore)
  expect(await status()).toBe('active')
})
