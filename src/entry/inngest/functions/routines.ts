import { z } from 'zod'
import { systemCaller } from '@/features/access'
import { claimDueRoutines, fireRoutine } from '@/features/routines'
import { inngest } from '../client'
import { clockwork } from '../clockwork'
import { body, firstBody } from '../step-body'

/** Once a minute: every routine that is due fires. */
export const routineTick = inngest.createFunction(clockwork('routine-tick', '* * * * *'), ({ step }) =>
  step.run('claim-due', body(claimDueRoutines)),
)

const Fired = z.object({ companyId: z.uuid(), runId: z.uuid() })

/** A slot that was claimed becomes a task. */
export const routineFire = inngest.createFunction(
  { id: 'routine-fire', triggers: [{ event: 'routine/fired' }], retries: 8 },
  async ({ event, step }) => {
    const { companyId, runId } = Fired.parse(event.data)
    return step.run(
      'fire',
      firstBody(event.id, () => fireRoutine(systemCaller(companyId, 'routines'), { runId })),
    )
  },
)
