import { afterAll, expect, it } from 'vitest'
import { callerFor } from '@/features/access'
import { LOCAL_PERSON_ID } from '@/features/access/identity'
import { Asked } from '@/features/approvals'
import { checkLedger, listBudgets } from '@/features/budgets'
import { listAgents } from '@/features/org'
import { dashboard } from '@/features/reports'
import { findLostRuns } from '@/features/runs'
import { CreateInteraction } from '@/features/tasks/rules/interactions'
import { closePools } from '@/platform/database'
import { asDatabaseOwner } from '../company'
import { fillBusyCompany } from '.'
import { BUSY, YOU } from './ground'

afterAll(closePools)

it('is a company like one that grew: its counters equal its ledger, its screens have something to show', async () => {
  expect(YOU).toBe(LOCAL_PERSON_ID)
  const { companyId } = await fillBusyCompany(process.env.DATABASE_URL!)
  const you = await callerFor({ kind: 'person', personId: YOU, isInstanceAdmin: true, via: 'local' }, companyId)
  const [counts] = await asDatabaseOwner(
    `SELECT (SELECT count(*) FROM "Task")::int AS tasks, (SELECT count(*) FROM "Run")::int AS runs, (SELECT count(*) FROM "CostEntry")::int AS costs`,
  )
  expect(counts).toEqual({ tasks: BUSY.tasks, runs: BUSY.runs, costs: BUSY.costs })

  expect(await checkLedger(you, {})).toEqual([])
  const { budgets } = await listBudgets(you, {})
  expect(new Set(budgets.map(({ state }) => state))).toEqual(new Set(['ok', 'warning', 'exceeded']))

  expect(await listAgents(you, {})).toHaveLength(12)
  const home = await dashboard(you, {})
  expect(home).toMatchObject({ agents: { running: 5, halted: 1, paused: 1 }, runs: { live: 5 }, pendingApprovals: 4 })
  expect(await findLostRuns(0)).toEqual([])
})

it('asks only what the product would ask', async () => {
  const approvals = await asDatabaseOwner(`SELECT type, payload FROM "Approval"`)
  for (const approval of approvals) expect(() => Asked.parse(approval)).not.toThrow()
  const questions = await asDatabaseOwner(`SELECT "taskId", kind, title, payload FROM "Interaction"`)
  expect(questions.length).toBe(3)
  for (const question of questions) expect(() => CreateInteraction.parse(question)).not.toThrow()
})
