import { formatMicros } from '@/ui/money'

type Details = Record<string, unknown>
type Deed = { verb: string | ((details: Details) => string); after?: (details: Details) => string | undefined }

const text = (details: Details, name: string) => (typeof details[name] === 'string' ? details[name] : undefined)
const micros = (details: Details, name: string) =>
  typeof details[name] === 'number' ? formatMicros(details[name]) : undefined
const quoted = (value: string | undefined) => (value ? `“${value}”` : undefined)
const words = (name: string | undefined) => name?.replaceAll('_', ' ')

const endings: Record<string, string> = {
  succeeded: 'which succeeded',
  failed: 'which failed',
  cancelled: 'which was stopped',
  timed_out: 'which ran out of time',
}

const deeds: Record<string, Deed> = {
  'company.created': { verb: 'founded' },
  'company.updated': { verb: 'changed the settings of' },
  'company.paused': { verb: 'paused' },
  'company.resumed': { verb: 'resumed' },
  'company.halted': { verb: 'halted', after: () => 'because its budget is spent' },
  'goal.created': { verb: 'set the goal' },
  'goal.updated': { verb: 'changed the goal' },
  'agent.hired': { verb: 'hired', after: (d) => (text(d, 'role') ? `as ${text(d, 'role')}` : undefined) },
  'agent.updated': { verb: 'changed the settings of' },
  'agent.paused': { verb: 'paused' },
  'agent.resumed': { verb: 'resumed' },
  'agent.terminated': { verb: 'terminated' },
  'agent.halted': { verb: 'halted', after: () => 'because its budget is spent' },
  'schedule.set': { verb: 'set the schedule of' },
  'task.created': { verb: 'created', after: (d) => quoted(text(d, 'title')) },
  'task.updated': {
    verb: (d) => (text(d, 'state') ? 'moved' : 'changed'),
    after: (d) => (text(d, 'state') ? `to ${words(text(d, 'state'))}` : undefined),
  },
  'task.completed': { verb: 'finished' },
  'task.checkedOut': { verb: 'took' },
  'task.released': { verb: 'let go of' },
  'task.delegated': { verb: 'delegated' },
  'task.treePaused': { verb: 'put on hold', after: () => 'with everything below it' },
  'task.treeResumed': { verb: 'resumed', after: () => 'with everything below it' },
  'task.treeCancelled': { verb: 'cancelled', after: () => 'with everything below it' },
  'task.treeRestored': { verb: 'restored', after: () => 'with everything below it' },
  'product.created': { verb: 'noted a work product of', after: (d) => quoted(text(d, 'title')) },
  'product.updated': { verb: 'changed a work product of' },
  'product.deleted': { verb: 'took a work product off', after: (d) => quoted(text(d, 'title')) },
  'message.posted': { verb: 'wrote on' },
  'wake.requested': { verb: 'woke', after: (d) => (text(d, 'cause') ? `(${words(text(d, 'cause'))})` : undefined) },
  'wake.held': { verb: 'held back a wake of', after: (d) => bracketed(d, 'reason') },
  'wake.skipped': { verb: 'left out a wake of', after: (d) => bracketed(d, 'reason') },
  'run.admitted': { verb: 'admitted' },
  'run.started': { verb: 'started' },
  'run.finished': { verb: 'ended', after: (d) => endings[text(d, 'state') ?? ''] },
  'run.settled': { verb: 'closed the books of' },
  'run.stopAsked': { verb: 'asked to stop' },
  'spend.reserved': { verb: (d) => `reserved ${micros(d, 'amountMicros') ?? 'money'} for` },
  'spend.settled': { verb: (d) => `released ${micros(d, 'releasedMicros') ?? 'what was left'} reserved for` },
  'cost.reported': { verb: (d) => `reported ${micros(d, 'costMicros') ?? 'a cost'} for` },
  'budget.opened': { verb: 'opened' },
  'budget.set': {
    verb: 'set',
    after: (d) => (d.capMicros === null ? 'to no limit' : `to ${micros(d, 'capMicros') ?? 'a new limit'} a month`),
  },
  'key.created': { verb: 'created', after: (d) => quoted(text(d, 'name')) },
  'key.revoked': { verb: 'revoked', after: (d) => quoted(text(d, 'name')) },
}

function bracketed(details: Details, name: string): string | undefined {
  const reason = words(text(details, name))
  return reason ? `(${reason})` : undefined
}

/** The verb of an audit action, and what its details add behind the subject. Unknown actions are read out as they are. */
export function deedText(action: string, details: Details): { verb: string; after: string | undefined } {
  const deed = deeds[action]
  if (!deed) return { verb: `did ${action} to`, after: undefined }
  return { verb: typeof deed.verb === 'string' ? deed.verb : deed.verb(details), after: deed.after?.(details) }
}

/** Every action that has words here, for the filter. */
export const KNOWN_ACTIONS: readonly string[] = Object.keys(deeds)

/** Steps of the machinery that come with every run: kept in the log, and left out where only the course of things is told. */
export function isMachinery(action: string): boolean {
  return /^(spend|wake|cost)\.|^run\.(admitted|started|settled)$|^task\.checkedOut$|^budget\.opened$/.test(action)
}
