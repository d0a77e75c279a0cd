import { z } from 'zod'
import {
  AppointInstanceAdmin,
  appointInstanceAdmin,
  CreateWorkerKey,
  createWorkerKey,
  dismissInstanceAdmin,
  type InstanceAdmin,
  listInstanceAdmins,
  listWorkerKeys,
  revokeWorkerKey,
  type WorkerKeyView,
} from '@/features/access'
import { InstanceStatus, instanceStatus } from '@/features/reports'
import { parseId, publicId } from '@/platform/ids'
import { Instant, NextCursor, shownId } from './fields'
import { rootRoute } from './route'

const { workers, engine, database, storage, runs, masterKeys } = InstanceStatus.shape
const Status = z
  .object({
    ...{ version: z.string(), node_version: z.string(), started_at: Instant, companies: z.number() },
    runs: z.object({ queued: runs.shape.queued, running: runs.shape.running, oldest_queued_at: Instant.nullable() }),
    workers: z.array(
      z.object({
        ...workers.element.pick({ id: true, name: true, version: true, capacity: true, runtimes: true, labels: true })
          .shape,
        state: workers.element.shape.state,
        live_runs: z.number().meta({ description: 'Of all companies.' }),
        last_seen_at: Instant,
      }),
    ),
    engine: z.object({
      kind: engine.shape.kind,
      due: engine.shape.due.meta({ description: 'Jobs that are due; null with a server of its own.' }),
      oldest_due_at: Instant.nullable(),
      unrelayed: z.number().meta({ description: 'Events that it has not heard of.' }),
      oldest_unrelayed_at: Instant.nullable(),
    }),
    clock_ticked_at: Instant.nullable(),
    database: z.object({
      ...{ version: database.shape.version, bytes: database.shape.bytes, connections: database.shape.connections },
      max_connections: z.number(),
    }),
    storage: z.object({
      ...{ driver: storage.shape.driver, place: storage.shape.place, free_bytes: z.number().nullable() },
      problem: storage.shape.problem,
    }),
    master_keys: z
      .array(
        z.object({
          ...masterKeys.element.pick({ id: true }).shape,
          source: masterKeys.element.shape.source.meta({ description: 'Setting or file; null: this server lacks it.' }),
          is_first: z.boolean().meta({ description: 'It seals what is written from now on.' }),
          values: z
            .number()
            .meta({ description: 'What is sealed with it. An older key without any may be taken away.' }),
        }),
      )
      .meta({ description: 'What seals secrets.' }),
    problems: z.array(z.string()).meta({ description: 'What is wrong, and what to do about it.' }),
  })
  .meta({ id: 'InstanceStatus' })

function statusAnswer(seen: InstanceStatus): z.output<typeof Status> {
  const { maxConnections, ...database } = seen.database
  const { freeBytes, ...storage } = seen.storage
  const { oldestQueuedAt, ...runs } = seen.runs
  const { oldestDueAt, oldestUnrelayedAt, ...engine } = seen.engine
  return {
    ...{ version: seen.version, node_version: seen.nodeVersion, started_at: seen.startedAt },
    ...{ companies: seen.companies, clock_ticked_at: seen.clockTickedAt, problems: seen.problems },
    runs: { ...runs, oldest_queued_at: oldestQueuedAt },
    workers: seen.workers.map(({ liveRuns, lastBeatAt, ...worker }) => ({
      ...worker,
      ...{ live_runs: liveRuns, last_seen_at: lastBeatAt },
    })),
    engine: { ...engine, oldest_due_at: oldestDueAt, oldest_unrelayed_at: oldestUnrelayedAt },
    database: { ...database, max_connections: maxConnections },
    storage: { ...storage, free_bytes: freeBytes },
    master_keys: seen.masterKeys.map(({ isFirst, ...key }) => ({ ...key, is_first: isFirst })),
  }
}

const WorkerKey = z
  .object({
    id: z.uuid(),
    name: z.string().meta({ example: 'build machines' }),
    last_four: z.string(),
    created_by: z.string().nullable().meta({ description: 'Name of the administrator who made it.' }),
    ...{ created_at: Instant, expires_at: Instant.nullable() },
    ...{ last_used_at: Instant.nullable(), revoked_at: Instant.nullable() },
  })
  .meta({ id: 'WorkerKey' })

function workerKeyAnswer(view: WorkerKeyView): z.output<typeof WorkerKey> {
  return {
    ...{ id: view.id, name: view.name, last_four: view.lastFour, created_by: view.createdBy },
    ...{ created_at: view.createdAt, expires_at: view.expiresAt },
    ...{ last_used_at: view.lastUsedAt, revoked_at: view.revokedAt },
  }
}

const Administrator = z
  .object({ id: shownId('person'), name: z.string(), email: z.string().nullable() })
  .meta({ id: 'InstanceAdministrator' })

function administratorAnswer({ id, name, email }: InstanceAdmin): z.output<typeof Administrator> {
  return { id: publicId('person', id), name, email }
}

export const instance = [
  rootRoute({
    method: 'get',
    path: '/instance',
    name: 'instanceStatus',
    isOnlyFor: 'administrators',
    tag: 'Record',
    summary: 'See how the installation stands: for its administrators',
    description: 'Version, workers, engine, age of its queue, database, storage, and what is wrong, in sentences.',
    answer: Status,
    run: async ({ identity }) => statusAnswer(await instanceStatus(identity)),
  }),
  rootRoute({
    method: 'get',
    path: '/instance/administrators',
    name: 'listInstanceAdmins',
    isOnlyFor: 'administrators',
    tag: 'Record',
    summary: 'List who administers the installation: for those who do',
    answer: z.object({ administrators: z.array(Administrator), next_cursor: NextCursor }),
    run: async ({ identity }) => {
      const { administrators } = await listInstanceAdmins(identity)
      return { administrators: administrators.map(administratorAnswer), next_cursor: null }
    },
  }),
  rootRoute({
    method: 'post',
    path: '/instance/administrators',
    name: 'appointInstanceAdmin',
    isOnlyFor: 'administrators',
    tag: 'Record',
    summary: 'Make somebody who has signed in an administrator of the installation',
    body: z.object({ email: AppointInstanceAdmin.shape.email.meta({ example: 'eve@example.com' }) }),
    status: 201,
    answer: Administrator,
    refusals: ['not_found'],
    run: async ({ identity, body }) => administratorAnswer(await appointInstanceAdmin(identity, body.email)),
  }),
  rootRoute({
    method: 'delete',
    path: '/instance/administrators/{person_id}',
    name: 'dismissInstanceAdmin',
    isOnlyFor: 'administrators',
    tag: 'Record',
    summary: 'Take the administration of the installation back',
    description: 'There is always an administrator left.',
    answer: z.object({ id: shownId('person'), dismissed: z.boolean() }),
    refusals: ['broken_rule', 'not_found'],
    run: async ({ identity, params }) => {
      const { personId } = await dismissInstanceAdmin(identity, parseId('person', params.person_id) ?? '')
      return { id: publicId('person', personId), dismissed: true }
    },
  }),
  rootRoute({
    method: 'get',
    path: '/instance/worker-keys',
    name: 'listWorkerKeys',
    isOnlyFor: 'administrators',
    tag: 'Keys',
    summary: 'List what workers prove themselves with, newest first: for administrators of the installation',
    answer: z.object({ keys: z.array(WorkerKey) }),
    run: async ({ identity }) => ({ keys: (await listWorkerKeys(identity)).keys.map(workerKeyAnswer) }),
  }),
  rootRoute({
    method: 'post',
    path: '/instance/worker-keys',
    name: 'createWorkerKey',
    isOnlyFor: 'administrators',
    tag: 'Keys',
    summary: 'Make a key for workers',
    description: 'The `token` is in this answer and nowhere else, so an Idempotency-Key has no effect here.',
    body: z.object({ name: CreateWorkerKey.shape.name, expires_in_days: CreateWorkerKey.shape.expiresInDays }),
    status: 201,
    answer: WorkerKey.extend({ token: z.string() }),
    run: async ({ identity, body }) => {
      const { token, ...made } = await createWorkerKey(identity, {
        ...{ name: body.name, expiresInDays: body.expires_in_days },
      })
      return { ...workerKeyAnswer(made), token }
    },
  }),
  rootRoute({
    method: 'delete',
    path: '/instance/worker-keys/{worker_key_id}',
    name: 'revokeWorkerKey',
    isOnlyFor: 'administrators',
    tag: 'Keys',
    summary: 'Revoke a key for workers at once',
    answer: z.object({ id: z.uuid(), revoked: z.boolean() }),
    refusals: ['not_found'],
    run: async ({ identity, params }) => ({
      ...(await revokeWorkerKey(identity, params.worker_key_id)),
      revoked: true,
    }),
  }),
]
