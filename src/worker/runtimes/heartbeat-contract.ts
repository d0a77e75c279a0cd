import type { LeasedRun } from '../protocol'

/**
 * Body of a heartbeat: what the agent's template says, with who, which run and why on top of it. An answer of 2xx means that the
 * agent took it; what it does, it says over the API with a key of its own.
 */
export function heartbeatRequest(run: LeasedRun, template: Record<string, unknown>): string {
  const { payload, cause } = run.wake
  const { messageId, approvalId, status } = payload
  const taskId = run.task?.id ?? null
  return JSON.stringify({
    ...template,
    agentId: run.agentId,
    runId: run.runId,
    context: {
      taskId,
      issueId: taskId,
      taskKey: run.task?.identifier ?? null,
      wakeReason: cause,
      ...(typeof messageId === 'string' && { commentId: messageId, wakeCommentId: messageId }),
      ...(typeof approvalId === 'string' && { approvalId, approvalStatus: status }),
      paperclipWake: { ...payload, issue: run.task && { ...run.task }, fallbackFetchNeeded: true },
    },
  })
}

export function heartbeatHeaders(run: LeasedRun): Record<string, string> {
  return { accept: 'application/json', 'content-type': 'application/json', 'x-paperclip-run-id': run.runId }
}
