import { expect, it } from 'vitest'
import { labelsOf, whyNoWorker } from './placement'

const worker = (runtimes: string[], labels: string[] = [], isDraining = false, isRefused = false) => ({
  ...{ runtimes, labels, isDraining, isRefused },
})

it.each([
  [[], /no worker is connected/],
  [[worker(['bash'], ['gpu'], true)], /about to end/],
  [[worker(['http'])], /no connected worker has the runtime bash/],
  [[worker(['bash']), worker(['http'], ['gpu'])], /has the label gpu/],
  [[worker(['bash'], ['gpu'], false, true), worker(['bash'])], /another version. Update it/],
  [[worker(['http'], [], false, true)], /no worker is connected/],
  [[worker(['bash'], ['gpu'], false, true), worker(['bash'], ['gpu'])], null],
  [[worker(['bash'], ['gpu', 'eu'])], null],
  [[worker(['bash'], ['gpu'], true), worker(['bash'], ['gpu'])], null],
])('says why no worker takes a run, or that one may: %o', (workers, why) => {
  const said = whyNoWorker({ runtime: 'bash', workerLabels: ['gpu'] }, workers)
  if (why) expect(said).toMatch(why)
  else expect(said).toBeNull()
})

it('reads the labels that settings ask for, and nothing that is none', () => {
  expect(labelsOf({ workerLabels: ['gpu', 'eu', 'gpu', '', 7] })).toEqual(['gpu', 'eu'])
  expect(labelsOf({ workerLabels: 'gpu' })).toEqual([])
  expect(labelsOf({})).toEqual([])
})
