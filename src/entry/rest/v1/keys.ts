import { z } from 'zod'
import { type ApiKeyView, CreateApiKey, createApiKey, listApiKeys, revokeApiKey } from '@/features/access'
import { publicId } from '@/platform/ids'
import { Instant, idOf, idOrNull, NextCursor, shownId } from './fields'
import { route } from './route'

const Key = z
  .object({
    id: shownId('key'),
    kind: z.enum(['board', 'agent']),
    agent_id: shownId('agent').nullable(),
    name: z.string(),
    last_four: z.string(),
    created_at: Instant,
    last_used_at: Instant.nullable(),
    revoked_at: Instant.nullable(),
    expires_at: Instant.nullable(),
    role: CreateApiKey.shape.role.unwrap().meta({ description: 'The most that it may do; null: what its maker may.' }),
  })
  .meta({ id: 'Key' })

function keyAnswer(view: ApiKeyView): z.output<typeof Key> {
  return {
    id: publicId('key', view.id),
    kind: view.kind,
    agent_id: publicId('agent', view.agentId),
    name: view.name,
    last_four: view.lastFour,
    created_at: view.createdAt,
    last_used_at: view.lastUsedAt,
    revoked_at: view.revokedAt,
    expires_at: view.expiresAt,
    role: view.role,
  }
}

export const keys = [
  route({
    method: 'post',
    path: '/companies/{company_id}/keys',
    name: 'createApiKey',
    tag: 'Keys',
    summary: 'Make a key for a script or an agent',
    description: 'The `token` is in this answer and nowhere else, so an Idempotency-Key has no effect here.',
    body: z.object({
      name: CreateApiKey.shape.name.meta({ example: 'Deploy script' }),
      kind: CreateApiKey.shape.kind.optional().meta({ description: 'Default: agent with an agent_id, else board.' }),
      agent_id: idOrNull('agent'),
      role: CreateApiKey.shape.role.meta({ description: 'The most that a key of the board may do.' }),
      expires_in_days: CreateApiKey.shape.expiresInDays,
    }),
    status: 201,
    answer: Key.extend({ key: Key, token: z.string() }),
    refusals: ['illegal_transition'],
    run: async ({ caller, body }) => {
      const kind = body.kind ?? (body.agent_id ? 'agent' : 'board')
      const narrowed = { role: body.role, expiresInDays: body.expires_in_days }
      const asked = { name: body.name, kind, agentId: body.agent_id, ...narrowed }
      const { token, ...created } = await createApiKey(caller, asked)
      const key = keyAnswer(created)
      return { ...key, key, token }
    },
  }),
  route({
    method: 'get',
    path: '/companies/{company_id}/keys',
    name: 'listApiKeys',
    tag: 'Keys',
    summary: 'List the keys of a company, newest first',
    query: z.object({ agent_id: idOf('agent').optional() }),
    answer: z.object({ keys: z.array(Key), next_cursor: NextCursor }),
    run: async ({ caller, query }) => {
      const { keys: views } = await listApiKeys(caller, { agentId: query.agent_id })
      return { keys: views.map(keyAnswer), next_cursor: null }
    },
  }),
  route({
    method: 'delete',
    path: '/keys/{key_id}',
    name: 'revokeApiKey',
    tag: 'Keys',
    summary: 'Revoke a key at once',
    answer: z.object({ id: shownId('key'), revoked: z.boolean() }),
    run: async ({ caller, id, options }) => {
      const revoked = await revokeApiKey(caller, { keyId: id }, options)
      return { id: publicId('key', revoked.id), revoked: true }
    },
  }),
]
