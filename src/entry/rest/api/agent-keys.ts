import { z } from 'zod'
import { type ApiKeyView, CreateApiKey, createApiKey, listApiKeys, revokeApiKey } from '@/features/access'
import { notFound } from '@/platform/errors'
import { Id, Instant, InstantOrNull } from './fields'
import { route } from './route'

const AgentKey = z
  .object({
    id: Id,
    agentId: Id,
    companyId: Id,
    name: z.string(),
    lastUsedAt: InstantOrNull,
    revokedAt: InstantOrNull,
    createdAt: Instant,
  })
  .meta({ id: 'AgentKey' })

function keyAnswer(companyId: string, agentId: string, key: ApiKeyView): z.output<typeof AgentKey> {
  const { id, name, lastUsedAt, revokedAt, createdAt } = key
  return { id, agentId, companyId, name, lastUsedAt, revokedAt, createdAt }
}

export const agentKeys = [
  route({
    method: 'get',
    path: '/agents/{id}/keys',
    name: 'listApiKeys',
    tag: 'Agents',
    summary: 'List the keys of an agent, newest first',
    answer: z.array(AgentKey),
    run: async ({ caller, id }) => {
      const { keys } = await listApiKeys(caller, { agentId: id })
      return keys.map((key) => keyAnswer(caller.companyId, id, key))
    },
  }),
  route({
    method: 'post',
    path: '/agents/{id}/keys',
    name: 'createApiKey',
    tag: 'Agents',
    summary: 'Make a key for an agent',
    description: 'The `token` is in this answer and nowhere else, so an Idempotency-Key has no effect here.',
    body: z.object({ name: CreateApiKey.shape.name.default('default') }),
    status: 201,
    answer: AgentKey.extend({ token: z.string() }),
    refusals: ['illegal_transition'],
    statuses: { illegal_transition: 409 },
    run: async ({ caller, id, body }) => {
      const { token, ...key } = await createApiKey(caller, { name: body.name, kind: 'agent', agentId: id })
      return { ...keyAnswer(caller.companyId, id, key), token }
    },
  }),
  route({
    method: 'delete',
    path: '/agents/{id}/keys/{keyId}',
    name: 'revokeApiKey',
    tag: 'Agents',
    summary: 'Revoke a key at once',
    answer: z.object({ ok: z.literal(true) }),
    run: async ({ caller, id, params, options }) => {
      const { keys } = await listApiKeys(caller, { agentId: id })
      if (!keys.some((key) => key.id === params.keyId)) throw notFound('key')
      await revokeApiKey(caller, { keyId: params.keyId }, options)
      return { ok: true }
    },
  }),
]
