import { afterAll, beforeAll, expect, it } from 'vitest'
import { addTrigger, claimDueRoutines, createRoutine, listRoutineRuns } from '@/features/routines'
import { listWakes } from '@/features/runs'
import { closePools } from '@/platform/database'
import { asDatabaseOwner, foundCompany, until } from '@/testing/company'
import { startBackground } from '../../background'

let stop: () => Promise<void>
beforeAll(async () => {
  stop = await startBackground()
})
afterAll(async () => {
  await stop()
  await closePools()
})

it('makes the task of a slot that is due, and wakes its agent for it, once', async () => {
  const company = await foundCompany()
  const agent = await company.hire()
  const { id: routineId } = await createRoutine(company.board, { title: 'Hourly', assigneeId: agent.id })
  const { trigger } = await addTrigger(company.board, { routineId, kind: 'schedule', cron: '0 * * * *' })
  await asDatabaseOwner(`UPDATE "RoutineTrigger" SET "nextRunAt" = now() - interval '1 second' WHERE id = $1`, [
    trigger.id,
  ])
  await Promise.all([claimDueRoutines(), claimDueRoutines()])
  const taskId = await until('the task', async () => {
    const [run] = await listRoutineRuns(company.board, { routineId })
    return run?.taskId
  })
  const wakes = await until('the wake', async () => {
    const found = await listWakes(company.board, { agentId: agent.id })
    return found.length > 0 && found
  })
  expect(wakes).toMatchObject([{ cause: 'assignment', taskId }])
  expect(await listRoutineRuns(company.board, { routineId })).toHaveLength(1)
})
