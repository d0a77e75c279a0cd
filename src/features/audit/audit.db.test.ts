import { createHash } from 'node:crypto'
import { afterAll, describe, expect, it } from 'vitest'
import { createTask } from '@/features/tasks'
import { closePools } from '@/platform/database'
import { asDatabaseOwner, codeOf, foundCompany, sealAll } from '@/testing/company'
import { companiesToSeal, listAudit, proveEntry, sealCompany, verifyAudit } from '.'

afterAll(closePools)

async function companyWithHistory() {
  const company = await foundCompany()
  await Promise.all(Array.from({ length: 30 }, (_, i) => createTask(company.board, { title: `Task ${i}` })))
  expect(await companiesToSeal()).toContain(company.id)
  // sealers that run at the same time build one chain
  await Promise.all([1, 2, 3].map(() => sealCompany(company.id)))
  await sealAll(company.id)
  return company
}

/** What somebody with the database's password does after switching the guard off. */
async function tamper(sql: string, companyId: string): Promise<void> {
  for (const table of ['AuditEntry', 'AuditSeal']) await asDatabaseOwner(`ALTER TABLE "${table}" DISABLE TRIGGER ALL`)
  await asDatabaseOwner(sql, [companyId])
  for (const table of ['AuditEntry', 'AuditSeal']) await asDatabaseOwner(`ALTER TABLE "${table}" ENABLE TRIGGER ALL`)
}

describe('the chain', () => {
  it('is whole and covers every entry', async () => {
    const company = await companyWithHistory()
    const verdict = await verifyAudit(company.board, {})
    expect(verdict).toMatchObject({ isIntact: true, problem: null, unsealed: 0 })
    const entries = await listAudit(company.board, { limit: 500 })
    expect(verdict.checked).toBe(entries.length)
    expect(new Set(entries.map((entry) => entry.position)).size).toBe(entries.length)
  })

  it.each([
    [
      'an edit',
      `UPDATE "AuditEntry" SET "actorId" = 'nobody' WHERE "companyId" = $1 AND action = 'task.created'`,
      /was changed/,
    ],
    [
      'a removal',
      `DELETE FROM "AuditEntry" WHERE id = (SELECT id FROM "AuditEntry" WHERE "companyId" = $1 ORDER BY seq LIMIT 1 OFFSET 5)`,
      /was removed/,
    ],
    ['a cut', `DELETE FROM "AuditSeal" WHERE "companyId" = $1 AND position > 10`, /links were cut off/],
  ])('shows %s', async (_what, sql, problem) => {
    const company = await companyWithHistory()
    await tamper(sql, company.id)
    const verdict = await verifyAudit(company.board, {})
    expect(verdict.isIntact).toBe(false)
    expect(verdict.problem).toMatch(problem)
  })

  it('proves one entry to whoever hashes its text again, and shows one that was edited', async () => {
    const company = await companyWithHistory()
    const proof = await proveEntry(company.board, { position: 7 })
    expect(proof).toMatchObject({ isIntact: true, problem: null })
    expect(
      createHash('sha256')
        .update(proof.text ?? '')
        .digest('hex'),
    ).toBe(proof.hash)
    expect(proof.text).toContain(proof.prevHash)
    const { hash: firstHash } = await proveEntry(company.board, { position: 1 })
    expect((await proveEntry(company.board, { position: 2 })).prevHash).toBe(firstHash)
    const { position } = proof.head
    expect(await proveEntry(company.board, { position })).toMatchObject({ isIntact: true, hash: proof.head.hash })
    expect(await codeOf(proveEntry(company.board, { position: position + 1 }))).toBe('not_found')
    await tamper(
      `UPDATE "AuditEntry" SET action = 'task.deleted' WHERE id = (SELECT "entryId" FROM "AuditSeal" WHERE "companyId" = $1 AND position = 7)`,
      company.id,
    )
    expect(await proveEntry(company.board, { position: 7 })).toMatchObject({
      isIntact: false,
      problem: 'The entry of link 7 was changed.',
    })
    expect(await proveEntry(company.board, { position: 6 })).toMatchObject({ isIntact: true })
  })

  it('is append-only for everybody', async () => {
    await companyWithHistory()
    await expect(asDatabaseOwner(`UPDATE "AuditEntry" SET action = 'x'`)).rejects.toThrow(/append-only/)
    await expect(asDatabaseOwner(`DELETE FROM "AuditEntry"`)).rejects.toThrow(/append-only/)
    await expect(asDatabaseOwner(`TRUNCATE "AuditEntry" CASCADE`)).rejects.toThrow(/append-only/)
  })
})
