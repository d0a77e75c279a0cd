import { z } from 'zod'
import {
  createSecret,
  deleteSecret,
  listSecrets,
  rotateSecret,
  SecretStatus,
  type SecretView,
  updateSecret,
} from '@/features/vault'
import { Id, Moment, more, page, pageOf } from './cells'
import { route } from './route'

const Secret = z
  .object({
    id: Id,
    companyId: Id,
    name: z.string(),
    description: z.string().nullable(),
    provider: z.literal('local_encrypted'),
    status: SecretStatus,
    latestVersion: z.int(),
    createdAt: Moment,
    updatedAt: Moment,
  })
  .meta({ id: 'Secret' })

function secretAnswer(view: SecretView): z.output<typeof Secret> {
  const { id, companyId, name, status, latestVersion, createdAt, updatedAt } = view
  const description = view.description || null
  return { id, companyId, name, description, provider: 'local_encrypted', status, latestVersion, createdAt, updatedAt }
}

export const secrets = [
  route({
    method: 'get',
    path: '/companies/{companyId}/secrets',
    name: 'listSecrets',
    tag: 'Secrets',
    summary: 'The secrets of a company; never a value',
    query: pageOf(200),
    answer: z.array(Secret),
    run: async ({ caller, query: { limit, cursor: after } }) =>
      page(await listSecrets(caller, { after, limit: more(limit) }), limit, secretAnswer),
  }),
  route({
    method: 'post',
    path: '/companies/{companyId}/secrets',
    name: 'createSecret',
    tag: 'Secrets',
    summary: 'Keep a value that nobody reads back',
    body: z.object({ name: z.string(), value: z.string(), description: z.string().optional() }),
    status: 201,
    answer: Secret,
    refusals: ['already_exists'],
    run: async ({ caller, body, options }) => secretAnswer(await createSecret(caller, body, options)),
  }),
  route({
    method: 'patch',
    path: '/secrets/{secretId}',
    name: 'updateSecret',
    tag: 'Secrets',
    summary: 'Rename, describe or disable a secret',
    body: z.object({
      name: z.string().optional(),
      description: z.string().optional(),
      status: SecretStatus.optional(),
    }),
    answer: Secret,
    refusals: ['already_exists'],
    run: async ({ caller, id, body, options }) =>
      secretAnswer(await updateSecret(caller, { ...body, secretId: id }, options)),
  }),
  route({
    method: 'post',
    path: '/secrets/{secretId}/rotate',
    name: 'rotateSecret',
    tag: 'Secrets',
    summary: 'Give a secret a new value',
    body: z.object({ value: z.string() }),
    answer: Secret,
    run: async ({ caller, id, body, options }) =>
      secretAnswer(await rotateSecret(caller, { secretId: id, value: body.value }, options)),
  }),
  route({
    method: 'delete',
    path: '/secrets/{secretId}',
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
