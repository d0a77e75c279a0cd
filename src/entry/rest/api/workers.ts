import { z } from 'zod'
import { adapterTypeOf } from '@/features/org'
import { listUnplaced, listWorkers } from '@/features/runs'
import { Id, Instant } from './fields'
import { limitOf } from './page'
import { route } from './route'

const Worker = z
  .object({
    id: Id,
    name: z.string(),
    version: z.int().meta({ description: 'Of the protocol that it speaks.' }),
    labels: z.array(z.string()),
    adapterTypes: z.array(z.string()).meta({ description: 'What it can start.' }),
    capacity: z.int().meta({ description: 'Runs at once, of all companies.' }),
    liveRuns: z.int().meta({ description: 'Of this company.' }),
    status: z.enum(['ready', 'draining', 'refused', 'gone']),
    lastSeenAt: Instant,
    createdAt: Instant,
  })
  .meta({ id: 'Worker' })

export const workers = [
  route({
    method: 'get',
    path: '/companies/{companyId}/workers',
    name: 'listWorkers',
    tag: 'Runs',
    summary: 'List the workers that run agents',
    query: limitOf(100, 500),
    answer: z.array(Worker),
    run: async ({ caller, query }) =>
      (await listWorkers(caller, query)).map(
        ({ runtimes: adapterTypes, state: status, lastBeatAt: lastSeenAt, ...worker }) => ({
          ...worker,
          ...{ adapterTypes, status, lastSeenAt },
        }),
      ),
  }),
  route({
    method: 'get',
    path: '/companies/{companyId}/workers/warnings',
    name: 'listUnplaced',
    tag: 'Runs',
    summary: 'List the agents that no connected worker can run, by the reason',
    answer: z.array(
      z.object({
        reason: z.string(),
        adapterType: z.string(),
        agentCount: z.int(),
        agents: z.array(z.object({ id: Id, name: z.string() })),
      }),
    ),
    run: async ({ caller }) =>
      (await listUnplaced(caller, {})).map(({ runtime, count, ...warning }) => ({
        ...warning,
        ...{ adapterType: adapterTypeOf(runtime), agentCount: count },
      })),
  }),
]
