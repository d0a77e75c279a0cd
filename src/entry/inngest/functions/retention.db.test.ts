import { afterAll, expect, it } from 'vitest'
import { updateCompany } from '@/features/companies'
import { createRoutine } from '@/features/routines'
import { listWakes, requestWake } from '@/features/runs'
import { createTask } from '@/features/tasks'
import { closePools } from '@/platform/database'
import { firstIdAt, newId } from '@/platform/ids'
import { asDatabaseOwner, foundCompany } from '@/testing/company'
import { dropOldLogs, forgetOld } from './retention'

afterAll(closePools)

const DAY_MS = 86_400_000

it('removes what is old and has done its work, and nothing else', async () => {
  const company = await foundCompany()
  const agent = await company.hire()
  const fill = (text: string, ...values: unknown[]) => asDatabaseOwner(text, [company.id, ...values])
  // 2,500 slots, of 0 to 2,499 hours ago
  await fill(
    `INSERT INTO "ScheduleSlot" (id, "companyId", "agentId", "slotAt", "untilAt", outcome, reason)
     SELECT gen_random_uuid(), $1, $2, now() - make_interval(hours => i), now() - make_interval(hours => i), 'missed', 'too_late'
     FROM generate_series(0, 2499) i`,
    agent.id,
  )
  for (const [state, days] of [
    ['pending', 400],
    ['skipped', 91],
    ['skipped', 89],
  ]) {
    const { wakeId } = await requestWake(company.board, { agentId: agent.id, cause: 'manual' })
    await asDatabaseOwner(
      `UPDATE "Wake" SET state = $2, "createdAt" = now() - make_interval(days => $3),
         "endedAt" = CASE WHEN $2 = 'pending' THEN NULL ELSE now() - make_interval(days => $3) END WHERE id = $1`,
      [wakeId, state, days],
    )
  }
  const key = () => requestWake(company.board, { agentId: agent.id, cause: 'manual' }, { idempotencyKey: newId() })
  await Promise.all([key(), key()])
  await fill(
    `UPDATE "IdempotencyKey" SET "createdAt" = now() - interval '8 days' WHERE key = (SELECT max(key) FROM "IdempotencyKey" WHERE "companyId" = $1)`,
  )
  const event = (id: string, isForEngine: boolean, isConsumed: boolean) =>
    fill(
      `INSERT INTO "OutboxEvent" (id, "companyId", name, data, "isForEngine", "createdAt", "relayedAt", "consumedAt")
       VALUES ($2, $1, 'test/old', '{}', $3, now() - interval '9 days', now(), CASE WHEN $4 THEN now() END)`,
      ...[id, isForEngine, isConsumed],
    )
  const old = () => newId().replace(/^.{8}-.{4}/, firstIdAt(new Date(Date.now() - 9 * DAY_MS)).slice(0, 13))
  await event(old(), false, false)
  await event(old(), true, true)
  await event(old(), true, false)
  const events = async () =>
    (await fill(`SELECT id FROM "OutboxEvent" WHERE "companyId" = $1 AND name = 'test/old'`)).length
  expect((await forgetOld()).events).toBe(0)
  expect(await events()).toBe(3)
  await fill(
    `INSERT INTO "SearchCursor" ("companyId", txid, seq) SELECT $1, max(txid), max(seq) FROM "OutboxEvent"
     ON CONFLICT ("companyId") DO UPDATE SET txid = excluded.txid, seq = excluded.seq`,
  )
  await forgetOld()
  expect(await events()).toBe(1)
  const [left] = await fill(
    `SELECT (SELECT count(*)::int FROM "ScheduleSlot" WHERE "companyId" = $1) AS slots,
       (SELECT count(*)::int FROM "IdempotencyKey" WHERE "companyId" = $1 AND "createdAt" < now() - interval '7 days') AS keys`,
  )
  expect(left).toEqual({ slots: 90 * 24, keys: 0 })
  const wakes = await listWakes(company.board, { agentId: agent.id })
  expect(wakes.map((wake) => wake.state).sort()).toEqual(['pending', 'pending', 'pending', 'skipped'])
})

it('removes what nobody can use any more, and nothing that is alive', async () => {
  const company = await foundCompany()
  const agent = await company.hire()
  const [person] = await asDatabaseOwner<{ id: string }>(`SELECT id FROM "Person" LIMIT 1`)
  const days = [0, 29, 31, 89, 91]
  await asDatabaseOwner(
    `INSERT INTO "Session" ("tokenHash", "personId", "expiresAt", client)
     SELECT 'hash' || d, $1, now() - make_interval(days => d) + interval '1 hour', 'aged ' || d FROM unnest($2::int[]) d`,
    [person?.id, days],
  )
  await asDatabaseOwner(
    `INSERT INTO "Invitation" (id, "companyId", "tokenHash", role, "createdBy", "createdAt", "expiresAt")
     SELECT gen_random_uuid(), $1, 'invited' || d, 'viewer', $2, now(), now() - make_interval(days => d) FROM unnest($3::int[]) d`,
    [company.id, person?.id, days],
  )
  await asDatabaseOwner(
    `INSERT INTO "Worker" (id, name, version, capacity, labels, runtimes, "lastBeatAt")
     SELECT gen_random_uuid(), 'aged ' || d, 1, 1, '{}', '{}', now() - make_interval(days => d) FROM unnest($1::int[]) d`,
    [days],
  )
  const routine = await createRoutine(company.board, { title: 'Sweep', assigneeId: agent.id })
  const open = await createTask(company.board, { title: 'Still open' })
  const over = await createTask(company.board, { title: 'Over' })
  await asDatabaseOwner(`UPDATE "Task" SET state = 'done' WHERE id = $1`, [over.id])
  const firing = (age: number, taskId: string | null, joinedTo: string | null = null) => {
    const id = newId()
    return asDatabaseOwner(
      `INSERT INTO "RoutineRun" (id, "companyId", "routineId", source, status, "taskId", "coalescedIntoId", "createdAt", "settledAt")
       VALUES ($1, $2, $3, 'manual', $7, $4, $5, now(), now() - make_interval(days => $6))`,
      [id, company.id, routine.id, taskId, joinedTo, age, joinedTo ? 'coalesced' : 'issue_created'],
    ).then(() => id)
  }
  await firing(91, over.id)
  const kept = [await firing(89, over.id), await firing(91, open.id)]
  const joined = await firing(91, over.id)
  kept.push(joined, await firing(1, null, joined))
  await forgetOld()
  const names = async (sql: string, ...values: unknown[]) =>
    (await asDatabaseOwner<{ name: string }>(sql, values)).map(({ name }) => name).sort()
  expect(await names(`SELECT client AS name FROM "Session"`)).toEqual(['aged 0'])
  expect(await names(`SELECT "tokenHash" AS name FROM "Invitation" WHERE "companyId" = $1`, company.id)).toEqual([
    'invited0',
    'invited29',
  ])
  expect(await names(`SELECT name FROM "Worker"`)).toEqual(['aged 0', 'aged 29', 'aged 31', 'aged 89'])
  expect(await names(`SELECT id::text AS name FROM "RoutineRun" WHERE "companyId" = $1`, company.id)).toEqual(
    kept.sort(),
  )
})

it('keeps logs as long as each company says, and for ever where nobody says anything', async () => {
  const [brief, long, silent] = await Promise.all([foundCompany(), foundCompany(), foundCompany()])
  await updateCompany(brief.board, { runLogDays: 10 })
  await updateCompany(long.board, { runLogDays: 0 })
  for (const company of [brief, long, silent]) {
    const agent = await company.hire()
    await asDatabaseOwner(
      `WITH runs AS (
         INSERT INTO "Run" (id, "companyId", "agentId", cause, runtime, state, "timeoutSeconds", "createdAt", "finishedAt", "isLogPacked")
         SELECT gen_random_uuid(), $1, $2, 'manual', 'bash', 'succeeded', 0, now() - make_interval(days => d), now(), true
         FROM unnest(ARRAY[9, 11, 400]) d RETURNING "companyId", id, "createdAt")
       INSERT INTO "RunLog" ("companyId", "runId", events, "eventCount", "packedAt") SELECT "companyId", id, '', 0, "createdAt" FROM runs`,
      [company.id, agent.id],
    )
  }
  expect(await dropOldLogs()).toBe(2)
  const left = await asDatabaseOwner<{ companyId: string; logs: number }>(
    `SELECT "companyId", count(*)::int AS logs FROM "RunLog" WHERE "companyId" = ANY($1) GROUP BY 1`,
    [[brief.id, long.id, silent.id]],
  )
  expect(Object.fromEntries(left.map(({ companyId, logs }) => [companyId, logs]))).toEqual({
    [brief.id]: 1,
    [long.id]: 3,
    [silent.id]: 3,
  })
})
