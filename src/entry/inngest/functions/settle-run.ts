import { z } from 'zod'
import { systemCaller } from '@/features/access'
import { settleRun } from '@/features/runs'
import { inngest } from '../client'
import { firstBody } from '../step-body'

const Data = z.object({ companyId: z.uuid(), runId: z.uuid() })

/** After a run: the reservation is given back, and the next wake of the inbox is called up. */
export const settleFinishedRun = inngest.createFunction(
  { id: 'settle-run', triggers: [{ event: 'run/finished' }], retries: 8 },
  async ({ event, step }) => {
    const { companyId, runId } = Data.parse(event.data)
    return step.run(
      'settle',
      firstBody(event.id, () => settleRun(systemCaller(companyId, 'settlement'), { runId })),
    )
  },
)
