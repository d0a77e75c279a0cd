import { expect, it } from 'vitest'
import { type InstanceFacts, instanceProblems } from './instance-problems'

const WELL: InstanceFacts = {
  ...{ readyWorkers: 1, refusedWorkers: 0, queuedRuns: 0, oldestQueuedSeconds: null },
  ...{ clockSeconds: 40, queueSeconds: null, relaySeconds: 1, connections: 20, maxConnections: 100 },
  ...{ storageProblem: null, freeBytes: 50_000_000_000, lostKeys: [] },
}

it('says nothing of an installation that is well', () => {
  expect(instanceProblems(WELL)).toEqual([])
})

it.each([
  [{ readyWorkers: 0, queuedRuns: 3, oldestQueuedSeconds: 500 }, /No worker is connected.*: 3 wait/],
  [{ oldestQueuedSeconds: 121, queuedRuns: 1 }, /Runs wait/],
  [{ clockSeconds: 181 }, /clock/],
  [{ queueSeconds: 61 }, /engine is behind/],
  [{ relaySeconds: 61 }, /engine is behind/],
  [{ connections: 91 }, /connection/],
  [{ storageProblem: 'The bucket is gone.' }, /bucket/],
  [{ freeBytes: 10 }, /1 GB/],
  [{ lostKeys: [{ id: 'abc', values: 2 }] }, /2 secrets do not open.*abc/],
  [{ refusedWorkers: 1 }, /turned away/],
] satisfies [Partial<InstanceFacts>, RegExp][])('says once what is wrong, and what to do: %o', (change, sentence) => {
  const problems = instanceProblems({ ...WELL, ...change })
  expect(problems).toHaveLength(1)
  expect(problems[0]).toMatch(sentence)
})
