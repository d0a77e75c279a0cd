import { afterAll, describe, expect, it } from 'vitest'
import { systemCaller } from '@/features/access'
import { listAudit } from '@/features/audit'
import { getTask, updateTask } from '@/features/tasks'
import { setClock } from '@/platform/clock'
import { closePools } from '@/platform/database'
import { asDatabaseOwner, foundCompany, type TestCompany } from '@/testing/company'
import {
  addTrigger,
  claimDueRoutines,
  createRoutine,
  fireRoutine,
  getRoutine,
  listOverdueTriggers,
  listRoutineRuns,
  updateRoutine,
  updateTrigger,
} from '.'

afterAll(closePools)

/** What `run` finds so many seconds after a slot. */
async function pastSlot<T>(slot: string, seconds: number, run: () => Promise<T>): Promise<T> {
  const restore = setClock(() => new Date(Date.parse(slot) + seconds * 1000))
  try {
    return await run()
  } finally {
    restore()
  }
}

async function scheduled(company: TestCompany, wish: object = {}, cron = '*/5 * * * *') {
  const agent = await company.hire()
  const routine = await createRoutine(company.board, { title: 'Every so often', assigneeId: agent.id, ...wish })
  const { trigger } = await addTrigger(company.board, { routineId: routine.id, kind: 'schedule', cron })
  return { routineId: routine.id, triggerId: trigger.id, nextRunAt: trigger.nextRunAt!, agentId: agent.id }
}

const runsOf = (company: TestCompany, routineId: string) => listRoutineRuns(company.board, { routineId, limit: 100 })

const eventsOf = (companyId: string) =>
  asDatabaseOwner<{ data: { runId: string } }>(
    `SELECT data FROM "OutboxEvent" WHERE "companyId" = $1 AND name = 'routine/fired' AND "isForEngine" ORDER BY seq`,
    [companyId],
  )

/** What the engine does with the events of a company. */
async function fireAll(companyId: string): Promise<void> {
  for (const { data } of await eventsOf(companyId)) {
    await fireRoutine(systemCaller(companyId, 'routines'), { runId: data.runId })
  }
}

describe('claimDueRoutines', () => {
  it('pain 13: claims each slot once when many claim at once, and each becomes one task however often it is fired', async () => {
    const company = await foundCompany()
    const made = await Promise.all(Array.from({ length: 20 }, () => scheduled(company, {}, '30 3 * * *')))
    const { nextRunAt: slot } = made[0]!
    const counts = await pastSlot(slot, 20, () => Promise.all(Array.from({ length: 5 }, claimDueRoutines)))
    expect(counts.reduce((a, b) => a + b)).toBe(20)
    expect(await pastSlot(slot, 20, claimDueRoutines)).toBe(0)
    const events = await eventsOf(company.id)
    expect(events).toHaveLength(20)
    const fire = ({ data }: { data: { runId: string } }) => fireRoutine(company.system, { runId: data.runId })
    await Promise.all([...events, ...events].map(fire))
    for (const { routineId, triggerId, nextRunAt, agentId } of made) {
      const [run, ...more] = await runsOf(company, routineId)
      expect(more).toEqual([])
      expect(run).toMatchObject({ status: 'issue_created', source: 'schedule', triggerId, slotAt: nextRunAt })
      const task = await getTask(company.board, { taskId: run!.taskId! })
      expect(task).toMatchObject({ assigneeId: agentId, accountable: { kind: 'person', id: company.board.actor.id } })
      const routine = await getRoutine(company.board, { routineId })
      expect(Date.parse(routine.nextRunAt!)).toBe(Date.parse(nextRunAt) + 86_400_000)
      expect(routine.triggers[0]).toMatchObject({ lastResult: 'issue_created', lastFiredAt: expect.any(String) })
    }
    const fired = await listAudit(company.board, { action: 'routine.fired', limit: 100 })
    expect(fired).toHaveLength(20)
  })

  it('pain 18: leaves out what was missed, and says so once', async () => {
    const company = await foundCompany()
    const { routineId, nextRunAt } = await scheduled(company, {}, '0 * * * *')
    await pastSlot(nextRunAt, 3 * 3600 + 1800, claimDueRoutines)
    expect(await runsOf(company, routineId)).toMatchObject([
      { status: 'skipped', reason: expect.stringMatching(/^Missed/), slotAt: nextRunAt, taskId: null },
    ])
    expect(await eventsOf(company.id)).toEqual([])
    const { nextRunAt: next } = await getRoutine(company.board, { routineId })
    expect(Date.parse(next!)).toBe(Date.parse(nextRunAt) + 4 * 3_600_000)
  })

  it('pain 21: makes up for 25 missed slots where it is told to, which are one open task', async () => {
    const company = await foundCompany()
    const { routineId, nextRunAt } = await scheduled(company, { catchUp: 'enqueue_missed_with_cap' }, '* * * * *')
    await pastSlot(nextRunAt, 3600, claimDueRoutines)
    await fireAll(company.id)
    const count: Record<string, number> = {}
    for (const { status } of await runsOf(company, routineId)) count[status] = (count[status] ?? 0) + 1
    expect(count).toEqual({ issue_created: 1, coalesced: 24, skipped: 1 })
  })

  it('fires again once the task is done', async () => {
    const company = await foundCompany()
    const { routineId, nextRunAt } = await scheduled(company)
    await pastSlot(nextRunAt, 1, claimDueRoutines)
    await fireAll(company.id)
    const [first] = await runsOf(company, routineId)
    await updateTask(company.board, { taskId: first!.taskId!, state: 'done' })
    await pastSlot(nextRunAt, 301, claimDueRoutines)
    await fireAll(company.id)
    expect((await runsOf(company, routineId)).map((run) => run.status)).toEqual(['issue_created', 'completed'])
  })

  it('has nothing of slots that passed while it was paused or switched off', async () => {
    const company = await foundCompany()
    const paused = await scheduled(company)
    const off = await scheduled(company)
    const slot = off.nextRunAt
    await updateRoutine(company.board, { routineId: paused.routineId, status: 'paused' })
    await updateTrigger(company.board, { triggerId: off.triggerId, isEnabled: false })
    await pastSlot(slot, 3600, claimDueRoutines)
    await pastSlot(slot, 3600, () => updateTrigger(company.board, { triggerId: off.triggerId, isEnabled: true }))
    await updateRoutine(company.board, { routineId: paused.routineId, status: 'active' })
    await pastSlot(slot, 3601, claimDueRoutines)
    expect(await runsOf(company, paused.routineId)).toEqual([])
    expect(await runsOf(company, off.routineId)).toEqual([])
    await pastSlot(slot, 3600 + 301, claimDueRoutines)
    expect(await runsOf(company, paused.routineId)).toHaveLength(1)
    expect(await runsOf(company, off.routineId)).toHaveLength(1)
  })

  it('pain 19: is listed as overdue when it is due and does not fire, until it does', async () => {
    const company = await foundCompany()
    const [stuck, paused] = [await scheduled(company, {}, '30 3 * * *'), await scheduled(company, {}, '30 3 * * *')]
    await updateRoutine(company.board, { routineId: paused.routineId, status: 'paused' })
    const listed = () => listOverdueTriggers(company.board, {})
    expect(await pastSlot(stuck.nextRunAt, 299, listed)).toEqual([])
    expect(await pastSlot(stuck.nextRunAt, 301, listed)).toMatchObject([{ routineId: stuck.routineId }])
    await pastSlot(stuck.nextRunAt, 302, claimDueRoutines)
    expect(await pastSlot(stuck.nextRunAt, 303, listed)).toEqual([])
  })

  it('pain 19: one whose times cannot be read any more keeps no other from firing, and is shown', async () => {
    const company = await foundCompany()
    const [whole, broken] = [await scheduled(company, {}, '30 3 * * *'), await scheduled(company, {}, '30 3 * * *')]
    // as from a server that knows other zones
    const zone = `UPDATE "RoutineTrigger" SET "timeZone" = 'Mars/Olympus' WHERE id = $1`
    await asDatabaseOwner(zone, [broken.triggerId])
    expect(await pastSlot(whole.nextRunAt, 1, claimDueRoutines)).toBe(2)
    await fireAll(company.id)
    expect(await runsOf(company, whole.routineId)).toMatchObject([{ status: 'issue_created' }])
    expect(await runsOf(company, broken.routineId)).toMatchObject([
      { status: 'skipped', reason: expect.stringContaining('cannot be read'), slotAt: broken.nextRunAt },
    ])
    expect(await listOverdueTriggers(company.board, {})).toMatchObject([{ routineId: broken.routineId }])
    expect(await pastSlot(whole.nextRunAt, 2, claimDueRoutines)).toBe(0)
  })

  it('stores the reason when a slot lacks a variable', async () => {
    const company = await foundCompany()
    const { routineId, nextRunAt } = await scheduled(company, { title: 'About {{topic}}' })
    await pastSlot(nextRunAt, 1, claimDueRoutines)
    await fireAll(company.id)
    expect(await runsOf(company, routineId)).toMatchObject([
      { status: 'failed', reason: 'The variable topic is missing.' },
    ])
  })
})

describe('a schedule', () => {
  it.each([
    [{ cron: '61 * * * *' }, 'invalid_cron'],
    [{ cron: '* * * *' }, 'invalid_cron'],
    [{ cron: '0 9 * * *', timeZone: 'Mars/Olympus' }, 'invalid_time_zone'],
  ])('%j is refused', async (wish, rule) => {
    const company = await foundCompany()
    const { routineId } = await scheduled(company)
    const asked = addTrigger(company.board, { routineId, kind: 'schedule', ...wish })
    await expect(asked).rejects.toMatchObject({ code: 'invalid_input', facts: { rule } })
  })

  it('is in the zone of its company where it names none', async () => {
    const company = await foundCompany({ timeZone: 'Asia/Tokyo' })
    const { routineId } = await scheduled(company, {}, '0 9 * * *')
    const [trigger] = (await getRoutine(company.board, { routineId })).triggers
    expect(trigger).toMatchObject({ timeZone: 'Asia/Tokyo', nextRunAt: expect.stringMatching(/T00:00:00.000Z$/) })
    const moved = await updateTrigger(company.board, { triggerId: trigger!.id, timeZone: 'Europe/Lisbon' })
    expect(moved.trigger.nextRunAt).toMatch(/T0[89]:00:00.000Z$/)
    const wrong = updateTrigger(company.board, { triggerId: trigger!.id, signing: 'none' })
    await expect(wrong).rejects.toMatchObject({ facts: { rule: 'trigger_kind' } })
  })
})
