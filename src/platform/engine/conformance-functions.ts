import { type Inngest, type InngestFunction, NonRetriableError, RetryAfterError } from 'inngest'

/** What a function did, in the order in which it did it. */
export type Entry = { at: string; id: string; value?: unknown }
export type Note = (entry: Entry) => void

// What is under way for a time must still be so when the test acts, also on a busy machine: these times are long for that.
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Functions that use every feature both engines must have. Each notes what it does under the id in its event's data. */
export function conformanceFunctions(inngest: Inngest, note: Note): InngestFunction.Any[] {
  return [
    ...waiting(inngest, note),
    ...failing(inngest, note),
    ...starting(inngest, note),
    ...cancelling(inngest, note),
  ]
}

function waiting(inngest: Inngest, note: Note): InngestFunction.Any[] {
  const double = inngest.createFunction(
    { id: 'double', triggers: [{ event: 't/double' }] },
    async ({ event, step }) => ({ doubled: await step.run('double', () => event.data.x * 2) }),
  )
  const refuse = inngest.createFunction({ id: 'refuse', retries: 0, triggers: [{ event: 't/refuse' }] }, async () => {
    throw new NonRetriableError('the child says no')
  })
  const replier = inngest.createFunction(
    { id: 'replier', triggers: [{ event: 't/asked' }] },
    async ({ event, step }) => {
      await step.sleep('think', '1500ms')
      await step.sendEvent('reply-to-another', { name: 't/replied', data: { id: 'another', say: 'not for you' } })
      await step.sendEvent('reply', { name: 't/replied', data: { id: event.data.id, say: 'hi' } })
    },
  )
  const everything = inngest.createFunction(
    { id: 'everything', triggers: [{ event: 't/everything' }] },
    async ({ event, step }) => {
      const id = event.data.id
      const first = await step.run('first', () => note({ at: 'everything.first', id }))
      const before = await step.run('before', () => Date.now())
      await step.sleep('nap', '1s')
      const after = await step.run('after', () => Date.now())
      await step.sleepUntil('past', new Date(before))
      await step.sendEvent('ask', { name: 't/asked', data: { id } })
      const reply = await step.waitForEvent('reply', { event: 't/replied', match: 'data.id', timeout: '20s' })
      const none = await step.waitForEvent('none', { event: 't/never', timeout: '1s' })
      const invoked = await step.invoke('invoke', { function: double, data: { x: 21 } })
      const invokeError = await step
        .invoke('invoke-refusing', { function: refuse, data: {} })
        .catch((error: Error) => error.message)
      const parallel = await Promise.all(
        [1, 2, 3].map((i) => step.run(`parallel-${i}`, () => pause(50).then(() => i * 10))),
      )
      const caught = await step
        .run('bad', () => {
          throw new NonRetriableError('the step broke')
        })
        .catch((error: Error) => error.message)
      const said = reply?.data.say
      note({
        at: 'everything.end',
        id,
        value: { first, slept: after - before >= 950, said, none, invoked, invokeError, parallel, caught },
      })
    },
  )
  const conditional = inngest.createFunction(
    { id: 'conditional', triggers: [{ event: 't/conditional' }] },
    async ({ event, step }) => {
      await step.run('ready', () => note({ at: 'conditional.ready', id: event.data.id }))
      const answer = await step.waitForEvent('big', {
        event: 't/number',
        if: 'async.data.id == event.data.id && async.data.n > 5',
        timeout: '20s',
      })
      note({ at: 'conditional.end', id: event.data.id, value: answer?.data.n })
    },
  )
  return [double, refuse, replier, everything, conditional]
}

function failing(inngest: Inngest, note: Note): InngestFunction.Any[] {
  const flaky = inngest.createFunction(
    { id: 'flaky', retries: 3, triggers: [{ event: 't/flaky' }] },
    async ({ event, step, attempt }) => {
      const id = event.data.id
      await step.run('before', () => note({ at: 'flaky.before', id }))
      await step.run('try', () => {
        note({ at: 'flaky.try', id, value: attempt })
        if (attempt < 2) throw new RetryAfterError('later', 1000)
      })
      note({ at: 'flaky.end', id })
    },
  )
  const hopeless = inngest.createFunction(
    {
      id: 'hopeless',
      retries: 1,
      triggers: [{ event: 't/hopeless' }],
      onFailure: async ({ error, event, step }) => {
        await step.run('note', () =>
          note({ at: 'hopeless.failed', id: event.data.event.data.id, value: error.message }),
        )
      },
    },
    async ({ event, step }) => {
      await step.run('try', () => {
        note({ at: 'hopeless.try', id: event.data.id })
        throw new RetryAfterError('always', 1000)
      })
    },
  )
  const bodyFails = inngest.createFunction(
    { id: 'body-fails', retries: 2, triggers: [{ event: 't/body-fails' }] },
    async ({ event, step, attempt }) => {
      await step.run('once', () => note({ at: 'body-fails.step', id: event.data.id }))
      if (attempt < 1) throw new RetryAfterError('outside a step', 1000)
      await step.run('end', () => note({ at: 'body-fails.end', id: event.data.id }))
    },
  )
  const side = inngest.createFunction(
    { id: 'side', retries: 2, triggers: [{ event: 't/side' }] },
    async ({ event, step, attempt }) => {
      const id = event.data.id
      const sides = await Promise.all(
        ['left', 'right'].map((name) =>
          step.run(name, () => {
            note({ at: 'side.try', id, value: name })
            if (name === 'left' && attempt < 1) throw new RetryAfterError('later', 1000)
            return name
          }),
        ),
      )
      note({ at: 'side.end', id, value: sides })
    },
  )
  return [flaky, hopeless, bodyFails, side]
}

function starting(inngest: Inngest, note: Note): InngestFunction.Any[] {
  const limited = inngest.createFunction(
    { id: 'limited', concurrency: { limit: 1, key: 'event.data.key' }, triggers: [{ event: 't/limited' }] },
    async ({ event, step }) => {
      const { id, key } = event.data
      await step.run('work', async () => {
        note({ at: 'limited.start', id, value: key })
        await pause(150)
        note({ at: 'limited.end', id, value: key })
      })
    },
  )
  const once = inngest.createFunction(
    { id: 'once', idempotency: 'event.data.id', triggers: [{ event: 't/once' }] },
    async ({ event }) => note({ at: 'once', id: event.data.id }),
  )
  const plain = inngest.createFunction({ id: 'plain', triggers: [{ event: 't/plain' }] }, async ({ event }) =>
    note({ at: 'plain', id: event.data.id }),
  )
  const large = inngest.createFunction(
    { id: 'large', triggers: [{ event: 't/sized', if: 'event.data.n > 5' }] },
    async ({ event }) => note({ at: 'large', id: event.data.id, value: event.data.n }),
  )
  const single = inngest.createFunction(
    { id: 'single', singleton: { key: 'event.data.id', mode: 'skip' }, triggers: [{ event: 't/single' }] },
    async ({ event, step }) => {
      await step.run('work', () => note({ at: 'single', id: event.data.id, value: event.data.n }))
      await step.sleep('hold', '2500ms')
      note({ at: 'single.end', id: event.data.id })
    },
  )
  const resting = inngest.createFunction(
    { id: 'resting', concurrency: { limit: 1, key: 'event.data.key' }, triggers: [{ event: 't/resting' }] },
    async ({ event, step }) => {
      const { id, key, isLong } = event.data
      await step.run('work', () => note({ at: 'resting.work', id: key, value: id }))
      if (isLong) await step.sleep('rest', '10s')
      await step.run('end', () => note({ at: 'resting.end', id: key, value: id }))
    },
  )
  return [limited, once, plain, large, single, resting]
}

function cancelling(inngest: Inngest, note: Note): InngestFunction.Any[] {
  const cancelOn = [{ event: 't/cancel', match: 'data.id' }] as const
  const sleeper = inngest.createFunction(
    { id: 'sleeper', cancelOn: [...cancelOn], triggers: [{ event: 't/sleeper' }] },
    async ({ event, step }) => {
      await step.run('start', () => note({ at: 'sleeper.start', id: event.data.id }))
      await step.sleep('sleep', '6s')
      await step.run('end', () => note({ at: 'sleeper.end', id: event.data.id }))
    },
  )
  const worker = inngest.createFunction(
    { id: 'worker', cancelOn: [...cancelOn], triggers: [{ event: 't/worker' }] },
    async ({ event, step }) => {
      const id = event.data.id
      await step.run('work', async () => {
        note({ at: 'worker.start', id })
        await pause(4000)
        note({ at: 'worker.end', id })
      })
      await step.run('next', () => note({ at: 'worker.next', id }))
    },
  )
  return [sleeper, worker]
}
