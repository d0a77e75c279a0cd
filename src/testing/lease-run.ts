import { PROTOCOL_VERSION } from '@/worker/protocol'
import { until } from './company'
import type { RunningServer } from './running-server'

type Leased = { runId: string; agentId: string; runToken: string }

/** Takes an agent's next run as a worker would, where none is running, and gives its id and its credential. */
export async function leaseRun(server: RunningServer, runtime: string, agentId: string): Promise<Leased> {
  async function call<T>(path: string, body: object): Promise<T> {
    const headers = { authorization: `Bearer ${server.workerKey}`, 'content-type': 'application/json' }
    const response = await fetch(`${server.url}/api/worker/${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    })
    return (await response.json()) as T
  }
  const intro = { version: PROTOCOL_VERSION, name: 'test', capacity: 1, labels: [], runtimes: [runtime] }
  const { workerId } = await call<{ workerId: string }>('register', intro)
  return until(`a run of ${agentId}`, async () => {
    const { runs } = await call<{ runs: Leased[] }>('lease', { workerId, slots: 1, waitSeconds: 1 })
    return runs.find((run) => run.agentId === agentId) ?? null
  })
}
