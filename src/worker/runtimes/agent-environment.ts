import type { LeasedRun } from '../protocol'

/** All that an agent's process gets from the worker's own environment: no credential of the control plane is among it. */
const PASSED_ON = ['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TZ', 'TERM', 'TMPDIR']
/** Linux refuses a longer variable, and with it the whole start. */
const LONGEST = 96_000

/** What any program gets that the worker starts, whoever wrote or chose it. */
export function basicEnvironment(workerEnv: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(PASSED_ON.flatMap((name) => (workerEnv[name] ? [[name, workerEnv[name]]] : [])))
}

/** Environment of an agent's process: the worker's basics, the agent's settings, then what the control plane says. */
export function agentEnvironment(
  run: LeasedRun,
  workspace: string,
  own: Record<string, string>,
  workerEnv: NodeJS.ProcessEnv,
): Record<string, string> {
  return {
    ...basicEnvironment(workerEnv),
    ...own,
    ...run.env,
    PAPERCLIP_AGENT_ID: run.agentId,
    PAPERCLIP_COMPANY_ID: run.companyId,
    PAPERCLIP_API_URL: run.apiUrl,
    PAPERCLIP_BASE_URL: run.apiUrl,
    PAPERCLIP_RUN_ID: run.runId,
    PAPERCLIP_API_KEY: run.runToken,
    PAPERCLIP_WAKE_REASON: run.wake.cause,
    PAPERCLIP_WAKE_PAYLOAD_JSON: payloadText(run.wake.payload),
    PAPERCLIP_WORKSPACE_CWD: workspace,
    PAPERCLIP_MEMORIES_JSON: JSON.stringify((run.memories ?? []).map(({ scope, key, text }) => ({ scope, key, text }))),
    ...wakeVariables(run.wake.payload),
    ...(run.task && { PAPERCLIP_TASK_ID: run.task.id }),
  }
}

function payloadText(payload: Record<string, unknown>): string {
  const text = JSON.stringify(payload)
  return text.length > LONGEST ? JSON.stringify({ fallbackFetchNeeded: true }) : text
}

/** What a wake is about, as variables: a program need not read JSON for it. */
function wakeVariables({ approvalId, status, messageId, taskIds }: Record<string, unknown>): Record<string, string> {
  return {
    ...(typeof approvalId === 'string' ? { PAPERCLIP_APPROVAL_ID: approvalId } : {}),
    ...(typeof approvalId === 'string' && typeof status === 'string' ? { PAPERCLIP_APPROVAL_STATUS: status } : {}),
    ...(typeof messageId === 'string' ? { PAPERCLIP_WAKE_COMMENT_ID: messageId } : {}),
    ...(Array.isArray(taskIds) && taskIds.length > 0 ? { PAPERCLIP_LINKED_ISSUE_IDS: taskIds.join(',') } : {}),
  }
}
