import { afterAll, expect, it } from 'vitest'
import {
  admitWake,
  askRunToStop,
  closeRun,
  getRun,
  leaseRuns,
  registerWorker,
  requestWake,
  returnRuns,
} from '@/features/runs'
import { closePools } from '@/platform/database'
import { foundCompany } from '@/testing/company'
import { closeLostRuns } from './lost-runs'

afterAll(closePools)

/** A run in the queue, and a worker that may take it. */
async function queued() {
  const company = await foundCompany()
  const agent = await company.hire()
  const { wakeId: runId } = await requestWake(company.system, { agentId: agent.id, cause: 'manual' })
  await admitWake(company.system, { wakeId: runId })
  const { workerId: id } = await registerWorker({ name: 'w', version: 1, capacity: 9, labels: [], runtimes: ['bash'] })
  const take = async () => (await leaseRuns({ id, runtimes: ['bash'] }, 500)).filter((run) => run.runId === runId)
  return { company, runId, take, state: async () => (await getRun(company.board, { runId })).state }
}

it('pain 6: a run that is stopped while a worker gives it back is cancelled, and starts nowhere', async () => {
  const { company, runId, take, state } = await queued()
  const leased = await take()
  await askRunToStop(company.board, { runId })
  await returnRuns(leased)
  expect(await take()).toEqual([])
  await closeLostRuns(0)
  expect(await state()).toBe('cancelled')
})

it('pain 6: a run that was given out and back between the stop and its carrying out is cancelled', async () => {
  const { company, runId, take, state } = await queued()
  const leased = await take()
  await returnRuns(leased)
  await askRunToStop(company.board, { runId })
  const ending = { runId, fence: 0, state: 'cancelled' as const, errorCode: 'stopped', error: 'Stopped.' }
  await closeRun(company.system, ending)
  await closeLostRuns(0)
  expect(await state()).toBe('cancelled')
})
