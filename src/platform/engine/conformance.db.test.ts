import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Entry } from './conformance-functions'
import { startTarget, type Target } from './conformance-target'

const entries: Entry[] = []
let target: Target
beforeAll(async () => {
  target = await startTarget((entry) => {
    entries.push(entry)
  })
})
afterAll(() => target.stop())

const values = (at: string, id: string) =>
  entries.filter((entry) => entry.at === at && entry.id === id).map((entry) => entry.value)
const count = (at: string, id: string) => values(at, id).length
const until = (condition: () => boolean) =>
  vi.waitFor(() => expect(condition()).toBe(true), { timeout: 50_000, interval: 20 })
/** Long enough for what must not happen to happen. A canary that was sent later has already run through by then. */
async function settle(): Promise<void> {
  const id = randomUUID()
  await target.send([{ name: 't/plain', data: { id } }])
  await until(() => count('plain', id) === 1)
}

describe.concurrent('an engine', () => {
  it('runs steps, sleeps, waits, invokes, runs in parallel and hands errors to the caller', async () => {
    const id = randomUUID()
    await target.send([{ name: 't/everything', data: { id } }])
    await until(() => count('everything.end', id) === 1)
    expect(values('everything.end', id)[0]).toEqual({
      first: null,
      slept: true,
      said: 'hi',
      none: null,
      invoked: { doubled: 42 },
      invokeError: expect.stringContaining('the child says no'),
      parallel: [10, 20, 30],
      caught: 'the step broke',
    })
    expect(count('everything.first', id)).toBe(1)
  })

  it('wakes a wait only when its condition holds', async () => {
    const id = randomUUID()
    await target.send([{ name: 't/conditional', data: { id } }])
    await until(() => count('conditional.ready', id) === 1)
    let n = 0
    await vi.waitFor(
      async () => {
        // The wait may not be registered yet: ask again until it answers. Small numbers must never wake it.
        await target.send([
          { name: 't/number', data: { id, n: 3 } },
          { name: 't/number', data: { id, n: 7 + n++ } },
        ])
        expect(count('conditional.end', id)).toBe(1)
      },
      { timeout: 50_000, interval: 100 },
    )
    expect(values('conditional.end', id)[0]).toBeGreaterThan(5)
  })

  it('tries a failed step again after the time it asks for, and steps before it never', async () => {
    const id = randomUUID()
    await target.send([{ name: 't/flaky', data: { id } }])
    await until(() => count('flaky.end', id) === 1)
    expect(values('flaky.try', id)).toEqual([0, 1, 2])
    expect(count('flaky.before', id)).toBe(1)
  })

  it('tries a body that throws outside a step again', async () => {
    const id = randomUUID()
    await target.send([{ name: 't/body-fails', data: { id } }])
    await until(() => count('body-fails.end', id) === 1)
    expect(count('body-fails.step', id)).toBe(1)
  })

  it('calls onFailure once all tries have failed', async () => {
    const id = randomUUID()
    await target.send([{ name: 't/hopeless', data: { id } }])
    await until(() => count('hopeless.failed', id) === 1)
    expect(count('hopeless.try', id)).toBe(2)
    expect(values('hopeless.failed', id)).toEqual(['always'])
  })

  it('keeps a concurrency limit per key', async () => {
    const id = randomUUID()
    const keys = [`${id}-a`, `${id}-b`]
    await target.send([1, 2, 3].flatMap(() => keys.map((key) => ({ name: 't/limited', data: { id, key } }))))
    await until(() => count('limited.end', id) === 6)
    for (const key of keys) {
      const order = entries.filter((entry) => entry.id === id && entry.value === key).map((entry) => entry.at)
      expect(order).toEqual(Array(3).fill(['limited.start', 'limited.end']).flat())
    }
  })

  it('holds no place of a concurrency limit while a run sleeps', async () => {
    const key = randomUUID()
    await target.send([{ name: 't/resting', data: { id: 'first', key, isLong: true } }])
    await until(() => count('resting.work', key) === 1)
    await target.send([{ name: 't/resting', data: { id: 'second', key } }])
    await until(() => count('resting.end', key) === 2)
    expect(values('resting.end', key)).toEqual(['second', 'first'])
  })

  it('tries one of several parallel steps again, and the others never', async () => {
    const id = randomUUID()
    await target.send([{ name: 't/side', data: { id } }])
    await until(() => count('side.end', id) >= 1)
    expect(values('side.try', id).sort()).toEqual(['left', 'left', 'right'])
    expect(values('side.end', id)[0]).toEqual(['left', 'right'])
  })

  it('runs once for one idempotency key and once for one event id', async () => {
    const [key, id] = [randomUUID(), randomUUID()]
    await target.send([
      { name: 't/once', data: { id: key } },
      { name: 't/once', data: { id: key } },
    ])
    await target.send([{ name: 't/once', data: { id: key } }])
    const event = { id: `event-${id}`, name: 't/plain', data: { id } }
    await target.send([event, event])
    await target.send([event])
    await until(() => count('once', key) >= 1 && count('plain', id) >= 1)
    await settle()
    expect([count('once', key), count('plain', id)]).toEqual([1, 1])
  })

  it('starts a function only when the condition of its trigger holds', async () => {
    const id = randomUUID()
    await target.send([3, 9].map((n) => ({ name: 't/sized', data: { id, n } })))
    await until(() => count('large', id) >= 1)
    await settle()
    expect(values('large', id)).toEqual([9])
  })

  it('pain 16: skips a singleton that is running, and starts it again afterwards', async () => {
    const id = randomUUID()
    await target.send([{ name: 't/single', data: { id, n: 1 } }])
    await until(() => count('single', id) === 1)
    await target.send([{ name: 't/single', data: { id, n: 2 } }])
    await until(() => count('single.end', id) === 1)
    await vi.waitFor(
      async () => {
        await target.send([{ name: 't/single', data: { id, n: 3 } }])
        expect(values('single', id)).toContain(3)
      },
      { timeout: 50_000, interval: 200 },
    )
    expect(values('single', id)).not.toContain(2)
  })

  it('cancels the run that matches while it sleeps, and no other', async () => {
    const [id, other] = [randomUUID(), randomUUID()]
    await target.send([id, other].map((one) => ({ name: 't/sleeper', data: { id: one } })))
    await until(() => count('sleeper.start', id) === 1 && count('sleeper.start', other) === 1)
    await target.send([{ name: 't/cancel', data: { id } }])
    await until(() => count('sleeper.end', other) === 1)
    await settle()
    expect(count('sleeper.end', id)).toBe(0)
  })

  it('lets a step in progress end when its run is cancelled, and runs nothing after it', async () => {
    const id = randomUUID()
    await target.send([{ name: 't/worker', data: { id } }])
    await until(() => count('worker.start', id) === 1)
    await target.send([{ name: 't/cancel', data: { id } }])
    await until(() => count('worker.end', id) === 1)
    await settle()
    expect(count('worker.next', id)).toBe(0)
  })
})
