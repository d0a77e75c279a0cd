import { z } from 'zod'
import {
  CreateSecret,
  createSecret,
  deleteSecret,
  getSecret,
  listSecrets,
  listSecretUses,
  rotateSecret,
  SecretStatus,
  type SecretView,
  updateSecret,
} from '@/features/vault'
import { Id, IdOrNull, Instant, Never, Text } from './fields'
import { byId, cut, pageOf } from './page'
import { route } from './route'

const Secret = z
  .object({
    id: Id,
    companyId: Id,
    name: z.string(),
    provider: z.literal('local_encrypted'),
    externalRef: Never,
    status: SecretStatus,
    latestVersion: z.int(),
    description: Text,
    createdByAgentId: IdOrNull,
    createdByUserId: IdOrNull,
    createdAt: Instant,
    updatedAt: Instant,
    lastUsedAt: Instant.nullable(),
  })
  .meta({ id: 'Secret' })

function secretAnswer(view: SecretView): z.output<typeof Secret> {
  return {
    id: view.id,
    companyId: view.companyId,
    name: view.name,
    provider: 'local_encrypted',
    externalRef: null,
    status: view.status,
    latestVersion: view.latestVersion,
    description: view.description || null,
    createdByAgentId: view.createdByKind === 'agent' ? view.createdById : null,
    createdByUserId: view.createdByKind === 'person' ? view.createdById : null,
    createdAt: view.createdAt,
    updatedAt: view.updatedAt,
    lastUsedAt: view.lastUsedAt,
  }
}

/** Which version of a secret something names. */
const Named = z.union([z.int(), z.literal('latest')])
const { name: Name, value: Value } = CreateSecret.shape

export const secrets = [
  route({
    method: 'get',
    path: '/companies/{companyId}/secrets',
    name: 'listSecrets',
    tag: 'Secrets',
    summary: 'List secrets; never a value',
    query: pageOf('secret'),
    answer: z.array(Secret),
    run: async ({ caller, query: { limit, cursor }, ...asked }) => {
      const rows = await listSecrets(caller, { after: cursor, limit: limit + 1 })
      return cut(rows, limit, asked, byId).map(secretAnswer)
    },
  }),
  route({
    method: 'post',
    path: '/companies/{companyId}/secrets',
    name: 'createSecret',
    tag: 'Secrets',
    summary: 'Keep a value that nobody reads back',
    body: z.object({ name: Name, value: Value, description: z.string().max(2000).nullish() }),
    status: 201,
    answer: Secret,
    refusals: ['already_exists'],
    run: async ({ caller, body, options }) => {
      const input = { ...body, description: body.description ?? undefined }
      return secretAnswer(await createSecret(caller, input, options))
    },
  }),
  route({
    method: 'patch',
    path: '/secrets/{id}',
    name: 'updateSecret',
    tag: 'Secrets',
    summary: 'Rename, describe or disable a secret',
    body: z.object({
      name: Name.optional(),
      description: z.string().max(2000).optional(),
      status: SecretStatus.optional(),
    }),
    answer: Secret,
    refusals: ['already_exists'],
    run: async ({ caller, id, body, options }) =>
      secretAnswer(await updateSecret(caller, { ...body, secretId: id }, options)),
  }),
  route({
    method: 'post',
    path: '/secrets/{id}/rotate',
    name: 'rotateSecret',
    tag: 'Secrets',
    summary: 'Give a secret a new value',
    body: z.object({ value: Value }),
    answer: Secret,
    run: async ({ caller, id, body, options }) =>
      secretAnswer(await rotateSecret(caller, { secretId: id, value: body.value }, options)),
  }),
  route({
    method: 'get',
    path: '/secrets/{id}/usage',
    name: 'getSecret',
    tag: 'Secrets',
    summary: 'See whose settings name a secret, and in which version; null: only older settings do',
    answer: z.object({
      secretId: Id,
      agents: z.array(z.object({ id: Id, name: z.string(), version: Named.nullable() })),
      modelProviders: z.array(z.object({ id: Id, name: z.string(), version: Named })),
    }),
    run: async ({ caller, id }) => {
      const { usedBy: agents, providers: modelProviders } = await getSecret(caller, { secretId: id })
      return { secretId: id, agents, modelProviders }
    },
  }),
  route({
    method: 'get',
    path: '/secrets/{id}/access-events',
    name: 'listSecretUses',
    tag: 'Secrets',
    summary: 'See when and for whom the value of a secret was opened, newest first',
    query: pageOf(null),
    answer: z.array(
      z.object({
        ...{ id: Id, createdAt: Instant, version: z.int().nullable(), heartbeatRunId: IdOrNull },
        ...{ agentId: IdOrNull, agentName: z.string().nullable() },
        modelProvider: z.string().nullable().meta({ description: 'The model provider that it was opened for.' }),
      }),
    ),
    run: async ({ caller, id, query: { limit, cursor }, ...asked }) => {
      const rows = await listSecretUses(caller, { secretId: id, before: cursor, limit: limit + 1 })
      return cut(rows, limit, asked, byId).map(({ at: createdAt, runId: heartbeatRunId, provider, ...use }) => ({
        ...use,
        ...{ createdAt, heartbeatRunId, modelProvider: provider },
      }))
    },
  }),
  route({
    method: 'delete',
    path: '/secrets/{id}',
    name: 'deleteSecret',
    tag: 'Secrets',
    summary: 'Destroy a secret that no agent names',
    answer: z.object({ ok: z.literal(true) }),
    refusals: ['broken_rule'],
    run: async ({ caller, id, options }) => {
      await deleteSecret(caller, { secretId: id }, options)
      return { ok: true }
    },
  }),
]
