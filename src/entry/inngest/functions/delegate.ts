import { v5 } from 'uuid'
import { z } from 'zod'
import { systemCaller } from '@/features/access'
import { requestWake, WakeCause } from '@/features/runs'
import { freeDependants } from '@/features/tasks'
import { Refusal } from '@/platform/errors'
import { inngest } from '../client'
import { body, firstBody } from '../step-body'

const Assigned = z.object({
  companyId: z.uuid(),
  taskId: z.uuid(),
  agentId: z.uuid(),
  cause: WakeCause,
  notBefore: z.string().nullish(),
  causeRunId: z.uuid().nullable(),
})
const Posted = z.object({
  companyId: z.uuid(),
  taskId: z.uuid(),
  messageId: z.uuid(),
  wakes: z.array(z.object({ agentId: z.uuid(), cause: WakeCause })),
  causeRunId: z.uuid().nullable(),
})
const Closed = z.object({ companyId: z.uuid(), taskId: z.uuid() })

type Wake = {
  agentId: string
  cause: WakeCause
  taskId: string
  causeRunId: string | null
  dueAt?: string | null | undefined
  payload: object
}

/** The id of a wake follows from its reason and its agent, so that a repeated step finds the wake that is there. */
async function wake(companyId: string, reason: string | undefined, wish: Wake) {
  const wakeId = v5(`${reason?.split('#')[0]}:${wish.agentId}`, v5.URL)
  try {
    return await requestWake(systemCaller(companyId, 'delegation'), { ...wish, payload: { ...wish.payload }, wakeId })
  } catch (error) {
    // An agent that was terminated in between takes no wakes; there is nothing to repeat.
    if (error instanceof Refusal) return { wakeId, state: 'skipped', reason: error.code }
    throw error
  }
}

/** A task that was given to an agent wakes it, when its time has come. */
export const wakeAssignee = inngest.createFunction(
  { id: 'wake-assignee', triggers: [{ event: 'task/assigned' }], retries: 8 },
  async ({ event, step }) => {
    const { companyId, taskId, agentId, cause, notBefore, causeRunId } = Assigned.parse(event.data)
    const wish = { agentId, cause, taskId, causeRunId, dueAt: notBefore, payload: {} }
    return step.run(
      'wake',
      firstBody(event.id, () => wake(companyId, event.id, wish)),
    )
  },
)

/** A message wakes everybody that it mentions, and the assignee: each once, and nobody by itself. */
export const wakeMentioned = inngest.createFunction(
  { id: 'wake-mentioned', triggers: [{ event: 'message/posted' }, { event: 'message/edited' }], retries: 8 },
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

/** A task that is over frees those that waited for it, and tells the one above when it was the last. Each goes on once. */
export const wakeDependants = inngest.createFunction(
  { id: 'wake-dependants', triggers: [{ event: 'task/closed' }], retries: 8 },
  async ({ event, step }) => {
    const { companyId, taskId } = Closed.parse(event.data)
    const freed = await step.run(
      'free',
      firstBody(event.id, () => freeDependants(systemCaller(companyId, 'delegation'), { taskId })),
    )
    for (const { key, notBefore, ...next } of freed) {
      const wish = { ...next, causeRunId: null, dueAt: notBefore, payload: { closedTaskId: taskId } }
      await step.run(
        `wake-${next.taskId}-${next.cause}`,
        body(() => wake(companyId, key, wish)),
      )
    }
  },
)
