import { afterAll, expect, it } from 'vitest'
import { createTask, getTask } from '@/features/tasks'
import { setClock } from '@/platform/clock'
import { closePools } from '@/platform/database'
import { foundCompany } from '@/testing/company'
import { admitWake, finishRun, leaseRuns, listRuns, listWakes, registerWorker, requestWake } from '.'

afterAll(closePools)

it('pain 8: work that workers give back at each of fifteen restarts is still tried again, and a failure of its own counts as the first', async () => {
  const company = await foundCompany()
  const agent = await company.hire()
  const task = await createTask(company.board, { title: 'Long', assigneeId: agent.id })
  const { workerId } = await registerWorker({ name: 'w', version: 1, capacity: 9, labels: [], runtimes: ['bash'] })
  await requestWake(company.system, { agentId: agent.id, cause: 'assignment', taskId: task.id })
  /** Admits what waits, and ends the run. */
  const ended = async (errorCode: string) => {
    const [wake] = await listWakes(company.board, { agentId: agent.id, state: 'pending' })
    const { runId } = await admitWake(company.system, { wakeId: wake!.id })
    const run = (await leaseRuns({ id: workerId, runtimes: ['bash'] }, 500)).find((each) => each.runId === runId)!
    const ending = { outcome: 'failed', errorCode, error: errorCode } as const
    await finishRun(company.system, { runId: run.runId, workerId, fence: run.fence, ...ending })
  }
  let minutes = 0
  const restore = setClock(() => new Date(Date.now() + minutes * 60_000))
  try {
    for (; minutes < 75; minutes += 5) await ended('worker_stopped')
    await ended('crashed')
    minutes += 5
    const [next] = await listWakes(company.board, { agentId: agent.id, state: 'pending' })
    expect(next).toMatchObject({ cause: 'retry', taskId: task.id })
    expect((await listRuns(company.board, { agentId: agent.id }))[0]).toMatchObject({
      errorCode: 'crashed',
      attempt: 1,
    })
    expect((await getTask(company.board, { taskId: task.id })).state).not.toBe('blocked')
  } finally {
    restore()
  }
})
