import { once } from 'node:events'
import { buffer } from 'node:stream/consumers'
import { afterAll, expect, it } from 'vitest'
import { fromBufferPromise } from 'yauzl'
import { callerFor, createApiKey, deleteAccount, type Identity, listSessions, proveSession } from '@/features/access'
import { listAudit, verifyAudit } from '@/features/audit'
import { closeCompany } from '@/features/companies'
import { createTask, listMessages, postMessage } from '@/features/tasks'
import { hashToken } from '@/platform/crypto'
import { closePools, systemSql } from '@/platform/database'
import { newId } from '@/platform/ids'
import { addMember, asDatabaseOwner, codeOf, foundCompany, refusalOf, sealAll } from '@/testing/company'
import { visitedRows } from '@/testing/visited-rows'
import { exportPerson } from '.'
import { ownRecords } from './queries/own-records'

afterAll(closePools)

/** Somebody who signed in. */
async function signIn(personId: string): Promise<Identity> {
  const token = newId()
  await systemSql(
    `INSERT INTO "Session" ("tokenHash", "personId", "expiresAt", client) VALUES ($1, $2, now() + interval '1 hour', 'A browser')`,
    [hashToken(token), personId],
  )
  return proveSession(token)
}

async function exported(identity: Identity): Promise<Map<string, string>> {
  const zip = await fromBufferPromise(await buffer(await exportPerson(identity)), { lazyEntries: true })
  const files = new Map<string, string>()
  for await (const entry of zip.eachEntry()) {
    files.set(entry.fileName, (await buffer(await zip.openReadStreamPromise(entry))).toString())
  }
  return files
}

it('gives a person all that is theirs in each of their companies, and nothing of others', async () => {
  const [one, two, closed] = [await foundCompany(), await foundCompany(), await foundCompany()]
  const personId = await addMember(one.id)
  for (const { id } of [two, closed]) {
    await systemSql(`INSERT INTO "Membership" ("companyId", "personId", role) VALUES ($1, $2, 'admin')`, [id, personId])
  }
  const me = await signIn(personId)
  const [inOne, inTwo] = [await callerFor(me, one.id), await callerFor(me, two.id)]
  const task = await createTask(inOne, { title: 'Mine' })
  await postMessage(one.board, { taskId: task.id, content: 'said by the owner' })
  await postMessage(inOne, { taskId: task.id, content: 'said by me' })
  const { token } = await createApiKey(inTwo, { name: 'script', kind: 'board' })
  // more than a page, all of one instant
  const agent = await two.hire()
  await asDatabaseOwner(
    `INSERT INTO "AuditEntry" (id, "companyId", at, "actorKind", "actorId", action, "subjectKind", "subjectId")
     SELECT gen_random_uuid(), $1, '2026-01-01', 'person', $2, 'agent.read', 'agent', $3 FROM generate_series(1, 1203)`,
    [two.id, personId, agent.id],
  )
  await closeCompany(closed.board, {
    name: (await asDatabaseOwner<{ name: string }>(`SELECT name FROM "Company" WHERE id = $1`, [closed.id]))[0]!.name,
  })

  const files = await exported(me)
  const linesOf = (name: string) => (files.get(name) ?? '').split('\n').filter(Boolean)
  expect(JSON.parse(files.get('profile.json') ?? '')).toMatchObject({ id: personId, email: expect.any(String) })
  expect(JSON.parse(files.get('memberships.json') ?? '')).toHaveLength(3)
  expect(JSON.parse(files.get('sessions.json') ?? '')).toMatchObject([{ client: 'A browser' }])
  expect(linesOf(`companies/${one.slug}/tasks.jsonl`).map((line) => JSON.parse(line).title)).toEqual(['Mine'])
  expect(linesOf(`companies/${one.slug}/messages.jsonl`).map((line) => JSON.parse(line).content)).toEqual([
    'said by me',
  ])
  expect(linesOf(`companies/${two.slug}/keys.jsonl`).map((line) => JSON.parse(line).name)).toEqual(['script'])
  const acts = linesOf(`companies/${two.slug}/acts.jsonl`).map((line) => JSON.parse(line).id as string)
  expect(new Set(acts).size).toBe(acts.length)
  expect(acts.length).toBeGreaterThan(1203)
  expect([...files.keys()].some((name) => name.includes(closed.slug))).toBe(false)
  const all = [...files.values()].join('\n')
  expect(all).not.toContain('said by the owner')
  expect(all).not.toContain(token)
  const key: Identity = { kind: 'board_key', keyId: newId(), personId, companyId: two.board.companyId, role: 'admin' }
  expect(await codeOf(exportPerson(key))).toBe('forbidden')
})

it('makes one export of a person at a time, until it is read or given up', async () => {
  const company = await foundCompany()
  const [me, other] = [await signIn(await addMember(company.id)), await signIn(await addMember(company.id))]
  const first = await exportPerson(me)
  const refused = await refusalOf(exportPerson(me))
  expect(refused).toMatchObject({ code: 'rate_limited', message: expect.stringContaining('is under way') })
  expect((await exported(other)).size).toBeGreaterThan(3)
  await buffer(first)
  const givenUp = await exportPerson(me)
  const closed = once(givenUp, 'close')
  givenUp.destroy()
  await closed
  expect((await exported(me)).size).toBeGreaterThan(3)
})

it('reads of a page of the export its own rows only, however much else there is', async () => {
  const company = await foundCompany()
  const personId = await addMember(company.id)
  const caller = await callerFor(await signIn(personId), company.id)
  const agent = await company.hire()
  const task = await createTask(caller, { title: 'Much' })
  const fill = (text: string) => asDatabaseOwner(text, [company.id])
  const who = `CASE n % 2 WHEN 0 THEN 'person' ELSE 'agent' END, CASE n % 2 WHEN 0 THEN '${personId}'::uuid ELSE '${agent.id}'::uuid END`
  const when = `'2026-01-01'::timestamptz + make_interval(mins => n)`
  const series = 'FROM generate_series(1, 3000) n'
  await fill(
    `INSERT INTO "Message" (id, "companyId", "taskId", role, "authorKind", "authorId", content, "createdAt")
     SELECT gen_random_uuid(), $1, '${task.id}', 'agent', ${who}, 'Hm', ${when} ${series}`,
  )
  await fill(
    `INSERT INTO "Attachment" (id, "companyId", "taskId", "createdByKind", "createdById", "fileName", "contentType", "byteSize", sha256, "storageKey", "createdAt")
     SELECT gen_random_uuid(), $1, '${task.id}', ${who}, 'a.txt', 'text/plain', 1, repeat('0', 64), gen_random_uuid()::text, ${when} ${series}`,
  )
  await fill(
    `INSERT INTO "AuditEntry" (id, "companyId", at, "actorKind", "actorId", action, "subjectKind", "subjectId")
     SELECT gen_random_uuid(), $1, ${when}, ${who}, 'task.read', 'task', '${task.id}' ${series}`,
  )
  await fill(
    `INSERT INTO "Approval" (id, "companyId", type, status, payload, "requestedByKind", "requestedById", "createdAt", "decidedByKind", "decidedById", "decidedAt")
     SELECT gen_random_uuid(), $1, 'request_board_approval', 'approved', '{}', 'agent', '${agent.id}', ${when}, ${who}, ${when} ${series}`,
  )
  await asDatabaseOwner('ANALYZE')
  const after = { at: '2026-01-01T01:00:00.000Z', id: newId() }
  for (const kind of ['messages', 'files', 'decisions', 'acts'] as const) {
    const { answer, visited } = await visitedRows(caller, (view) => ownRecords.within(view, { kind, after }))
    expect([kind, answer.length > 20, answer.every(({ at }) => at >= after.at)]).toEqual([kind, true, true])
    const read = Object.values(visited).reduce((sum, each) => sum + each, 0)
    expect(read, `${kind}: ${JSON.stringify(visited)}`).toBeLessThanOrEqual(answer.length + 5)
  }
})

it('ends an account, keeps what the person wrote without the name, and leaves no company without an owner', async () => {
  const company = await foundCompany({ name: 'Left behind' })
  const [personId, other] = [await addMember(company.id, 'owner'), await addMember(company.id, 'owner')]
  const me = await signIn(personId)
  const caller = await callerFor(me, company.id)
  const task = await createTask(caller, { title: 'By a person' })
  await postMessage(caller, { taskId: task.id, content: 'stays' })
  await asDatabaseOwner(`DELETE FROM "Membership" WHERE "companyId" = $1 AND "personId" <> $2`, [company.id, personId])
  const refused = await refusalOf(deleteAccount(me))
  expect(refused).toMatchObject({ code: 'broken_rule', facts: { rule: 'last_owner' } })
  expect(refused.message).toContain('Left behind')
  expect((await listSessions(me)).sessions).toHaveLength(1)
  const local: Identity = { kind: 'person', personId, isInstanceAdmin: true, via: 'local' }
  expect(await codeOf(deleteAccount(local))).toBe('broken_rule')

  await systemSql(`INSERT INTO "Membership" ("companyId", "personId", role) VALUES ($1, $2, 'owner')`, [
    company.id,
    other,
  ])
  // both owners at the same moment: one stays
  const both = await Promise.all([codeOf(deleteAccount(me)), codeOf(deleteAccount(await signIn(other)))])
  expect([...both].sort()).toEqual(['broken_rule', 'done'])
  const [gone, left] = both[0] === 'done' ? [personId, other] : [other, personId]
  const people = await asDatabaseOwner<{ id: string; name: string; email: string | null; owns: number }>(
    `SELECT p.id, p.name, p.email, (SELECT count(*)::int FROM "Membership" m WHERE m."personId" = p.id) AS owns FROM "Person" p WHERE id = ANY($1)`,
    [[gone, left]],
  )
  expect(people.find(({ id }) => id === gone)).toMatchObject({ name: 'Former member', email: null, owns: 0 })
  expect(people.find(({ id }) => id === left)).toMatchObject({ owns: 1 })
  expect(await asDatabaseOwner(`SELECT 1 FROM "Session" WHERE "personId" = $1`, [gone])).toEqual([])

  const owner = await callerFor(await signIn(left), company.id)
  expect(JSON.stringify(await listMessages(owner, { taskId: task.id }))).toContain('stays')
  await sealAll(company.id)
  expect(await verifyAudit(owner, {})).toMatchObject({ isIntact: true })
  const entries = await listAudit(owner, { actorId: gone })
  expect(JSON.stringify(entries)).toContain('Former member')
})
