import { describe, expect, it } from 'vitest'
import { holds, keyOf, lint } from './cel'
import { eventKeys, listenerKey } from './match-key'

const event = (data: Record<string, unknown>) => ({ id: '1', name: 'e', ts: 0, data })

describe('conditions', () => {
  it.each([
    ['event.data.n > 5', { n: 6 }, true],
    ['event.data.n > 5', { n: 5 }, false],
    ['event.data.n == 6', { n: 6 }, true],
    ['event.data.kind == "a" || event.data.kind == "b"', { kind: 'b' }, true],
    ['event.data.missing == 1', {}, false],
    ['event.data.n', { n: 6 }, false],
  ])('%s with %j is %s', (expression, data, expected) => expect(holds(expression, event(data))).toBe(expected))

  it('compares two events', () => {
    const expression = 'event.data.id == async.data.id && async.data.n > 1'
    expect(holds(expression, event({ id: 'x' }), event({ id: 'x', n: 2 }))).toBe(true)
    expect(holds(expression, event({ id: 'x' }), event({ id: 'y', n: 2 }))).toBe(false)
  })

  it('makes keys of values', () => {
    expect(keyOf('event.data.agent', event({ agent: 'a' }))).toBe('a')
    expect(keyOf('event.data.n', event({ n: 3 }))).toBe('3')
    expect(keyOf('event.data.a + "-" + event.data.b', event({ a: 'x', b: 'y' }))).toBe('x-y')
    expect(keyOf('event.data.agent', event({}))).toBe('')
  })
})

describe('lint', () => {
  it.each(['event.data.n > 5', 'event.data.id == async.data.id', '"a" in event.data.tags'])(
    'accepts %s',
    (expression) => expect(lint(expression)).toBeNull(),
  )
  it.each(['event.data.n >', 'data.n > 5', 'event.data.n === 5', 'nonsense('])('refuses %s', (expression) =>
    expect(lint(expression)).toBeTypeOf('string'),
  )
})

describe('match keys', () => {
  const wanted = (data: Record<string, unknown>, path = 'data.id') =>
    listenerKey(`event.${path} == async.${path}`, event(data))

  it('meet exactly when the values are equal', () => {
    for (const id of ['a', 'b', '', 1, 2, true, 'x'.repeat(5000)]) {
      for (const other of ['a', 'b', '', 1, '1', true, 'true', 'x'.repeat(5000), 'x'.repeat(5001)]) {
        expect(eventKeys(event({ id: other })).includes(wanted({ id }))).toBe(id === other)
      }
    }
  })

  it('reach into objects and not across paths', () => {
    expect(eventKeys(event({ task: { id: 'a' } }))).toContain(wanted({ task: { id: 'a' } }, 'data.task.id'))
    expect(eventKeys(event({ other: 'a' }))).not.toContain(wanted({ id: 'a' }))
  })

  it('leave other conditions to evaluation', () => {
    expect(listenerKey('event.data.id == async.data.other', event({ id: 'a' }))).toBe('')
    expect(listenerKey('event.data.id == async.data.id && async.data.n > 1', event({ id: 'a' }))).toBe('')
    expect(listenerKey(undefined, event({ id: 'a' }))).toBe('')
    expect(wanted({})).toBe('')
    expect(eventKeys(event({}))).toContain('')
  })

  it('stay short however long the value', () => {
    expect(wanted({ id: 'x'.repeat(100_000) }).length).toBeLessThan(250)
  })
})
