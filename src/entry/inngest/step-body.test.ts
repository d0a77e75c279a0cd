import { afterEach, expect, it, vi } from 'vitest'
import { BODY_LIMIT_MS, body } from './step-body'

afterEach(() => vi.useRealTimers())

it('pain 16: gives up a step that never ends, and leaves no timer of one that does', async () => {
  vi.useFakeTimers()
  const hung = body(() => new Promise(() => {}))()
  const ending = expect(hung).rejects.toThrow('longer than 300 s')
  await vi.advanceTimersByTimeAsync(BODY_LIMIT_MS)
  await ending
  expect(await body(async () => 'done')()).toBe('done')
  expect(vi.getTimerCount()).toBe(0)
})
