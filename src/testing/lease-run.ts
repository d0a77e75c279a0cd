import { PROTOCOL_VERSION } from '@/worker/protocol'
import { until } from './company'
import type { RunningServer } from './running-server'

type Leased = { runId: string; agentId: string; runToken: string; fence: number }

async function call<T>(server: RunningServer, path: string, body: object): Promise<T> {
  const headers = { authorization: `Bearer ${server.workerKey}`, 'content-type': 'application/json' }
  const sent = { method: 'POST', headers, body: JSON.stringify(body) }
  const response = await fetch(`${server.url}/api/worker/${path}`, sent)
  return (await response.json()) as T
}

/**
 * Takes an agent's next run as a worker would, where none is running, and gives its id and its credential.
 * @returns also `finish`, which ends it with success
 */
export async function leaseRun(
  server: RunningServer,
  runtime: string,
  agentId: string,
): Promise<Leased & { finish(): Promise<unknown> }> {
  const intro = { version: PROTOCOL_VERSION, name: 'test', capacity: 1, labels: [], runtimes: [runtime] }
  const { workerId } = await call<{ workerId: string }>(server, 'register', intro)
  const run = await until(`a run of ${agentId}`, async () => {
    const { runs } = await call<{ runs: Leased[] }>(server, 'lease', { workerId, slots: 1, waitSeconds: 1 })
    return runs.find((each) => each.agentId === agentId) ?? null
  })
  const end = { workerId, fence: run.fence, outcome: 'succeeded' }
  return { ...run, finish: () => call(server, `runs/${run.runId}/finish`, end) }
}
