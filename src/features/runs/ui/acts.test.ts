import { describe, expect, it } from 'vitest'
import type { CallView } from '@/features/models/schema'
import { actsOf, type Deed, placeOf } from './acts'

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString()
const call = (id: string, from: number, to: number | null, state: CallView['state'] = 'answered'): CallView => ({
  ...{ id, runId: 'run', endpoint: 'messages', askedModel: 'sonnet', model: 'sonnet', provider: 'own', state },
  ...{ isStreamed: false, costMicros: 20_000, tokensIn: 1, tokensOut: 1, tokensCached: 0, isEstimated: false },
  ...{
    attempts: [],
    error: null,
    timesRefused: 0,
    hasConversation: false,
    createdAt: at(from),
    endedAt: to === null ? null : at(to),
  },
})
const deed = (id: string, second: number, action: string, subjectName: string | null = null): Deed => ({
  ...{ id, at: at(second), action, subjectName, details: {} },
})
const run = { createdAt: at(0), startedAt: at(10), finishedAt: at(50), state: 'succeeded' as const }

describe('actsOf', () => {
  it('folds calls in a row although each of them is followed by its cost', () => {
    const calls = [call('a', 12, 14), call('b', 16, 18), call('c', 20, 22)]
    const costs = [15, 19, 23].map((second) => deed(`cost-${second}`, second, 'cost.reported'))
    const [, worked] = actsOf(run, calls, costs)
    expect(worked?.children.map(({ label }) => label)).toEqual(['3 model calls'])
    const [, alone] = actsOf(run, [], costs)
    expect(alone?.children.map(({ label }) => label)).toEqual(['3 cost reports'])
  })

  it('tells what waited, what was done in its order, and what followed', () => {
    const deeds = [
      deed('c', 55, 'task.completed', 'HAL-1'),
      deed('b', 30, 'message.posted', 'HAL-1'),
      deed('x', 10, 'run.started'),
    ]
    const [waited, worked, after] = actsOf(run, [call('a', 12, 20)], deeds)
    expect(waited).toMatchObject({ label: 'Waited for a worker', tone: 'wait' })
    expect(worked?.children.map(({ label, note }) => [label, note])).toEqual([
      ['Asked sonnet', '$0.02'],
      ['Wrote on HAL-1', undefined],
    ])
    expect(after?.children.map(({ label }) => label)).toEqual(['Finished HAL-1'])
  })

  it('folds alike acts in a row, and shows that one of them went wrong', () => {
    const calls = [call('a', 11, 12), call('b', 13, 14, 'failed'), call('c', 15, 18), call('e', 31, 32)]
    const [, worked] = actsOf(run, calls, [deed('d', 20, 'message.posted')])
    expect(worked?.children.map(({ label, tone, children }) => [label, tone, children.length])).toEqual([
      ['3 model calls', 'bad', 3],
      ['Wrote on', 'work', 0],
      ['Asked sonnet', 'work', 0],
    ])
    expect(worked?.children[0]).toMatchObject({ startMs: Date.parse(at(11)), endMs: Date.parse(at(18)) })
  })

  it('leaves open what goes on, and has no work before there is any', () => {
    const live = { ...run, finishedAt: null, state: 'running' as const }
    expect(actsOf(live, [call('a', 12, null)], [])[1]).toMatchObject({ endMs: null, children: [{ endMs: null }] })
    expect(actsOf({ ...live, startedAt: null, state: 'queued' }, [], [])).toMatchObject([{ id: 'waited', endMs: null }])
  })
})

it('places an act in the whole', () => {
  const whole = { startMs: 0, endMs: 200 }
  const act = { id: 'a', label: 'a', startMs: 50, endMs: 100, tone: 'work' as const, children: [] }
  expect(placeOf(act, whole, 200)).toEqual({ left: 25, width: 25 })
  expect(placeOf({ ...act, endMs: null }, whole, 200)).toEqual({ left: 25, width: 75 })
  expect(placeOf({ ...act, startMs: 300, endMs: 400 }, whole, 200)).toEqual({ left: 100, width: 0 })
})
