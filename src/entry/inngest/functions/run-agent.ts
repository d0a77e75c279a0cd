import { z } from 'zod'
import { systemCaller } from '@/features/access'
import { admitWake } from '@/features/runs'
import { inngest } from '../client'
import { body, firstBody } from '../step-body'

const Data = z.object({ companyId: z.uuid(), agentId: z.uuid(), wakeId: z.uuid() })

/**
 * A wake becomes a run: admission decides, and puts the run where a worker takes it. A wake that is not due yet is slept for. What
 * comes after the run is `settle-run`'s: it must not hang on a function that a pause may cancel (docs/decisions/0006).
 */
export const runAgent = inngest.createFunction(
  {
    id: 'run-agent',
    triggers: [{ event: 'agent/wakeup.requested' }],
    concurrency: { limit: 1, key: 'event.data.agentId' },
    retries: 8,
  },
  async ({ event, step }) => {
    const { companyId, wakeId } = Data.parse(event.data)
    const admit = () => admitWake(systemCaller(companyId, 'admission'), { wakeId })
    const answer = await step.run('admit', firstBody(event.id, admit))
    if (answer.outcome !== 'later' || !answer.dueAt) return answer
    await step.sleepUntil('until-due', new Date(answer.dueAt))
    return step.run('admit-when-due', body(admit))
  },
)
