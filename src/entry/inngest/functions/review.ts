import { v5 } from 'uuid'
import { z } from 'zod'
import { systemCaller } from '@/features/access'
import { requestWake } from '@/features/runs'
import { inngest } from '../client'
import { firstBody } from '../step-body'

const Asked = z.object({ companyId: z.uuid(), taskId: z.uuid(), agentId: z.uuid(), verificationId: z.uuid() })

/** A completion that has checks: a worker carries them out in the agent's workspace. */
export const verifyCompletion = inngest.createFunction(
  { id: 'verify-completion', triggers: [{ event: 'task/verification.asked' }], retries: 8 },
  async ({ event, step }) => {
    const { companyId, taskId, agentId, verificationId } = Asked.parse(event.data)
    const wish = {
      agentId,
      cause: 'verification' as const,
      taskId,
      payload: { verificationId },
      wakeId: verificationId,
    }
    return step.run(
      'wake',
      firstBody(event.id, () => requestWake(systemCaller(companyId, 'verification'), wish)),
    )
  },
)

const Resolved = z.object({
  companyId: z.uuid(),
  taskId: z.uuid(),
  interactionId: z.uuid(),
  agentId: z.uuid(),
  status: z.string(),
  kind: z.string(),
  causeRunId: z.uuid().nullable(),
})

/** An answer to a structured question wakes who waits for it. */
export const wakeAnswered = inngest.createFunction(
  { id: 'wake-answered', triggers: [{ event: 'interaction/resolved' }], retries: 8 },
  async ({ event, step }) => {
    const { companyId, taskId, agentId, causeRunId, interactionId, status, kind } = Resolved.parse(event.data)
    const wakeId = v5(`${interactionId}:${agentId}`, v5.URL)
    const payload = { interactionId, status, kind }
    const wish = { agentId, cause: 'interaction' as const, taskId, payload, causeRunId, wakeId }
    return step.run(
      'wake',
      firstBody(event.id, () => requestWake(systemCaller(companyId, 'interactions'), wish)),
    )
  },
)
