import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { settle } from '../fire'
import { RoutineRunView } from '../schema'
import { lockRoutine, runById } from '../store'

/** Carries out a slot that was claimed: makes its task, or stores why there is none. Repeating it changes nothing. */
export const fireRoutine = defineCommand({
  name: 'fireRoutine',
  grant: 'run:report',
  input: z.object({ runId: z.uuid() }),
  output: RoutineRunView,
  records: ['routine.fired'],
  announces: ['routine/run.settled', 'task/assigned'],
  async run(work, { runId }) {
    const routine = await lockRoutine(work, (await runById(work, runId)).routineId)
    // read again under the lock
    const run = await runById(work, runId)
    if (run.status !== 'received') {
      work.unchanged()
      return run
    }
    const at = run.slotAt ? new Date(run.slotAt) : work.now
    await settle(work, routine, { runId, source: run.source, payload: null, given: {}, at })
    return runById(work, runId)
  },
})
