import { z } from 'zod'
import { requestWake } from '@/features/runs'
import { defineCommand, type Work } from '@/platform/command'
import { findApproval } from '../store'

/**
 * Wakes the agent that asked, with the answer, or with what was said about its question. Repeated with the same wake id it finds
 * its own wake.
 */
export const answerRequester = defineCommand({
  name: 'answerRequester',
  grant: 'run:report',
  input: z.object({
    approvalId: z.uuid(),
    wakeId: z.uuid(),
    commentId: z.uuid().optional(),
    causeRunId: z.uuid().nullish(),
  }),
  output: z.object({ wakeId: z.uuid().nullable(), state: z.string() }),
  records: [],
  announces: [],
  async run(work, { approvalId, wakeId, commentId, causeRunId }) {
    const approval = await findApproval(work, approvalId)
    if (approval.requestedByKind !== 'agent') {
      work.unchanged()
      return { wakeId: null, state: 'nobody waits' }
    }
    const { taskIds, ...answer } = await answerOf(work, approvalId)
    const wish = {
      agentId: approval.requestedById,
      cause: 'approval' as const,
      taskId: taskIds[0] ?? null,
      payload: { approvalId, status: approval.status, type: approval.type, ...answer, taskIds, commentId },
      causeRunId,
      wakeId,
    }
    const { state } = await requestWake.within(work, wish)
    return { wakeId, state }
  },
})

type Answer = { decisionNote: string | null; resumeToken: string | null; taskIds: string[] }

/** The tasks that wait come with those first that the agent can go on with. */
async function answerOf(work: Work, approvalId: string): Promise<Answer> {
  const [answer] = await work.sql<Answer>(
    `SELECT "decisionNote", "resumeToken", coalesce((
       SELECT jsonb_agg(t.id ORDER BY (t."assigneeId"::text IS NOT DISTINCT FROM a."requestedById") DESC, t.state IN ('done', 'cancelled'), t.id)
       FROM "ApprovalTask" l JOIN "Task" t ON t."companyId" = $1 AND t.id = l."taskId"
       WHERE l."companyId" = $1 AND l."approvalId" = a.id), '[]') AS "taskIds"
     FROM "Approval" a WHERE "companyId" = $1 AND id = $2`,
    [work.companyId, approvalId],
  )
  return answer!
}
