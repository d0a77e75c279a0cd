import { afterAll, expect, it } from 'vitest'
import { claimDueSchedules } from '@/features/schedules'
import { createTask } from '@/features/tasks'
import { setClock } from '@/platform/clock'
import { closePools } from '@/platform/database'
import { foundCompany } from '@/testing/company'
import { admitWake, agentStatus, listRuns, listWakes, requestWake } from '.'

afterAll(closePools)

const HTTP = { runtime: 'http' as const, runtimeConfig: { endpoint: 'http://127.0.0.1:9/work' } }
const at = (minutes: number) => setClock(() => new Date(Date.now() + minutes * 60_000))

it('pain 14: a run that is longer than its interval leaves one waiting wake of the schedule, however many slots pass', async () => {
  const company = await foundCompany()
  const agent = await company.hire({ ...HTTP, schedule: { intervalSeconds: 60, staggerSeconds: 0 } })
  const task = await createTask(company.board, { title: 'Long', assigneeId: agent.id })
  const { wakeId } = await requestWake(company.system, { agentId: agent.id, cause: 'assignment', taskId: task.id })
  await admitWake(company.system, { wakeId })
  for (let minutes = 2; minutes <= 120; minutes += 2) {
    const restore = at(minutes)
    await claimDueSchedules()
    const waiting = (await listWakes(company.board, { agentId: agent.id })).filter((wake) => wake.state === 'pending')
    for (const wake of waiting) await admitWake(company.system, { wakeId: wake.id })
    restore()
    expect(waiting.map((wake) => wake.cause)).toEqual(['schedule'])
  }
  expect(await listRuns(company.board, { agentId: agent.id })).toHaveLength(1)
})

it('pain 26: a heartbeat with nothing to do makes no run, costs nothing, and is counted as spared', async () => {
  const company = await foundCompany()
  const agent = await company.hire({ ...HTTP, schedule: { intervalSeconds: 60, staggerSeconds: 0 } })
  for (let beats = 1; beats <= 3; beats += 1) {
    const restore = at(beats * 2)
    await claimDueSchedules()
    const [wake] = await listWakes(company.board, { agentId: agent.id })
    const answer = await admitWake(company.system, { wakeId: wake!.id })
    restore()
    expect(answer).toMatchObject({ outcome: 'skipped', reason: 'nothing_to_do' })
  }
  expect(await listRuns(company.board, {})).toEqual([])
  const status = await agentStatus(company.board, { agentId: agent.id })
  expect(status).toMatchObject({ sparedWakes: 3, budget: { spent: 0, reserved: 0 } })
})
