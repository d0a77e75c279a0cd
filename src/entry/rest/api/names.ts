/** Names of fields and facts that this dialect has other words for. */
const NAMES: Record<string, string> = {
  assigneeId: 'assigneeAgentId',
  assigneePersonId: 'assigneeUserId',
  blockedByIds: 'blockedByIssueIds',
  blockerId: 'blockerIssueId',
  capMicros: 'budgetMonthlyCents',
  catchUp: 'catchUpPolicy',
  concurrency: 'concurrencyPolicy',
  content: 'body',
  cron: 'cronExpression',
  holderAgentId: 'assigneeAgentId',
  holderRunId: 'checkoutRunId',
  isEnabled: 'enabled',
  managerId: 'reportsTo',
  replayWindowSeconds: 'replayWindowSec',
  runtime: 'adapterType',
  runtimeConfig: 'adapterConfig',
  signing: 'signingMode',
  state: 'status',
  states: 'status',
  taskId: 'issueId',
  taskIds: 'issueIds',
  timeZone: 'timezone',
}

/** The word of this dialect for a field. */
export function nameOf(field: string): string {
  return NAMES[field] ?? field
}

/** Kinds of things in the log, ours → theirs. */
const KINDS: Record<string, string> = { task: 'issue', message: 'comment', run: 'heartbeat_run' }

/** `task` → `issue`. */
export function entityOf(kind: string): string {
  return KINDS[kind] ?? kind
}

/** `issue` → `task`. */
export function kindOf(entity: string): string {
  return Object.keys(KINDS).find((kind) => KINDS[kind] === entity) ?? entity
}

/** `task.checkedOut` → `issue.checked_out`. */
export function actionOf(action: string): string {
  const [kind = '', verb = ''] = action.split('.')
  return `${entityOf(kind)}.${verb.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`
}
