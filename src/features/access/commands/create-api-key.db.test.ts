import { createHash } from 'node:crypto'
import { afterAll, expect, it } from 'vitest'
import { closePools } from '@/platform/database'
import { asDatabaseOwner, foundCompany } from '@/testing/company'
import { createApiKey } from './create-api-key'

afterAll(closePools)

it('keeps no answer that holds a secret, and no digest of the input that can be guessed', async () => {
  const company = await foundCompany()
  const make = () => createApiKey(company.board, { name: 'k', kind: 'board' }, { idempotencyKey: 'secret' })
  const { token } = await make()
  await expect(make()).rejects.toMatchObject({ code: 'already_exists', facts: { rule: 'secret_shown_once' } })
  const [row] = await asDatabaseOwner<{ answer: unknown; inputHash: string }>(
    `SELECT answer, "inputHash" FROM "IdempotencyKey" WHERE "companyId" = $1`,
    [company.id],
  )
  expect(row?.answer).toBeNull()
  expect(JSON.stringify(row)).not.toContain(token)
  const guess = createHash('sha256')
    .update(JSON.stringify({ name: 'k', kind: 'board' }))
    .digest('hex')
  expect(row?.inputHash).not.toBe(guess)
})
