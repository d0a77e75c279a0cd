import { afterAll, expect, it } from 'vitest'
import { forgetAgentTests, registerWorker } from '@/features/runs'
import { createSecret, updateSecret } from '@/features/vault'
import { closePools } from '@/platform/database'
import { asDatabaseOwner, codeOf, foundCompany, until } from '@/testing/company'
import { settleTest, takeTests, testAgent, testSettings } from './agent-tests'

afterAll(closePools)

/** A worker of its own kind, so that nothing else is given to it. */
async function connect(labels: string[]) {
  const { workerId } = await registerWorker({ name: 'w', version: 1, capacity: 5, labels, runtimes: ['bash'] })
  return { id: workerId, labels, runtimes: ['bash'] }
}

const waiting = (companyId: string) =>
  until('the test to wait', async () => {
    const rows = await asDatabaseOwner(
      `SELECT 1 FROM "AgentTest" WHERE "companyId" = $1 AND "takenAt" IS NULL AND "answeredAt" IS NULL`,
      [companyId],
    )
    return rows.length > 0
  })

it('gives a test to one worker that has the labels, with secrets that stand in no table; the first answer counts', async () => {
  const { id, board, hire } = await foundCompany()
  const secret = await createSecret(board, { name: 'TOKEN', value: 'swordfish-92' })
  const env = { TOKEN: { secretId: secret.id, version: 'latest' } }
  const agent = await hire({ runtimeConfig: { command: 'true', env, workerLabels: ['tests-one'] } })
  const [other, ...fitting] = await Promise.all([
    connect([]),
    ...Array.from({ length: 8 }, () => connect(['tests-one'])),
  ])
  const asked = testAgent(board, agent.id)
  await waiting(id)
  expect(await takeTests(other!.id)).toEqual([])
  const taken = (await Promise.all(fitting.map((worker) => takeTests(worker.id)))).flat()
  expect(taken).toMatchObject([
    { runtime: 'bash', runtimeConfig: { env: { TOKEN: 'swordfish-92' } }, secrets: ['swordfish-92'] },
  ])
  const [stored] = await asDatabaseOwner<{ text: string }>(
    `SELECT t::text AS text FROM "AgentTest" t WHERE "companyId" = $1`,
    [id],
  )
  expect(stored?.text).not.toContain('swordfish')
  await settleTest(taken[0]!.testId, { ok: true, message: 'It works.' })
  await settleTest(taken[0]!.testId, { ok: false, message: 'Too late.' })
  expect(await asked).toEqual({ ok: true, message: 'It works.' })
})

it('answers at once with what keeps a worker from trying', async () => {
  const { id, board, hire } = await foundCompany()
  const secret = await createSecret(board, { name: 'TOKEN', value: 'swordfish-93' })
  const env = { TOKEN: { secretId: secret.id, version: 'latest' } }
  const agent = await hire({ runtimeConfig: { command: 'true', env, workerLabels: ['tests-two'] } })
  const without = await testAgent(board, agent.id)
  expect(without.ok).toBe(false)
  expect(without.message).toContain('tests-two')
  const worker = await connect(['tests-two'])
  await updateSecret(board, { secretId: secret.id, status: 'disabled' })
  const asked = testAgent(board, agent.id)
  await waiting(id)
  expect(await takeTests(worker.id)).toEqual([])
  expect(await asked).toMatchObject({ ok: false, message: expect.stringContaining('which is disabled') })
  expect(await forgetAgentTests(new Date(Date.now() + 1000), 1000)).toBeGreaterThan(0)
})

it('tries settings before there is an agent, with values that stand in no table and are masked in the answer', async () => {
  const { id, board, hire, asAgent } = await foundCompany()
  const worker = await connect(['tests-three'])
  const runtimeConfig = { command: 'true', env: { API_TOKEN: 'swordfish-94' }, workerLabels: ['tests-three'] }
  const asked = testSettings(board, { runtime: 'bash', runtimeConfig })
  await waiting(id)
  const [stored] = await asDatabaseOwner<{ text: string }>(
    `SELECT t::text || (SELECT string_agg(e::text, '') FROM "AuditEntry" e WHERE e."companyId" = $1) AS text
     FROM "AgentTest" t WHERE "companyId" = $1`,
    [id],
  )
  expect(stored?.text).not.toContain('swordfish')
  const taken = await takeTests(worker.id)
  expect(taken).toMatchObject([{ runtime: 'bash', runtimeConfig, secrets: ['swordfish-94'] }])
  await settleTest(taken[0]!.testId, { ok: true, message: 'It works.' })
  expect(await asked).toEqual({ ok: true, message: 'It works.' })
  const agent = await asAgent((await hire()).id)
  expect(await codeOf(testSettings(agent, { runtime: 'bash', runtimeConfig }))).toBe('forbidden')
})
