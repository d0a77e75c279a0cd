import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closePools, inCompany } from '@/platform/database'
import { newId } from '@/platform/ids'
import { asDatabaseOwner, foundCompany, type TestCompany } from '@/testing/company'
import { ListAudit, listAudit } from '.'
import { choosePage } from './filter'

afterAll(closePools)

const ENTRIES = 50_000
const LIMIT = 50
const run = newId()
const task = newId()

let company: TestCompany
let agent: { id: string }

/** Mostly one agent's messages and the product's wakes; ten of everything that is looked for. */
beforeAll(async () => {
  company = await foundCompany()
  agent = await company.hire({ name: 'Rare' })
  await asDatabaseOwner(
    `INSERT INTO "AuditEntry" (id, "companyId", at, "actorKind", "actorId", "runId", action, "subjectKind", "subjectId")
     SELECT gen_random_uuid(), $1, '2026-01-01'::timestamptz + n * interval '1 minute',
       CASE WHEN n % 5000 = 7 THEN 'person' WHEN n % 2 = 0 THEN 'agent' ELSE 'system' END,
       CASE WHEN n % 5000 = 1 THEN $2 ELSE 'somebody' END, CASE WHEN n % 5000 = 2 THEN $3::uuid END,
       CASE WHEN n % 5000 = 3 THEN 'moon.painted' WHEN n % 2 = 0 THEN 'message.posted' ELSE 'wake.requested' END,
       CASE WHEN n % 5000 = 4 THEN 'moon' WHEN n % 5000 IN (5, 6) THEN 'agent' ELSE 'message' END,
       CASE WHEN n % 5000 = 4 THEN $4 WHEN n % 5000 = 5 THEN $2 ELSE 'something' END
     FROM generate_series(1, ${ENTRIES}) n`,
    [company.id, agent.id, run, task],
  )
  await asDatabaseOwner('ANALYZE "AuditEntry"')
}, 120_000)

type Plan = { 'Node Type': string; 'Actual Rows': number; 'Actual Loops': number; Plans?: Plan[] } & Record<
  string,
  unknown
>

/** Rows that the scans of a plan looked at, those that a filter threw away included. */
function looked(plan: Plan): number {
  const below = (plan.Plans ?? []).reduce((sum, each) => sum + looked(each), 0)
  if (!/^(?!Subquery).*Scan$/.test(plan['Node Type'])) return below
  return below + (plan['Actual Rows'] + Number(plan['Rows Removed by Filter'] ?? 0)) * plan['Actual Loops']
}

describe('a page of the log among 50,000 entries', () => {
  const cases: [string, () => object, number][] = [
    ['everything', () => ({}), LIMIT],
    ['one agent as actor', () => ({ actorId: agent.id }), 10],
    ['people', () => ({ actorKind: 'person' }), 10],
    ['the product', () => ({ actorKind: 'system' }), LIMIT],
    ['an agent as actor or subject', () => ({ agentId: agent.id }), 11],
    ['one run', () => ({ runId: run }), 10],
    ['a rare action', () => ({ action: 'moon.painted' }), 10],
    ['a common action', () => ({ action: 'message.posted' }), LIMIT],
    ['what is no machinery', () => ({ withoutMachinery: true }), LIMIT],
    ['the actions of a rare room', () => ({ action: 'moon.' }), 10],
    ['a kind of subject', () => ({ subjectKind: 'moon' }), 10],
    ['one subject', () => ({ subjectKind: 'moon', subjectId: task }), 10],
    ['a day', () => ({ from: '2026-01-10T00:00:00Z', to: '2026-01-10T00:20:00Z' }), 20],
    ['an action of a week', () => ({ action: 'moon.', from: '2026-01-05T00:00:00Z', to: '2026-01-12T00:00:00Z' }), 2],
  ]

  it.each(cases)('%s looks at what it shows, and little more', async (_what, filterOf, expected) => {
    const filter = ListAudit.parse({ ...filterOf(), limit: LIMIT })
    const rows = await listAudit(company.board, filter)
    expect(rows.length).toBeGreaterThanOrEqual(expected)
    expect(rows.map((row) => row.at)).toEqual(
      rows
        .map((row) => row.at)
        .sort()
        .reverse(),
    )
    const { text, values } = choosePage(company.id, filter)
    const [row] = await inCompany(company.board.companyId, 'READ ONLY', (sql) =>
      sql<{ 'QUERY PLAN': { Plan: Plan }[] }>(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values),
    )
    expect(looked(row!['QUERY PLAN'][0]!.Plan)).toBeLessThanOrEqual(4 * LIMIT)
  })
})

it('leaves out the machinery, of all and of an agent', async () => {
  const actions = (await listAudit(company.board, { withoutMachinery: true, limit: 500 })).map(({ action }) => action)
  expect(actions).toEqual(expect.arrayContaining(['company.created', 'agent.hired', 'message.posted']))
  expect(actions.filter((action) => action === 'wake.requested' || action === 'budget.opened')).toEqual([])
  const hers = await listAudit(company.board, { withoutMachinery: true, agentId: agent.id })
  expect(hers.map(({ action }) => action)).toContain('agent.hired')
  expect(hers.map(({ action }) => action)).not.toContain('wake.requested')
})

it('goes on where the page before ended, with the same filter', async () => {
  const filter = { agentId: agent.id, limit: 4 }
  const all = await listAudit(company.board, { ...filter, limit: 500 })
  const paged = []
  for (let before: string | undefined; ; ) {
    const page = await listAudit(company.board, { ...filter, before })
    if (page.length === 0) break
    paged.push(...page)
    before = page.at(-1)?.id
  }
  expect(paged.map(({ id }) => id)).toEqual(all.map(({ id }) => id))
  expect(all.every((row) => row.actorId === agent.id || row.subjectId === agent.id)).toBe(true)
})

it('names who and what an entry is about', async () => {
  const [hired] = await listAudit(company.board, { action: 'agent.hired' })
  expect(hired).toMatchObject({ actorName: 'Test owner', subjectName: 'Rare' })
  const [founded] = await listAudit(company.board, { action: 'company.created' })
  expect(founded?.subjectName).toMatch(/^Test /)
  const [opened] = await listAudit(company.board, { action: 'budget.opened' })
  expect(opened?.subjectName).toBe('Rare')
})
