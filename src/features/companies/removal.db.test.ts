import { Readable } from 'node:stream'
import pg from 'pg'
import { afterAll, afterEach, expect, it, vi } from 'vitest'
import { callerFor, createApiKey, resolveCompany } from '@/features/access'
import { verifyAudit } from '@/features/audit'
import { uploadAttachment } from '@/features/documents'
import { createTask, listTasks, postMessage } from '@/features/tasks'
import { setClock } from '@/platform/clock'
import { closePools } from '@/platform/database'
import { BACKUP_LOCK } from '@/platform/database/backup-role'
import { newId } from '@/platform/ids'
import { storage } from '@/platform/storage'
import { fillBusyCompany } from '@/testing/busy-company'
import { addMember, asDatabaseOwner, codeOf, foundCompany, refusalOf, sealAll } from '@/testing/company'
import { closeCompany, getCompany, removeDueCompanies, reopenCompany, resumeCompany } from '.'

let putClockBack = () => {}
afterEach(() => putClockBack())
afterAll(closePools)

const inDays = (days: number) => {
  putClockBack = setClock(() => new Date(Date.now() + days * 86_400_000))
}

/** How many rows each table has of a company, read from the catalogue: a table that is made tomorrow is looked at, too. */
async function rowsOf(companyId: string): Promise<Map<string, number>> {
  const tables = await asDatabaseOwner<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'companyId'
     WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND NOT a.attisdropped`,
  )
  const each = tables.map(
    ({ name }) => `SELECT '${name}' AS name, count(*)::int AS rows FROM "${name}" WHERE "companyId" = $1`,
  )
  const counts = await asDatabaseOwner<{ name: string; rows: number }>(each.join(' UNION ALL '), [companyId])
  return new Map(counts.filter(({ rows }) => rows > 0).map(({ name, rows }) => [name, rows]))
}

it('closes at once for everybody but its owners, who read it, and may take it back', async () => {
  const company = await foundCompany({ name: 'Closing' })
  const agent = await company.hire()
  const asAdmin = {
    kind: 'person' as const,
    personId: await addMember(company.id, 'admin'),
    isInstanceAdmin: false,
    via: 'local' as const,
  }
  const admin = await callerFor(asAdmin, company.id)
  expect(await codeOf(closeCompany(admin, { name: 'Closing' }))).toBe('forbidden')
  expect(await codeOf(closeCompany(await company.asAgent(agent.id), { name: 'Closing' }))).toBe('forbidden')
  expect(await codeOf(closeCompany(company.board, { name: 'closing' }))).toBe('invalid_input')
  await closeCompany(company.board, { name: ' Closing ' })

  for (const entering of [company.asAgent(agent.id), callerFor(asAdmin, company.id)]) {
    const refused = await refusalOf(entering)
    expect(refused).toMatchObject({ code: 'forbidden', facts: { removalDueAt: expect.any(String) } })
    expect(refused.message).toMatch(/being deleted. Until .* UTC its owners may read and export it/)
  }
  const again = {
    kind: 'person' as const,
    personId: company.board.actor.id,
    isInstanceAdmin: true,
    via: 'local' as const,
  }
  const owner = await callerFor(again, company.id)
  expect(await getCompany(owner, {})).toMatchObject({ status: 'archived', removalDueAt: expect.any(String) })
  expect((await refusalOf(createTask(owner, { title: 'Too late' }))).message).toMatch(/being deleted/)
  expect(await codeOf(resumeCompany(owner, {}))).toBe('forbidden')
  expect(await codeOf(closeCompany(owner, { name: 'Closing' }))).toBe('illegal_transition')

  await reopenCompany(owner, {})
  const open = await callerFor(again, company.id)
  await resumeCompany(open, {})
  expect(await getCompany(open, {})).toMatchObject({ status: 'active', removalDueAt: null })
  await createTask(open, { title: 'Not too late' })
  inDays(400)
  expect(await removeDueCompanies()).toEqual([])
})

it('removes every row and every file of it when its time has come, though it is stopped again and again, and touches no other', async () => {
  const { companyId } = await fillBusyCompany(process.env.DATABASE_URL ?? '')
  const owner = await callerFor(
    { kind: 'person', personId: '00000000-0000-7000-8000-000000000001', isInstanceAdmin: true, via: 'local' },
    companyId,
  )
  const other = await foundCompany({ name: 'Bystander' })
  const task = await createTask(other.board, { title: 'Stays' })
  await postMessage(other.board, { taskId: task.id, content: 'stays, too' })
  await createApiKey(other.board, { name: 'k', kind: 'board' })
  const [theirs] = await listTasks(owner, { limit: 1 })
  const upload = { fileName: 'a.txt', contentType: 'text/plain' }
  for (const [caller, taskId] of [[owner, theirs!.id] as const, [other.board, task.id] as const]) {
    await uploadAttachment(caller, { ...upload, taskId }, Readable.from([Buffer.from('bytes')]))
  }
  const keys = await asDatabaseOwner<{ companyId: string; storageKey: string }>(
    `SELECT "companyId", "storageKey" FROM "Attachment"`,
  )
  await sealAll(companyId)
  await sealAll(other.id)
  const [before, kept] = [await rowsOf(companyId), await rowsOf(other.id)]
  expect(before.size).toBeGreaterThan(30)
  await expect(asDatabaseOwner(`DELETE FROM "CostEntry" WHERE "companyId" = $1`, [companyId])).rejects.toThrow(
    /append-only/,
  )

  const { name } = await getCompany(owner, {})
  await closeCompany(owner, { name })
  inDays(29)
  expect(await removeDueCompanies()).toEqual([])
  inDays(31)
  // no run of it may be going on: the watch over lost runs ends them
  expect(await removeDueCompanies()).toEqual([])
  await asDatabaseOwner(
    `UPDATE "Run" SET state = 'cancelled', "finishedAt" = now() WHERE "companyId" = $1 AND state IN ('queued', 'running')`,
    [companyId],
  )
  expect(await codeOf(reopenCompany(owner, {}))).toBe('illegal_transition')
  for (let stops = 0; stops < 5; stops++) expect(await removeDueCompanies(40)).toEqual([])
  expect((await rowsOf(companyId)).size).toBeGreaterThan(0)
  expect((await Promise.all([removeDueCompanies(), removeDueCompanies()])).flat()).toContain(companyId)

  expect(await rowsOf(companyId)).toEqual(new Map())
  expect(await asDatabaseOwner(`SELECT id FROM "Company" WHERE id = $1`, [companyId])).toEqual([])
  const [trace] = await asDatabaseOwner<{ rows: string; files: string }>(`SELECT * FROM "CompanyRemoval"`)
  expect(trace).toMatchObject({
    id: companyId,
    name,
    closedById: owner.actor.id,
    files: '1',
    endedAt: expect.any(Date),
  })
  expect(Number(trace?.rows)).toBeGreaterThanOrEqual([...before.values()].reduce((sum, rows) => sum + rows))
  for (const key of keys) {
    const found = await codeOf(
      storage()
        .get(key.storageKey)
        .then((stream) => stream.destroy()),
    )
    expect(found).toBe(key.companyId === companyId ? 'not_found' : 'done')
  }
  expect(await rowsOf(other.id)).toEqual(kept)
  expect(await verifyAudit(other.board, {})).toMatchObject({ isIntact: true })
  await expect(asDatabaseOwner(`DELETE FROM "AuditEntry"`)).rejects.toThrow(/append-only/)
})

/** A company whose days of grace are over, with files to remove. */
async function dueCompany(files = 0, name = 'Due') {
  const company = await foundCompany({ name })
  await asDatabaseOwner(
    `INSERT INTO "FileRemoval" ("companyId", "storageKey", "dueAt")
     SELECT $1::uuid, 'companies/' || $1::uuid || '/attachments/' || n, now() FROM generate_series(1, $2::int) n`,
    [company.id, files],
  )
  await closeCompany(company.board, { name })
  inDays(31)
  return company
}

it('stops when a backup begins to read, after few files, and goes on when it is done', async () => {
  const { id } = await dueCompany(50)
  const backup = new pg.Client({ connectionString: process.env.DATABASE_URL })
  await backup.connect()
  const remove = storage().delete.bind(storage())
  const removed = vi.spyOn(storage(), 'delete').mockImplementation(async (key) => {
    if (removed.mock.calls.length === 1) await backup.query('SELECT pg_advisory_lock_shared($1)', [BACKUP_LOCK])
    await remove(key)
  })
  try {
    expect(await removeDueCompanies()).toEqual([])
    expect(removed.mock.calls.length).toBe(20)
    await backup.end()
    expect(await removeDueCompanies()).toEqual([id])
  } finally {
    removed.mockRestore()
    await backup.end()
  }
})

it('leaves a minute to a reopening that has begun, and does not call gone what is still there', async () => {
  const { id } = await dueCompany(1)
  const set = (sql: string) => asDatabaseOwner(`UPDATE "Company" SET ${sql} WHERE id = $1`, [id])
  putClockBack()
  await set(`"removalDueAt" = now() - interval '30 seconds'`)
  expect(await removeDueCompanies()).toEqual([])
  await set(`"removalDueAt" = now() - interval '90 seconds'`)
  const removed = vi.spyOn(storage(), 'delete').mockImplementation(async () => {
    await set(`"closedAt" = NULL, "removalDueAt" = NULL, "closedByKind" = NULL, "closedById" = NULL`)
  })
  try {
    expect(await removeDueCompanies()).toEqual([])
  } finally {
    removed.mockRestore()
  }
  expect(await asDatabaseOwner(`SELECT "endedAt" FROM "CompanyRemoval" WHERE id = $1`, [id])).toEqual([
    { endedAt: null },
  ])
})

it('leaves its slug to another company', async () => {
  const { id, slug } = await dueCompany(0, 'Once More')
  expect(await resolveCompany(slug)).toBe(id)
  const bystander = await foundCompany({ name: 'Another' })
  expect(await removeDueCompanies()).toContain(id)
  const second = await foundCompany({ name: 'Once More' })
  expect(second.slug).toBe(slug)
  await closeCompany(bystander.board, { name: 'Another' })
  // whoever comes makes it look again
  const stranger = { kind: 'person' as const, personId: newId(), isInstanceAdmin: false, via: 'local' as const }
  expect(await codeOf(callerFor(stranger, id))).toBe('not_found')
  expect(await resolveCompany(slug)).toBe(second.id)
})
