import { Inngest, type InngestFunction } from 'inngest'
import { describe, expect, it } from 'vitest'
import { dueSlot } from './cron'
import { checkSupported, readFunctionConfigs } from './supported'

const client = new Inngest({ id: 'app', isDev: true })
type Options = Parameters<typeof client.createFunction>[0]
const check = async (options: Partial<Options>) => {
  const functions: InngestFunction.Any[] = [
    client.createFunction({ id: 'f', triggers: [{ event: 'e' }], ...options }, async () => {}),
  ]
  checkSupported(await readFunctionConfigs('app', functions))
}

describe('checkSupported', () => {
  it('accepts the whole subset', async () => {
    await check({
      triggers: [{ event: 'e', if: 'event.data.n > 5' }, { cron: 'TZ=Europe/Paris 0 9 * * 1' }],
      concurrency: { limit: 2, key: 'event.data.agent' },
      idempotency: 'event.data.id',
      singleton: { key: 'event.data.id', mode: 'skip' },
      cancelOn: [{ event: 'stop', match: 'data.id' }],
      retries: 3,
      onFailure: async () => {},
    })
  })

  const refused: [string, Partial<Options>][] = [
    ['debounce', { debounce: { period: '1s' } }],
    ['batchEvents', { batchEvents: { maxSize: 5, timeout: '1s' } }],
    ['throttle', { throttle: { limit: 1, period: '1s' } }],
    ['rateLimit', { rateLimit: { limit: 1, period: '1s' } }],
    ['priority', { priority: { run: '1' } }],
    ['timeouts', { timeouts: { finish: '1h' } }],
    ['"cancel"', { singleton: { mode: 'cancel' } }],
    ['more than one concurrency', { concurrency: [{ limit: 1 }, { limit: 2 }] }],
    ['shared between functions', { concurrency: { limit: 1, scope: 'env', key: '"x"' } }],
    ['cancelOn with a timeout', { cancelOn: [{ event: 'stop', timeout: '1h' }] }],
    ['the pattern', { triggers: [{ event: 'a/*' }] }],
    ['not valid CEL', { triggers: [{ event: 'e', if: 'event.data.n >' }] }],
    ['not valid CEL', { idempotency: 'data.id' }],
    ['cannot be read', { triggers: [{ cron: 'every now and then' }] }],
    ['cannot be read', { triggers: [{ cron: 'TZ=Mars/Olympus * * * * *' }] }],
  ]
  it.each(refused)('refuses %s', async (words, options) => {
    await expect(check(options)).rejects.toThrow(words)
    await expect(check(options)).rejects.toThrow('Function "app-f"')
  })
})

describe('dueSlot', () => {
  const at = (text: string) => new Date(text)
  it('waits for the next slot', () => {
    const due = dueSlot('*/10 * * * *', at('2030-01-01T10:00:00Z'), at('2030-01-01T10:09:59Z'))
    expect(due).toEqual({ slot: null, next: at('2030-01-01T10:10:00Z') })
  })
  it('fires a slot at its instant', () => {
    const due = dueSlot('*/10 * * * *', at('2030-01-01T10:00:00Z'), at('2030-01-01T10:10:00Z'))
    expect(due).toEqual({ slot: at('2030-01-01T10:10:00Z'), next: at('2030-01-01T10:20:00Z') })
  })
  it('catches up on many missed slots with the latest one', () => {
    const due = dueSlot('*/10 * * * *', at('2030-01-01T10:00:00Z'), at('2030-01-03T07:15:00Z'))
    expect(due).toEqual({ slot: at('2030-01-03T07:10:00Z'), next: at('2030-01-03T07:20:00Z') })
  })
  it('keeps to the time zone through a change of its clock', () => {
    const due = (last: string, now: string) => dueSlot('TZ=Europe/Paris 0 9 * * *', at(last), at(now)).slot
    expect(due('2030-03-30T08:00:00Z', '2030-03-31T07:00:00Z')).toEqual(at('2030-03-31T07:00:00Z'))
    expect(due('2030-03-29T08:00:00Z', '2030-03-30T08:30:00Z')).toEqual(at('2030-03-30T08:00:00Z'))
  })
})
