import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FeedEvent } from '@/platform/outbox/feed'
import { createNumbering, cursorOf, type LiveMessage, wordsOf } from './live-message'

const at = '2026-11-21T10:00:00.000Z'

/** Events of transactions, each with so many. */
function eventsOf(sizes: number[]): FeedEvent[] {
  return sizes.flatMap((size, index) =>
    Array.from({ length: size }, (_, nth) => ({
      txid: 1_000 + index * 3,
      seq: index * 100_000 + nth,
      id: `${index}-${nth}`,
      name: 'task/updated',
      data: { taskId: `${index}-${nth}` },
      createdAt: at,
    })),
  )
}

function told(events: FeedEvent[], after: string): LiveMessage[] {
  const cursor = cursorOf(after)!
  // as a reader does: from the beginning of the transaction that the cursor is in
  const from = events.filter((event) => event.txid >= cursor.txid)
  return from.map(createNumbering('c', cursor)).filter((message) => message !== null)
}

describe('the ids of live messages', () => {
  it('grow, and every one of them resumes with the next message', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 8 }), (sizes) => {
        const events = eventsOf(sizes)
        const all = told(events, '0')
        expect(all).toHaveLength(events.length)
        expect(all.every((message, i) => i === 0 || message.id > all[i - 1]!.id)).toBe(true)
        for (const [i, message] of all.entries()) expect(told(events, String(message.id))).toEqual(all.slice(i + 1))
      }),
    )
  })

  it('say where a transaction did more than can be told', () => {
    const all = told(eventsOf([20_000, 1]), '0')
    expect(all).toHaveLength(2 ** 14)
    expect(all.at(-2)).toMatchObject({ type: 'stream.reset', id: all.at(-3)!.id + 1 })
    expect(all.at(-1)?.type).toBe('activity.logged')
    expect(told(eventsOf([20_000, 1]), String(all.at(-2)!.id))).toEqual(all.slice(-1))
  })

  it('are whole numbers and nothing else', () => {
    for (const text of ['', 'x', '-1', '1.5', '1e9', '99999999999999999', ' 1']) expect(cursorOf(text)).toBeNull()
  })
})

describe('the words of live messages', () => {
  it('are those of existing clients', () => {
    const run = { companyId: 'c', runId: 'r', agentId: 'a', taskId: 't' }
    expect(wordsOf('run/queued', run)).toEqual({
      type: 'heartbeat.run.queued',
      payload: { runId: 'r', agentId: 'a', issueId: 't', status: 'queued' },
    })
    expect(wordsOf('run/started', run)).toMatchObject({ type: 'heartbeat.run.status', payload: { status: 'running' } })
    expect(wordsOf('run/finished', { ...run, state: 'failed' })).toMatchObject({ payload: { status: 'failed' } })
    expect(wordsOf('run/logged', { runId: 'r', lastSeq: 4 })).toEqual({
      type: 'heartbeat.run.log',
      payload: { runId: 'r', lastSeq: 4 },
    })
    expect(wordsOf('agent/paused', { companyId: 'c', agentId: 'a' })).toEqual({
      type: 'agent.status',
      payload: { agentId: 'a', status: 'paused' },
    })
    expect(wordsOf('task/created', { taskId: 't' })).toEqual({
      type: 'activity.logged',
      payload: { action: 'issue.created', entityType: 'issue', entityId: 't', details: { issueId: 't' } },
    })
    expect(wordsOf('agent/wakeup.requested', { agentId: 'a' })).toMatchObject({
      type: 'activity.logged',
      payload: { action: 'agent.wakeup_requested', entityId: 'a' },
    })
  })
})
