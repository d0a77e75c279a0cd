import { afterAll, expect, it } from 'vitest'
import { admitWake, getRun, registerWorker, requestWake } from '@/features/runs'
import { createSecret, updateSecret } from '@/features/vault'
import { closePools } from '@/platform/database'
import { asDatabaseOwner, foundCompany } from '@/testing/company'
import { leaseFor } from './lease'

afterAll(closePools)

/** An agent whose settings name a secret, with a run in the queue; `take` is a worker that asks for it. */
async function queued() {
  const company = await foundCompany()
  const { board, system, hire } = company
  const secret = await createSecret(board, { name: 'TOKEN', value: 'swordfish-91' })
  const config = { command: 'true', env: { TOKEN: { secretId: secret.id, version: 'latest' } } }
  const agent = await hire({ runtimeConfig: config })
  const { wakeId } = await requestWake(system, { agentId: agent.id, cause: 'manual' })
  await admitWake(system, { wakeId })
  const { workerId } = await registerWorker({ name: 'w', version: 1, capacity: 5, labels: [], runtimes: ['bash'] })
  const take = () =>
    leaseFor({ id: workerId, runtimes: ['bash'] }, 5, 0, 'http://127.0.0.1', AbortSignal.timeout(30_000))
  return { board, secret, runId: wakeId, take }
}

it('hands a run over with the values of its secrets, which stand in no table', async () => {
  const { take, runId } = await queued()
  const [run] = await take()
  expect(run).toMatchObject({ runId, runtimeConfig: { env: { TOKEN: 'swordfish-91' } }, secrets: ['swordfish-91'] })
  const [stored] = await asDatabaseOwner<{ text: string }>(
    `SELECT string_agg(x, '') AS text FROM (SELECT r::text AS x FROM "Run" r UNION ALL SELECT e::text FROM "AuditEntry" e
     UNION ALL SELECT o::text FROM "OutboxEvent" o UNION ALL SELECT a::text FROM "Agent" a) t`,
  )
  expect(stored?.text).toContain('secret.used')
  expect(stored?.text).not.toContain('swordfish-91')
})

it('ends a run that lacks a secret as not started, with the reason, and without an attempt to begin it', async () => {
  const { board, secret, take, runId } = await queued()
  await updateSecret(board, { secretId: secret.id, status: 'disabled' })
  expect(await take()).toEqual([])
  expect(await getRun(board, { runId })).toMatchObject({
    ...{ state: 'failed', errorCode: 'not_started' },
    error: 'The agent\'s setting env.TOKEN names the secret "TOKEN", which is disabled.',
  })
})
