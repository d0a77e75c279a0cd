import { afterAll, expect, it } from 'vitest'
import { listWakes, requestWake } from '@/features/runs'
import { closePools } from '@/platform/database'
import { firstIdAt, newId } from '@/platform/ids'
import { asDatabaseOwner, foundCompany } from '@/testing/company'
import { forgetOld } from './retention'

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
