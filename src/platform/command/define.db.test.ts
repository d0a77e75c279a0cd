import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { closePools, inCompany } from '@/platform/database'
import { Refusal } from '@/platform/errors'
import { newId } from '@/platform/ids'
import { asDatabaseOwner, foundCompany } from '@/testing/company'
import { defineCommand, type Work } from '.'

afterAll(closePools)

const make = (run: (work: Work, input: { name: string }) => Promise<unknown>) =>
  defineCommand({
    name: 'renameCompany',
    grant: 'company:write',
    input: z.object({ name: z.string().min(1) }),
    output: z.unknown(),
    records: ['company.renamed'],
    announces: ['company/renamed'],
    run,
  })

const rename = async (work: Work, { name }: { name: string }) => {
  await work.db.company.updateMany({ where: { id: work.companyId }, data: { name } })
  work.record({ action: 'company.renamed', subject: { kind: 'company', id: work.companyId } })
  work.announce({ name: 'company/renamed', data: {} })
  return { name }
}
const nameOf = async (id: string) =>
  (await asDatabaseOwner<{ name: string }>(`SELECT name FROM "Company" WHERE id = $1`, [id]))[0]?.name

describe('a command', () => {
  it('refuses without the grant, before it reads the input', async () => {
    const company = await foundCompany()
    const nobody = { ...company.board, grants: new Set<never>() }
    const asked = make(rename)(nobody, { name: '' })
    await expect(asked).rejects.toMatchObject({ code: 'forbidden', facts: { needs: 'company:write' } })
  })

  it('says which field is wrong', async () => {
    const company = await foundCompany()
    const asked = make(rename)(company.board, { name: '' })
    await expect(asked).rejects.toMatchObject({ code: 'invalid_input', facts: { fields: [{ field: 'name' }] } })
  })

  it('does not commit what it did not record, and may not write what it does not declare', async () => {
    const company = await foundCompany()
    const before = await nameOf(company.id)
    const silent = make(async (work) => {
      await work.db.company.updateMany({ where: { id: work.companyId }, data: { name: 'silent' } })
    })
    await expect(silent(company.board, { name: 'x' })).rejects.toThrow(/without recording/)
    const undeclared = make(async (work) => {
      await rename(work, { name: 'undeclared' })
      work.record({ action: 'company.destroyed', subject: { kind: 'company', id: work.companyId } })
    })
    await expect(undeclared(company.board, { name: 'x' })).rejects.toThrow(/not in its records/)
    expect(await nameOf(company.id)).toBe(before)
  })

  it('leaves nothing behind when it throws after writing', async () => {
    const company = await foundCompany()
    const failing = make(async (work, input) => {
      await rename(work, input)
      throw new Refusal('broken_rule', 'no')
    })
    await expect(failing(company.board, { name: 'half' })).rejects.toMatchObject({ code: 'broken_rule' })
    expect(await nameOf(company.id)).not.toBe('half')
    const [events] = await asDatabaseOwner<{ n: number }>(
      `SELECT count(*)::int AS n FROM "OutboxEvent" WHERE name = 'company/renamed' AND "companyId" = $1`,
      [company.id],
    )
    expect(events?.n).toBe(0)
  })

  it('undoes an attempt that is refused, with its record, and keeps the rest', async () => {
    const company = await foundCompany()
    const attempting = make(async (work) => {
      await rename(work, { name: 'kept' })
      const { refusal } = await work.attempt(async () => {
        await rename(work, { name: 'undone' })
        throw new Refusal('broken_rule', 'no')
      })
      return refusal?.code
    })
    expect(await attempting(company.board, { name: 'x' })).toBe('broken_rule')
    expect(await nameOf(company.id)).toBe('kept')
    const [entries] = await asDatabaseOwner<{ n: number }>(
      `SELECT count(*)::int AS n FROM "AuditEntry" WHERE action = 'company.renamed' AND "companyId" = $1`,
      [company.id],
    )
    expect(entries?.n).toBe(1)
  })
})

describe('attempts within attempts', () => {
  it('undoes the whole of an outer one, also after an inner one was refused', async () => {
    const company = await foundCompany()
    const nested = make(async (work) => {
      await rename(work, { name: 'kept' })
      await work.attempt(async () => {
        await rename(work, { name: 'undone' })
        const { refusal } = await work.attempt(() => Promise.reject(new Refusal('broken_rule', 'inner')))
        throw refusal ?? new Error('the inner one went through')
      })
    })
    await nested(company.board, { name: 'x' })
    expect(await nameOf(company.id)).toBe('kept')
  })
})

describe('an idempotency key', () => {
  it('runs once for many calls at once, and gives all of them the same answer', async () => {
    const company = await foundCompany()
    const counting = make(async (work, input) => ({ ...(await rename(work, input)), nonce: newId() }))
    const calls = Array.from({ length: 10 }, () => counting(company.board, { name: 'once' }, { idempotencyKey: 'k' }))
    const answers = await Promise.all(calls)
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
  })

  it('is refused for another call', async () => {
    const company = await foundCompany()
    await make(rename)(company.board, { name: 'a' }, { idempotencyKey: 'k' })
    const other = make(rename)(company.board, { name: 'b' }, { idempotencyKey: 'k' })
    await expect(other).rejects.toMatchObject({ code: 'already_exists' })
  })
})

describe('a company', () => {
  it('sees nothing of another one, by model or by SQL, and cannot write into it', async () => {
    const [mine, other] = await Promise.all([foundCompany(), foundCompany()])
    await inCompany(mine.board.companyId, 'READ WRITE', async (sql) => {
      expect(await sql(`SELECT id FROM "Company"`)).toEqual([{ id: mine.id }])
      expect(await sql(`SELECT 1 FROM "Goal" WHERE "companyId" = $1`, [other.id])).toEqual([])
      expect(await sql(`UPDATE "Company" SET name = 'stolen' WHERE id = $1 RETURNING id`, [other.id])).toEqual([])
    })
    const intrusion = inCompany(mine.board.companyId, 'READ WRITE', (sql) =>
      sql(`INSERT INTO "Goal" (id, "companyId", "parentId", title) VALUES ($1, $2, $1, 'x')`, [newId(), other.id]),
    )
    await expect(intrusion).rejects.toThrow(/row-level security/)
  })
})
