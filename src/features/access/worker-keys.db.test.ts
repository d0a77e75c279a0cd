import { afterAll, expect, it } from 'vitest'
import { closePools, systemSql } from '@/platform/database'
import { newId } from '@/platform/ids'
import { codeOf, foundCompany } from '@/testing/company'
import { createWorkerKey, type Identity, listWorkerKeys, proveWorker, revokeWorkerKey } from '.'

afterAll(closePools)

async function administrator(): Promise<Identity> {
  const personId = newId()
  await systemSql(`INSERT INTO "Person" (id, name, "isInstanceAdmin") VALUES ($1, 'Ada', true)`, [personId])
  return { kind: 'person', personId, isInstanceAdmin: true, via: 'local' }
}

it('lets a worker in by a key of its own until that is revoked or over, and no other way', async () => {
  const admin = await administrator()
  const [one, two] = [
    await createWorkerKey(admin, { name: 'build-1' }),
    await createWorkerKey(admin, { name: 'build-2', expiresInDays: 1 }),
  ]
  const mayEnter = async (token?: string) => (await codeOf(proveWorker(token))) === 'done'
  expect(await Promise.all([one.token, two.token, `${one.token}x`, '', undefined].map(mayEnter))).toEqual([
    ...[true, true, false, false, false],
  ])
  await revokeWorkerKey(admin, one.id)
  await systemSql(`UPDATE "WorkerKey" SET "expiresAt" = now() - interval '1 second' WHERE id = $1`, [two.id])
  expect(await Promise.all([one.token, two.token].map(mayEnter))).toEqual([false, false])
  const { keys } = await listWorkerKeys(admin)
  expect(keys).toMatchObject([
    { name: 'build-2', createdBy: 'Ada', revokedAt: null },
    { name: 'build-1', lastUsedAt: expect.any(String), revokedAt: expect.any(String) },
  ])
  expect(JSON.stringify(keys)).not.toContain(one.token.slice(11))
  // the second time changes nothing
  await revokeWorkerKey(admin, one.id)
  expect((await listWorkerKeys(admin)).keys[1]).toEqual(keys[1])
})

it('is for administrators of the installation', async () => {
  const admin = await administrator()
  const company = await foundCompany()
  const { id: agentId } = await company.hire()
  const { id } = await createWorkerKey(admin, { name: 'x' })
  const { companyId } = company.board
  const others: Identity[] = [
    { ...admin, isInstanceAdmin: false } as Identity,
    { kind: 'board_key', keyId: newId(), personId: newId(), companyId, role: 'owner' },
    { kind: 'agent', agentId, companyId, runId: null },
  ]
  for (const other of others) {
    const calls = [listWorkerKeys(other), createWorkerKey(other, { name: 'y' }), revokeWorkerKey(other, id)]
    expect(await Promise.all(calls.map(codeOf))).toEqual(['forbidden', 'forbidden', 'forbidden'])
  }
  expect(await codeOf(createWorkerKey(admin, { name: ' ' }))).toBe('invalid_input')
  expect(await codeOf(revokeWorkerKey(admin, newId()))).toBe('not_found')
  expect(await codeOf(revokeWorkerKey(admin, 'nonsense'))).toBe('not_found')
})
