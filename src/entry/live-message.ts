import type { FeedEvent } from '@/platform/outbox/feed'
import { actionOf, entityOf, nameOf } from './rest/api/names'

/**
 * How many messages of one transaction have an id of their own. Ids are whole numbers that every client can count with: 2⁵³ leaves
 * room for 2³⁹ transactions.
 */
const NUMBERED = 2 ** 14

/** A place in the stream: the transaction, and how many of its events were told. */
export type Cursor = { txid: number; told: number }

export type LiveMessage = {
  /** Grows from message to message; `?after=` takes it. */
  id: number
  companyId: string
  type: string
  createdAt: string
  payload: Record<string, unknown>
}

/** The id of the message at a place. */
export function idOf({ txid, told }: Cursor): number {
  return txid * NUMBERED + told
}

/** The place of a message with this id; null for what is no id. */
export function cursorOf(text: string): Cursor | null {
  const id = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
  return Number.isSafeInteger(id) ? { txid: Math.floor(id / NUMBERED), told: id % NUMBERED } : null
}

/**
 * Makes messages of a company's events. Ids follow from the events alone: events have to come in order, from the first one of the
 * transaction that `from` is in, and what was told before gives no message.
 */
export function createNumbering(companyId: string, from: Cursor): (event: FeedEvent) => LiveMessage | null {
  let at: Cursor = { txid: from.txid, told: 0 }
  return (event) => {
    at = event.txid === at.txid ? { txid: at.txid, told: at.told + 1 } : { txid: event.txid, told: 1 }
    const wasTold = at.txid === from.txid && at.told <= from.told
    if (wasTold || at.told >= NUMBERED) return null
    const { type, payload } = at.told === NUMBERED - 1 ? TOO_MANY : wordsOf(event.name, event.data)
    return { id: idOf(at), companyId, type, createdAt: event.createdAt, payload }
  }
}

type Words = { type: string; payload: Record<string, unknown> }

/** One transaction did so much that the rest of it is not told piece by piece. */
const TOO_MANY: Words = { type: 'stream.reset', payload: { reason: 'too_many_changes_at_once' } }

const AGENT_STATUS: Record<string, string> = {
  'agent/activated': 'active',
  'agent/resumed': 'active',
  'agent/paused': 'paused',
  'agent/terminated': 'terminated',
}

/** An event in the words of existing clients: what became of runs and agents by name, all else as `activity.logged`. */
export function wordsOf(name: string, { companyId: _, ...data }: Record<string, unknown>): Words {
  const facts = renamed(data)
  if (name === 'run/queued') return { type: 'heartbeat.run.queued', payload: { ...facts, status: 'queued' } }
  if (name === 'run/started') return { type: 'heartbeat.run.status', payload: { ...facts, status: 'running' } }
  if (name === 'run/finished') return { type: 'heartbeat.run.status', payload: facts }
  if (name === 'run/logged') return { type: 'heartbeat.run.log', payload: facts }
  const status = AGENT_STATUS[name]
  if (status) return { type: 'agent.status', payload: { ...facts, status } }
  return { type: 'activity.logged', payload: activityOf(name, data, facts) }
}

/** `task/wakeup.requested` → action `issue.wakeup_requested`, on the entity that the event names by its id. */
function activityOf(name: string, data: Record<string, unknown>, details: Record<string, unknown>): Words['payload'] {
  const [kind = '', verb = ''] = name.split('/')
  const entityId = data[`${kind}Id`] ?? null
  return { action: actionOf(`${kind}.${verb.replace(/[.-]/g, '_')}`), entityType: entityOf(kind), entityId, details }
}

function renamed(data: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(data).map(([field, value]) => [nameOf(field), value]))
}
