import { z } from 'zod'
import { listUnplaced, listWorkers } from '@/features/runs'
import { publicId } from '@/platform/ids'
import { Instant, shownId } from './fields'
import { route } from './route'

const Worker = z
  .object({
    id: z.uuid(),
    name: z.string().meta({ example: 'build-1' }),
    version: z.number().meta({ description: 'Of the protocol that it speaks.' }),
    labels: z.array(z.string()).meta({ description: 'An agent may ask for them: `workerLabels` in its settings.' }),
    runtimes: z.array(z.string()),
    capacity: z.number().meta({ description: 'Runs at once, of all companies.' }),
    live_runs: z.number().meta({ description: 'Of this company.' }),
    state: z.enum(['ready', 'draining', 'refused', 'gone']),
    last_seen_at: Instant,
    created_at: Instant,
  })
  .meta({ id: 'Worker' })

const Warning = z
  .object({
    reason: z.string().meta({ description: 'Why no connected worker can run these agents, in a sentence.' }),
    agent_count: z.number(),
    agents: z.array(z.object({ id: shownId('agent'), name: z.string() })).meta({ description: 'The first of them.' }),
  })
  .meta({ id: 'WorkerWarning' })

export const workers = [
  route({
    method: 'get',
    path: '/companies/{company_id}/workers',
    name: 'listWorkers',
    tag: 'Runs',
    summary: 'List the workers that run agents',
    description: 'The workers of the installation. One that was not heard for an hour is no longer listed.',
    query: z.object({ limit: z.coerce.number().int().min(1).max(500).default(100).meta({ type: 'integer' }) }),
    answer: z.object({ workers: z.array(Worker), warnings: z.array(Warning) }),
    run: async ({ caller, query }) => ({
      workers: (await listWorkers(caller, query)).map((worker) => ({
        ...{ id: worker.id, name: worker.name, version: worker.version, labels: worker.labels },
        ...{ runtimes: worker.runtimes, capacity: worker.capacity, live_runs: worker.liveRuns, state: worker.state },
        ...{ last_seen_at: worker.lastBeatAt, created_at: worker.createdAt },
      })),
      warnings: (await listUnplaced(caller, {})).map(({ reason, count, agents }) => ({
        ...{ reason, agent_count: count },
        agents: agents.map(({ id, name }) => ({ id: publicId('agent', id), name })),
      })),
    }),
  }),
]
