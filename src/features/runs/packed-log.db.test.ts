import { afterAll, expect, it } from 'vitest'
import { closePools } from '@/platform/database'
import { asDatabaseOwner, foundCompany } from '@/testing/company'
import {
  admitWake,
  appendRunEvents,
  beginRun,
  dropOldRunLogs,
  finishRun,
  leaseRuns,
  listRunEvents,
  packRunLogs,
  registerWorker,
  requestWake,
} from '.'

afterAll(closePools)

const COUNT = 3000
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000)

/** A run that ended, with a long log. */
async function ended() {
  const company = await foundCompany()
  const agent = await company.hire()
  const { wakeId } = await requestWake(company.system, { agentId: agent.id, cause: 'manual' })
  await admitWake(company.system, { wakeId })
  const { workerId } = await registerWorker({ name: 'w', version: 1, capacity: 9, labels: [], runtimes: ['bash'] })
  const run = (await leaseRuns({ id: workerId, runtimes: ['bash'] }, 50)).find((each) => each.runId === wakeId)!
  await beginRun(company.system, { runId: wakeId, fence: run.fence })
  const events = Array.from({ length: COUNT }, (_, index) => ({
    ...{ seq: index + 1, at: new Date().toISOString(), kind: 'log' as const, stream: 'stdout' as const },
    text: index === 7 ? 'a zebra, \u{1F993} "quoted"\nand a line' : `line ${index + 1} of many that are much alike`,
  }))
  await appendRunEvents(company.system, { runId: wakeId, fence: run.fence, events })
  await finishRun(company.system, { runId: wakeId, workerId, fence: run.fence, outcome: 'succeeded' })
  const age = (days: number) =>
    asDatabaseOwner(`UPDATE "Run" SET "finishedAt" = now() - make_interval(days => $2) WHERE id = $1`, [wakeId, days])
  const rows = async () =>
    (
      await asDatabaseOwner<{ events: number; bytes: number }>(
        `SELECT (SELECT count(*)::int FROM "RunEvent" WHERE "runId" = $1) AS events,
           (SELECT coalesce(sum(length(events)), 0)::int FROM "RunLog" WHERE "runId" = $1) AS bytes`,
        [wakeId],
      )
    )[0]!
  const read = async (afterSeq: number, limit = 2000) =>
    listRunEvents(company.board, { runId: wakeId, afterSeq, limit })
  return { company, runId: wakeId, age, rows, read }
}

it('packs the log of a run that ended a day ago into one row, and every reader sees the same', async () => {
  const { age, rows, read } = await ended()
  await packRunLogs()
  expect((await rows()).events).toBe(COUNT)
  const before = [await read(0), await read(7, 2), await read(2000), await read(COUNT)]
  await age(2)
  const packed = await Promise.all([packRunLogs(), packRunLogs(), packRunLogs()])
  expect(packed.reduce((sum, n) => sum + n)).toBeGreaterThanOrEqual(1)
  const now = await rows()
  expect(now.events).toBe(0)
  expect(now.bytes).toBeLessThan(COUNT * 10)
  expect([await read(0), await read(7, 2), await read(2000), await read(COUNT)]).toEqual(before)
  expect(await packRunLogs()).toBe(0)
})

it('is not seen by another company, and is dropped when it is older than what is kept', async () => {
  const { company, runId, age, rows, read } = await ended()
  await age(2)
  await packRunLogs()
  const other = await foundCompany()
  expect(await listRunEvents(other.board, { runId })).toEqual([])
  await dropOldRunLogs(company.id, daysAgo(30))
  expect((await rows()).bytes).toBeGreaterThan(0)
  await asDatabaseOwner(`UPDATE "RunLog" SET "packedAt" = now() - interval '31 days' WHERE "runId" = $1`, [runId])
  expect(await dropOldRunLogs(company.id, daysAgo(30))).toBe(1)
  expect(await read(0)).toEqual([])
})

it('keeps up with a busy installation: packs, and drops, all that is due in one go', async () => {
  const { company, runId, age } = await ended()
  await age(2)
  const many = 1200
  await asDatabaseOwner(
    `WITH ids AS (SELECT gen_random_uuid() AS id FROM generate_series(1, $2)), runs AS (
       INSERT INTO "Run" (id, "companyId", "agentId", cause, runtime, state, "timeoutSeconds", "createdAt", "finishedAt", "lastEventSeq")
       SELECT ids.id, r."companyId", r."agentId", r.cause, r.runtime, r.state, 0, r."createdAt", r."finishedAt", 1
       FROM "Run" r CROSS JOIN ids WHERE r.id = $1 RETURNING id, "companyId")
     INSERT INTO "RunEvent" ("companyId", "runId", seq, at, kind, stream, text) SELECT "companyId", id, 1, now(), 'log', 'stdout', 'a' FROM runs`,
    [runId, many],
  )
  expect(await packRunLogs()).toBeGreaterThanOrEqual(many)
  expect(await packRunLogs()).toBe(0)
  await asDatabaseOwner(`UPDATE "RunLog" SET "packedAt" = now() - interval '31 days'`)
  expect(await dropOldRunLogs(company.id, daysAgo(30))).toBeGreaterThan(many)
  expect(await dropOldRunLogs(company.id, daysAgo(30))).toBe(0)
})
