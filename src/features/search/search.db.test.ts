import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deleteDocument, putDocument } from '@/features/documents'
import { packRunLogs } from '@/features/runs'
import { createTask, postMessage, updateTask } from '@/features/tasks'
import { closePools } from '@/platform/database'
import { newId } from '@/platform/ids'
import { asDatabaseOwner, foundCompany, type TestCompany, until } from '@/testing/company'
import { indexCompany, isSearchBehind, type SearchHit, search } from '.'

let company: TestCompany
let other: TestCompany
beforeAll(async () => {
  company = await foundCompany()
  other = await foundCompany()
})
afterAll(closePools)

/** Reads all that happened; what commits beside this test, in other databases too, may hold some of it back for a moment. */
async function index(of = company): Promise<void> {
  await until('the search to be up to date', async () => {
    await indexCompany(of.board.companyId)
    return !(await isSearchBehind(of.board.companyId))
  })
}

async function find(q: string, more: object = {}, of = company): Promise<SearchHit[]> {
  return search(of.board, { q, ...more })
}
const idsOf = (hits: SearchHit[]) => hits.map((hit) => hit.id)
const marked = (hit: SearchHit | undefined) => hit?.snippet.map((p) => (p.isMatch ? `[${p.text}]` : p.text)).join('')

async function tell(name: string, data: object): Promise<void> {
  await asDatabaseOwner(`INSERT INTO "OutboxEvent" (id, "companyId", name, data) VALUES ($1, $2, $3, $4)`, [
    ...[newId(), company.id, name, JSON.stringify(data)],
  ])
}

/** A run that has ended with this log. */
async function endedRun(lines: string[]): Promise<string> {
  const { id: agentId } = await company.hire({ name: 'Logger' })
  const runId = newId()
  await asDatabaseOwner(
    `INSERT INTO "Run" (id, "companyId", "agentId", cause, runtime, state, "finishedAt") VALUES ($1, $2, $3, 'manual', 'bash', 'succeeded', now())`,
    [runId, company.id, agentId],
  )
  await asDatabaseOwner(
    `INSERT INTO "RunEvent" ("companyId", "runId", seq, at, kind, stream, text)
     SELECT $1, $2, seq, now(), 'log', 'stdout', text FROM unnest($3::text[]) WITH ORDINALITY AS l(text, seq)`,
    [company.id, runId, lines],
  )
  await tell('run/finished', { runId })
  return runId
}

describe('what is found', () => {
  it('is a log also after it was packed', async () => {
    const runId = await endedRun(['\u001b[1mA zebra\u001b[0m stood', 'in the hall'])
    await asDatabaseOwner(
      `UPDATE "Run" SET "lastEventSeq" = 2, "finishedAt" = now() - interval '2 days' WHERE id = $1`,
      [runId],
    )
    await packRunLogs()
    await index()
    expect(await find('"zebra stood" hall')).toMatchObject([{ id: runId }])
  })

  it('is tasks, messages, documents and logs, each with where it belongs', async () => {
    const task = await createTask(company.board, { title: 'Paint the zeppelin', description: 'In blue.' })
    const message = await postMessage(company.board, { taskId: task.id, content: 'The **zeppelin** is wet' })
    const document = await putDocument(company.board, {
      taskId: task.id,
      key: 'plan',
      title: 'Colours',
      body: 'A zeppelin plan',
    })
    const run = await endedRun(['painting', '\u001b[32mzeppelin done\u001b[0m\n'])
    await index()
    const hits = await find('zeppelin')
    expect(idsOf(hits).sort()).toEqual([task.id, message.id, document.id, run].sort())
    // a title counts more than a text
    expect(hits[0]).toMatchObject({ kind: 'task', taskIdentifier: task.identifier, title: task.title })
    const by = (kind: string) => hits.find((hit) => hit.kind === kind)
    expect(by('message')).toMatchObject({ taskId: task.id, taskIdentifier: task.identifier, title: task.title })
    expect(marked(by('message'))).toBe('The **[zeppelin]** is wet')
    expect(by('document')).toMatchObject({ taskId: task.id, title: 'Colours' })
    expect(by('run')).toMatchObject({ taskId: null, taskIdentifier: null, title: 'Logger' })
    expect(marked(by('run'))).toBe('painting\n[zeppelin] done')
    expect(idsOf(await find('zeppelin', { kinds: ['document'] }))).toEqual([document.id])
    expect(idsOf(await find('zeppelin', { taskId: task.id }))).not.toContain(run)
    const grants = new Set([...company.board.grants].filter((grant) => grant !== 'run:read'))
    expect(idsOf(await search({ ...company.board, grants }, { q: 'zeppelin' }))).not.toContain(run)
  })

  it('are words, beginnings, what stands together, names of tasks, and any language', async () => {
    const texts = {
      deployment: 'The deployment of src/app/page.tsx failed',
      apart: 'page one, and a tsx file',
      chinese: '系统部署完成了',
      russian: 'Привет, мир! Всё готово',
      german: 'Die Straße ist ÜBERFLUTET',
    }
    const ids: Record<string, string> = {}
    for (const [name, description] of Object.entries(texts)) {
      ids[name] = (await createTask(company.board, { title: name.toUpperCase(), description })).id
    }
    await index()
    const named = async (q: string) => {
      const found = idsOf(await find(q))
      return Object.keys(ids).filter((name) => found.includes(ids[name]!))
    }
    expect(await named('failed deployment')).toEqual(['deployment'])
    expect(await named('deplo')).toEqual(['deployment'])
    expect(await named('deplo failed')).toEqual([])
    expect(await named('deplo* failed')).toEqual(['deployment'])
    expect(await named('page tsx')).toEqual(['deployment', 'apart'])
    expect(await named('"page tsx"')).toEqual(['deployment'])
    expect(await named('app/page.tsx')).toEqual(['deployment'])
    expect(await named('部署')).toEqual(['chinese'])
    expect(await named('署部')).toEqual([])
    expect(await named('ПРИВЕТ')).toEqual(['russian'])
    expect(await named('überflutet strasse')).toEqual([])
    expect(await named('überflutet straße')).toEqual(['german'])
    const tenth = await Promise.all(
      Array.from({ length: 12 }, (_, i) => createTask(company.board, { title: `Nr ${i}` })),
    )
    await index()
    for (const { identifier, id } of tenth) expect((await find(identifier))[0]?.id).toBe(id)
    const [first] = tenth
    expect((await find(first!.identifier.toLowerCase()))[0]?.id).toBe(first!.id)
  })

  it('is in any part of a long text, once', async () => {
    const task = await createTask(company.board, { title: 'Long' })
    const body = `${'padding words here '.repeat(4000)} quokka ${'and more of it '.repeat(3000)} quokka`
    const { id } = await putDocument(company.board, { taskId: task.id, key: 'long', body })
    const run = await endedRun([
      ...Array.from({ length: 6000 }, (_, i) => `line ${i} ${'.'.repeat(40)}\n`),
      'quokka at last',
    ])
    await index()
    const hits = await find('quokka')
    expect(idsOf(hits).sort()).toEqual([id, run].sort())
    expect(hits.every((hit) => marked(hit)?.includes('[quokka]'))).toBe(true)
    await putDocument(company.board, {
      taskId: task.id,
      key: 'long',
      body: 'short now',
      baseRevisionId: await lastRevision(id),
    })
    await index()
    expect(idsOf(await find('quokka'))).toEqual([run])
    const parts = await asDatabaseOwner(`SELECT part FROM "SearchEntry" WHERE "subjectId" = $1`, [id])
    expect(parts).toEqual([{ part: 0 }])
  })

  it('comes in pages, best first, none twice', async () => {
    for (let i = 0; i < 25; i++) await createTask(company.board, { title: `Walrus ${'more '.repeat(i % 5)}${i}` })
    await index()
    const all = idsOf(await find('walrus', { limit: 100 }))
    expect(all).toHaveLength(25)
    const paged: string[] = []
    for (;;) {
      const page = idsOf(await find('walrus', { limit: 4, after: paged.at(-1) }))
      if (page.length === 0) break
      paged.push(...page)
    }
    expect(paged).toEqual(all)
  })
})

async function lastRevision(documentId: string): Promise<string> {
  const [row] = await asDatabaseOwner<{ id: string }>(`SELECT "revisionId" AS id FROM "Document" WHERE id = $1`, [
    documentId,
  ])
  return row!.id
}

describe('what is not found', () => {
  it('is what was changed or taken away', async () => {
    const task = await createTask(company.board, { title: 'Axolotl care' })
    const message = await postMessage(company.board, { taskId: task.id, content: 'my axolotl secret' })
    const name = { taskId: task.id, key: 'axolotl' }
    await putDocument(company.board, { ...name, body: 'axolotl feeding' })
    await index()
    expect(await find('axolotl')).toHaveLength(3)
    await updateTask(company.board, { taskId: task.id, title: 'Fish care' })
    await asDatabaseOwner(`UPDATE "Message" SET content = 'gone' WHERE id = $1`, [message.id])
    await tell('message/edited', { taskId: task.id, messageId: message.id })
    await deleteDocument(company.board, name)
    await index()
    expect(await find('axolotl')).toEqual([])
    expect(idsOf(await find('fish'))).toEqual([task.id])
  })

  it("is another company's", async () => {
    const ours = await createTask(company.board, { title: 'Okapi of ours' })
    await createTask(other.board, { title: 'Okapi of theirs' })
    await index(other)
    await index()
    expect(idsOf(await find('okapi'))).toEqual([ours.id])
    expect(await find('okapi', { taskId: ours.id }, other)).toEqual([])
    expect(await find('ours', {}, other)).toEqual([])
    expect(await find('okapi', { after: ours.id }, other)).toEqual([])
  })

  it.each([
    `'"&|!:*`,
    '',
    '   ',
    '*',
    '"',
    "'; DROP TABLE x; --",
    '\\',
    '!!!&&&',
    '(((',
    ':*',
    '<->',
    '\u0000',
    '\ud800',
    'a:* & b',
    "''",
    '-',
    '🙂',
    '"" ""',
    'ﷺ',
    `${'x'.repeat(250)} ${'y '.repeat(100)}`,
    "'@x'",
  ])('are signs: %j answers, and is no error', async (q) => {
    expect(Array.isArray(await find(q))).toBe(true)
  })
})
