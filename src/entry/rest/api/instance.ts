import { z } from 'zod'
import { CreateWorkerKey, createWorkerKey, listWorkerKeys, revokeWorkerKey, WorkerKeyView } from '@/features/access'
import { InstanceStatus, instanceStatus } from '@/features/reports'
import { Id } from './fields'
import { rootRoute } from './route'

const Key = WorkerKeyView.meta({ id: 'WorkerKey' })

export const instance = [
  rootRoute({
    method: 'get',
    path: '/instance',
    name: 'instanceStatus',
    isOnlyFor: 'administrators',
    tag: 'Companies',
    summary: 'See how the installation stands: for its administrators',
    description: 'Version, workers, engine, age of its queue, database, storage, and what is wrong, in sentences.',
    answer: InstanceStatus.meta({ id: 'InstanceStatus' }),
    run: ({ identity }) => instanceStatus(identity),
  }),
  rootRoute({
    method: 'get',
    path: '/instance/worker-keys',
    name: 'listWorkerKeys',
    isOnlyFor: 'administrators',
    tag: 'Companies',
    summary: 'List what workers prove themselves with, newest first: for administrators of the installation',
    answer: z.array(Key),
    run: async ({ identity }) => (await listWorkerKeys(identity)).keys,
  }),
  rootRoute({
    method: 'post',
    path: '/instance/worker-keys',
    name: 'createWorkerKey',
    isOnlyFor: 'administrators',
    tag: 'Companies',
    summary: 'Make a key for workers',
    description: 'The `token` is in this answer and nowhere else, so an Idempotency-Key has no effect here.',
    body: CreateWorkerKey,
    status: 201,
    answer: WorkerKeyView.extend({ token: z.string() }),
    run: ({ identity, body }) => createWorkerKey(identity, body),
  }),
  rootRoute({
    method: 'delete',
    path: '/instance/worker-keys/{workerKeyId}',
    name: 'revokeWorkerKey',
    isOnlyFor: 'administrators',
    tag: 'Companies',
    summary: 'Revoke a key for workers at once',
    answer: z.object({ id: Id }),
    refusals: ['not_found'],
    run: ({ identity, params }) => revokeWorkerKey(identity, params.workerKeyId),
  }),
]
