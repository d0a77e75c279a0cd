import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTask } from '@/features/tasks'
import { closePools, systemSql } from '@/platform/database'
import { newId } from '@/platform/ids'
import { markOf, readQuestion, tsqueryOf } from '@/platform/words'
import { asDatabaseOwner, foundCompany, type TestCompany, until } from '@/testing/company'
import { companiesToIndex, indexCompany, isSearchBehind, search } from '.'
import { FIND } from './queries/search'

let company: TestCompany
beforeAll(async () => {
  company = await foundCompany()
})
afterAll(closePools)

/** Reads all that happened; what commits beside this test, in other databases too, may hold some of it back for a moment. */
async function index(of = company): Promise<void> {
  await until('the search to be up to date', async () => {
    await indexCompany(of.board.companyId)
    return !(await isSearchBehind(of.board.companyId))
  })
}

const find = (q: string, more: object = {}, of = company) => search(of.board, { q, ...more })
const idsOf = (hits: { id: string }[]) => hits.map((hit) => hit.id)

describe('reading what happened', () => {
  const entries = () =>
    asDatabaseOwner(
      `SELECT kind, "subjectId", part, title, body, words::text FROM "SearchEntry" WHERE "companyId" = $1 ORDER BY 1, 2, 3`,
      [company.id],
    )

  it('may be repeated, and done by many at once', async () => {
    await Promise.all(Array.from({ length: 30 }, (_, i) => createTask(company.board, { title: `Ibex ${i}` })))
    await Promise.all(Array.from({ length: 6 }, () => index()))
    expect(await find('ibex', { limit: 100 })).toHaveLength(30)
    const before = await entries()
    await asDatabaseOwner(`UPDATE "SearchCursor" SET txid = 0, seq = 0 WHERE "companyId" = $1`, [company.id])
    expect(await companiesToIndex()).toContain(company.id)
    await index()
    expect(await entries()).toEqual(before)
    expect(await companiesToIndex()).not.toContain(company.id)
  })

  it('goes on where it was when it broke off', async () => {
    await index()
    const task = await createTask(company.board, { title: 'Numbat' })
    await asDatabaseOwner(`ALTER TABLE "SearchEntry" ADD CONSTRAINT broken CHECK (title <> 'Numbat')`)
    await expect(index()).rejects.toThrow(/broken/)
    expect(await isSearchBehind(company.board.companyId)).toBe(true)
    await asDatabaseOwner(`ALTER TABLE "SearchEntry" DROP CONSTRAINT broken`)
    await index()
    expect(idsOf(await find('numbat'))).toEqual([task.id])
  })

  it('leaves out nothing that commits late', async () => {
    const task = await createTask(company.board, { title: 'Slow' })
    await index()
    const slow = new pg.Client({ connectionString: process.env.DATABASE_URL })
    await slow.connect()
    await slow.query('BEGIN')
    await slow.query(`UPDATE "Task" SET title = 'Tapir' WHERE id = $1`, [task.id])
    await slow.query(`INSERT INTO "OutboxEvent" (id, "companyId", name, data) VALUES ($1, $2, 'task/updated', $3)`, [
      ...[newId(), company.id, JSON.stringify({ taskId: task.id })],
    ])
    await createTask(company.board, { title: 'Quick' })
    await indexCompany(company.board.companyId)
    expect(await find('tapir')).toEqual([])
    await slow.query('COMMIT')
    await slow.end()
    await index()
    expect(idsOf(await find('tapir'))).toEqual([task.id])
    expect(await find('quick')).toHaveLength(1)
  })
})

describe('ten thousand messages', () => {
  type Plan = {
    'Node Type': string
    'Index Name'?: string
    'Actual Rows': number
    'Relation Name'?: string
    Plans?: Plan[]
  }
  const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)]

  it('are searched by the index on words, also beside a large neighbour', async () => {
    const large = await foundCompany()
    const task = await createTask(large.board, { title: 'Long thread' })
    await asDatabaseOwner(
      `WITH message AS (
         INSERT INTO "Message" (id, "companyId", "taskId", role, "authorKind", "authorId", content)
         SELECT gen_random_uuid(), $1, $2, 'human', 'person', $1, 'message number n' || i || repeat(' about common things', 40) FROM generate_series(1, 10000) i
         RETURNING id
       )
       INSERT INTO "OutboxEvent" (id, "companyId", name, data)
       SELECT gen_random_uuid(), $1, 'message/posted', jsonb_build_object('messageId', id) FROM message`,
      [large.id, task.id],
    )
    await index(large)
    await asDatabaseOwner('VACUUM ANALYZE "SearchEntry"')
    expect(await find('n7777 common', {}, large)).toHaveLength(1)
    expect(await find('common', { limit: 100 }, large)).toHaveLength(100)
    expect(await find('n7777')).toEqual([])
    for (const [of, q] of [
      [large, 'n7777'],
      [company, 'common'],
    ] as const) {
      const query = tsqueryOf(readQuestion(q), markOf(of.id))
      const values = [of.id, query, ['task', 'message', 'document', 'run'], null, null, 20]
      const [explained] = await systemSql<{ 'QUERY PLAN': { Plan: Plan }[] }>(
        `EXPLAIN (ANALYZE, FORMAT JSON) ${FIND}`,
        values,
      )
      const nodes = nodesOf(explained!['QUERY PLAN'][0]!.Plan)
      expect(nodes.map((node) => node['Node Type'])).not.toContain('Seq Scan')
      if (of === large) expect(nodes.map((node) => node['Index Name'])).toContain('SearchEntry_words')
      expect(nodes.filter((node) => node['Relation Name']).every((node) => node['Actual Rows'] <= 1)).toBe(true)
    }
  })
})
