import { v5 } from 'uuid'
import { z } from 'zod'
import { systemCaller } from '@/features/access'
import { requestWake, WakeCause } from '@/features/runs'
import { Refusal } from '@/platform/errors'
import { inngest } from '../client'
import { firstBody } from '../step-body'

const Assigned = z.object({
  companyId: z.uuid(),
  taskId: z.uuid(),
  agentId: z.uuid(),
  cause: WakeCause,
  causeRunId: z.uuid().nullable(),
})
const Posted = z.object({
  companyId: z.uuid(),
  taskId: z.uuid(),
  messageId: z.uuid(),
  wakes: z.array(z.object({ agentId: z.uuid(), cause: WakeCause })),
  causeRunId: z.uuid().nullable(),
})

type Wake = { agentId: string; cause: WakeCause; taskId: string; causeRunId: string | null; payload: object }

/** The id of a wake follows from its event and its agent, so that a repeated step finds the wake that is there. */
async function wake(companyId: string, eventId: string | undefined, wish: Wake) {
  const wakeId = v5(`${eventId?.split('#')[0]}:${wish.agentId}`, v5.URL)
  try {
    return await requestWake(systemCaller(companyId, 'delegation'), { ...wish, payload: { ...wish.payload }, wakeId })
  } catch (error) {
    // An agent that was terminated in between takes no wakes; there is nothing to repeat.
    if (error instanceof Refusal) return { wakeId, state: 'skipped', reason: error.code }
    throw error
  }
}

/** A task that was given to an agent wakes it. */
export const wakeAssignee = inngest.createFunction(
  { id: 'wake-assignee', triggers: [{ event: 'task/assigned' }], retries: 8 },
  async ({ event, step }) => {
    const { companyId, taskId, agentId, cause, causeRunId } = Assigned.parse(event.data)
    const wish = { agentId, cause, taskId, causeRunId, payload: {} }
    return step.run(
      'wake',
      firstBody(event.id, () => wake(companyId, event.id, wish)),
    )
  },
)

/** A message wakes everybody that it mentions, and the assignee: each once, and nobody by itself. */
export const wakeMentioned = inngest.createFunction(
  { id: 'wake-mentioned', triggers: [{ event: 'message/posted' }], retries: 8 },
  async ({ event, step }) => {
    const { companyId, taskId, messageId, wakes, causeRunId } = Posted.parse(event.data)
    for (const { agentId, cause } of wakes) {
      const wish = { agentId, cause, taskId, causeRunId, payload: { messageId } }
      await step.run(
        `wake-${agentId}`,
        firstBody(event.id, () => wake(companyId, event.id, wish)),
      )
    }
  },
)
