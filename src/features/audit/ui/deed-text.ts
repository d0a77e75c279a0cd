import { formatMicros } from '@/ui/money'

type Details = Record<string, unknown>
type Deed = { verb: string; after?: (details: Details) => string | undefined }

const text = (details: Details, name: string) => (typeof details[name] === 'string' ? details[name] : undefined)
const micros = (details: Details, name: string) =>
  typeof details[name] === 'number' ? formatMicros(details[name]) : undefined
const quoted = (value: string | undefined) => (value ? `“${value}”` : undefined)
const words = (name: string | undefined) => name?.replaceAll('_', ' ')

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
  'task.updated': { verb: 'changed', after: (d) => (text(d, 'state') ? `to ${words(text(d, 'state'))}` : undefined) },
  'task.completed': { verb: 'finished' },
  'task.checkedOut': { verb: 'took' },
  'task.released': { verb: 'let go of' },
  'task.delegated': { verb: 'delegated' },
  'message.posted': { verb: 'wrote on' },
  'wake.requested': { verb: 'woke', after: (d) => (text(d, 'cause') ? `(${words(text(d, 'cause'))})` : undefined) },
  'wake.held': { verb: 'held back a wake of', after: (d) => words(text(d, 'reason')) },
  'wake.skipped': { verb: 'left out a wake of', after: (d) => words(text(d, 'reason')) },
  'run.admitted': { verb: 'admitted' },
  'run.started': { verb: 'started' },
  'run.finished': { verb: 'ended', after: (d) => words(text(d, 'outcome') ?? text(d, 'state')) },
  'run.settled': { verb: 'settled' },
  'run.stopAsked': { verb: 'asked to stop' },
  'spend.reserved': { verb: 'reserved money for', after: (d) => micros(d, 'amountMicros') },
  'spend.settled': { verb: 'settled the reservation of' },
  'cost.reported': { verb: 'reported the cost of', after: (d) => micros(d, 'costMicros') },
  'budget.opened': { verb: 'opened' },
  'budget.set': {
    verb: 'set',
    after: (d) => (d.capMicros === null ? 'to no limit' : `to ${micros(d, 'capMicros') ?? 'a new limit'} a month`),
  },
  'key.created': { verb: 'created', after: (d) => quoted(text(d, 'name')) },
  'key.revoked': { verb: 'revoked', after: (d) => quoted(text(d, 'name')) },
}

/** The verb of an audit action, and what its details add behind the subject. Unknown actions are read out as they are. */
export function deedText(action: string, details: Details): { verb: string; after: string | undefined } {
  const deed = deeds[action]
  return deed ? { verb: deed.verb, after: deed.after?.(details) } : { verb: `did ${action} to`, after: undefined }
}

/** Every action that has words here, for the filter. */
export const KNOWN_ACTIONS: readonly string[] = Object.keys(deeds)
