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
  UpdateSecret,
  updateSecret,
} from '@/features/vault'
import { publicId } from '@/platform/ids'
import { cut, deleted, Instant, NextCursor, pageOf, shownId } from './fields'
import { route } from './route'

const Secret = z
  .object({
    id: shownId('secret'),
    company_id: shownId('company'),
    name: z.string(),
    description: z.string(),
    status: SecretStatus.meta({ description: 'The value of a disabled secret is given to no run.' }),
    latest_version: z.number(),
    created_at: Instant,
    updated_at: Instant,
    last_used_at: Instant.nullable().meta({
      description: 'When a value was last opened for a run, a test or a call of a model.',
    }),
  })
  .meta({ id: 'Secret' })
/** Which version of a secret something names. */
const Named = z.union([z.number(), z.literal('latest')])
const SecretAnswer = Secret.extend({ secret: Secret }).meta({ id: 'SecretAnswer' })

function secretFields(view: SecretView): z.output<typeof Secret> {
  const { name, description, status } = view
  return {
    id: publicId('secret', view.id),
    company_id: publicId('company', view.companyId),
    ...{ name, description, status, latest_version: view.latestVersion },
    ...{ created_at: view.createdAt, updated_at: view.updatedAt, last_used_at: view.lastUsedAt },
  }
}

function hybrid(view: SecretView): z.output<typeof SecretAnswer> {
  const secret = secretFields(view)
  return { ...secret, secret }
}

export const secrets = [
  route({
    method: 'post',
    path: '/companies/{company_id}/secrets',
    name: 'createSecret',
    tag: 'Secrets',
    summary: 'Keep a value that nobody reads back',
    body: z.object({
      name: CreateSecret.shape.name.meta({ example: 'GITHUB_TOKEN' }),
      value: CreateSecret.shape.value,
      description: z.string().optional(),
    }),
    status: 201,
    answer: SecretAnswer,
    refusals: ['already_exists'],
    run: async ({ caller, body, options }) => hybrid(await createSecret(caller, body, options)),
  }),
  route({
    method: 'get',
    path: '/companies/{company_id}/secrets',
    name: 'listSecrets',
    tag: 'Secrets',
    summary: 'List the secrets of a company, without their values',
    query: pageOf('secret', 100, 200),
    answer: z.object({ secrets: z.array(Secret), next_cursor: NextCursor }),
    run: async ({ caller, query: { cursor: after, limit } }) => {
      const [page, next_cursor] = cut(await listSecrets(caller, { after, limit: limit + 1 }), limit, 'secret')
      return { secrets: page.map(secretFields), next_cursor }
    },
  }),
  route({
    method: 'get',
    path: '/secrets/{secret_id}',
    name: 'getSecret',
    tag: 'Secrets',
    summary: 'See when a secret was changed, and which agents use it',
    answer: SecretAnswer.extend({
      versions: z.array(z.object({ version: z.number(), created_at: Instant })),
      used_by: z.array(z.object({ id: shownId('agent'), name: z.string(), version: Named.nullable() })),
      providers: z.array(z.object({ id: shownId('provider'), name: z.string(), version: Named })),
    }),
    run: async ({ caller, id }) => {
      const view = await getSecret(caller, { secretId: id })
      return {
        ...hybrid(view),
        versions: view.versions.map(({ version, createdAt }) => ({ version, created_at: createdAt })),
        used_by: view.usedBy.map((agent) => ({ ...agent, id: publicId('agent', agent.id) })),
        providers: view.providers.map((each) => ({ ...each, id: publicId('provider', each.id) })),
      }
    },
  }),
  route({
    method: 'get',
    path: '/secrets/{secret_id}/uses',
    name: 'listSecretUses',
    tag: 'Secrets',
    summary: 'See when and for whom the value of a secret was opened, newest first',
    query: z.object({
      cursor: z.uuid().optional().meta({ description: '`next_cursor` of the page before.' }),
      limit: z.coerce.number().int().min(1).max(200).default(50).meta({ type: 'integer' }),
    }),
    answer: z.object({
      uses: z.array(
        z.object({
          ...{ id: z.uuid(), at: Instant, version: z.number().nullable(), run_id: shownId('run').nullable() },
          ...{ agent_id: shownId('agent').nullable(), agent_name: z.string().nullable() },
          provider: z.string().nullable().meta({ description: 'The model provider that it was opened for.' }),
        }),
      ),
      next_cursor: z.uuid().nullable(),
    }),
    run: async ({ caller, id, query: { cursor: before, limit } }) => {
      const uses = await listSecretUses(caller, { secretId: id, before, limit: limit + 1 })
      const page = uses.slice(0, limit)
      return {
        uses: page.map(({ runId, agentId, agentName, ...use }) => ({
          ...use,
          ...{ run_id: publicId('run', runId), agent_id: publicId('agent', agentId), agent_name: agentName },
        })),
        next_cursor: uses.length > limit ? (page.at(-1)?.id ?? null) : null,
      }
    },
  }),
  route({
    method: 'patch',
    path: '/secrets/{secret_id}',
    name: 'updateSecret',
    tag: 'Secrets',
    summary: 'Rename, describe or disable a secret',
    body: UpdateSecret.omit({ secretId: true }),
    answer: SecretAnswer,
    refusals: ['already_exists'],
    run: async ({ caller, id, body, options }) =>
      hybrid(await updateSecret(caller, { ...body, secretId: id }, options)),
  }),
  route({
    method: 'post',
    path: '/secrets/{secret_id}/rotate',
    name: 'rotateSecret',
    tag: 'Secrets',
    summary: 'Give a secret a new value',
    body: z.object({ value: CreateSecret.shape.value }),
    answer: SecretAnswer,
    run: async ({ caller, id, body, options }) =>
      hybrid(await rotateSecret(caller, { secretId: id, value: body.value }, options)),
  }),
  route({
    method: 'delete',
    path: '/secrets/{secret_id}',
    name: 'deleteSecret',
    tag: 'Secrets',
    summary: 'Destroy a secret that no agent names',
    answer: deleted('secret'),
    refusals: ['broken_rule'],
    run: async ({ caller, id, options }) => {
      await deleteSecret(caller, { secretId: id }, options)
      return { id: publicId('secret', id), deleted: true }
    },
  }),
]
