import { z } from 'zod'
import {
  forget,
  getMemory,
  listMemories,
  MemoryKey,
  MemoryScope,
  MemoryTags,
  MemoryText,
  type MemoryView,
  recallFor,
  remember,
  searchMemories,
  updateMemory,
} from '@/features/memory'
import { Id, IdOrNull, Instant, InstantOrNull, idOf, idOrNull, Text } from './fields'
import { byId, cut, pageOf } from './page'
import { route } from './route'

const Recalled = z
  .object({ id: Id, scope: MemoryScope, key: z.string(), text: z.string() })
  .meta({ id: 'RecalledMemory' })

const Memory = z
  .object({
    id: Id,
    companyId: Id,
    scope: MemoryScope,
    agentId: IdOrNull,
    teamId: IdOrNull,
    scopeName: Text,
    key: z.string(),
    text: z.string(),
    tags: z.array(z.string()),
    authorAgentId: IdOrNull,
    authorUserId: IdOrNull,
    runId: IdOrNull,
    issueId: IdOrNull,
    version: z.int(),
    createdAt: Instant,
    updatedAt: Instant,
    lastUsedAt: InstantOrNull,
  })
  .meta({ id: 'Memory' })

function memoryAnswer(view: MemoryView): z.output<typeof Memory> {
  const { scopeKind: scope, scopeId, authorKind, authorId, taskId: issueId, ...rest } = view
  return {
    ...{ ...rest, scope, issueId },
    agentId: scope === 'agent' ? scopeId : null,
    teamId: scope === 'team' ? scopeId : null,
    authorAgentId: authorKind === 'agent' ? authorId : null,
    authorUserId: authorKind === 'person' ? authorId : null,
  }
}

const FIELDS = { key: MemoryKey, text: MemoryText, tags: MemoryTags.optional() }
const FULL = '422 `memory_full` names what has been unused for longest, `secret_in_text` a text that holds a secret.'
const NewMemory = z
  .object({
    ...FIELDS,
    scope: MemoryScope.optional().meta({ description: 'Default: for an agent itself, for others the company.' }),
    agentId: idOrNull('agent'),
    teamId: idOrNull('team'),
    version: z.int().min(0).optional().meta({ description: 'The version that is replaced; 0 for a new one.' }),
  })
  .meta({ id: 'NewMemory' })
const MemoryChange = z
  .object({ ...FIELDS, version: z.int().min(1).optional() })
  .partial()
  .meta({ id: 'MemoryChange' })

type Wish = { scope?: MemoryScope | undefined; agentId?: string | null | undefined; teamId?: string | null | undefined }

/** The scope in the words of the commands; who names an agent or a team need not say which of the two it is. */
function scopeWish({ scope, agentId, teamId }: Wish) {
  const scopeKind = scope ?? (agentId ? ('agent' as const) : teamId ? ('team' as const) : undefined)
  return { scopeKind, scopeId: scopeKind === 'team' ? teamId : scopeKind === 'agent' ? agentId : undefined }
}

export const memories = [
  route({
    method: 'get',
    path: '/companies/{companyId}/memories',
    name: 'listMemories',
    tag: 'Memory',
    summary: 'List or search what is remembered',
    description:
      'With `q` the best match first, else newest first. An agent gets what itself, its teams and the company know.',
    query: pageOf('memory', 50, 100).extend({
      q: z.string().max(500).optional(),
      scope: MemoryScope.optional(),
      agentId: idOf('agent').optional(),
      teamId: idOf('team').optional(),
      key: z.string().optional(),
    }),
    answer: z.array(Memory),
    run: async ({ caller, query: { q, key, cursor, limit, ...query }, ...asked }) => {
      const wish = { ...scopeWish(query), limit: limit + 1 }
      const rows = q
        ? await searchMemories(caller, { ...wish, q, after: cursor })
        : await listMemories(caller, { ...wish, key, before: cursor })
      return cut(rows, limit, asked, byId).map(memoryAnswer)
    },
  }),
  route({
    method: 'post',
    path: '/companies/{companyId}/memories',
    name: 'remember',
    tag: 'Memory',
    summary: 'Remember something under a key',
    description: `What the key said before is replaced. ${FULL}`,
    body: NewMemory,
    status: 201,
    answer: Memory,
    refusals: ['broken_rule', 'stale_version'],
    run: async ({ caller, body: { key, text, tags, version, ...wish }, options }) =>
      memoryAnswer(await remember(caller, { key, text, tags, version, ...scopeWish(wish) }, options)),
  }),
  route({
    method: 'get',
    path: '/agents/{id}/memories',
    name: 'recallFor',
    tag: 'Memory',
    summary: 'What an agent would be given for an issue',
    description: 'At most eight memories and 4,000 characters, best first. Without an issue: the newest.',
    query: z.object({ issueId: idOf('task').optional() }),
    answer: z.array(Recalled),
    run: ({ caller, id, query }) => recallFor(caller, { agentId: id, taskId: query.issueId }),
  }),
  route({
    method: 'get',
    path: '/memories/{id}',
    name: 'getMemory',
    tag: 'Memory',
    summary: 'Read a memory',
    answer: Memory,
    run: async ({ caller, id }) => memoryAnswer(await getMemory(caller, { memoryId: id })),
  }),
  route({
    method: 'patch',
    path: '/memories/{id}',
    name: 'updateMemory',
    tag: 'Memory',
    summary: 'Change a memory, or what it is called',
    description: FULL,
    body: MemoryChange,
    answer: Memory,
    refusals: ['broken_rule', 'stale_version', 'already_exists'],
    run: async ({ caller, id, body, options }) =>
      memoryAnswer(await updateMemory(caller, { ...body, memoryId: id }, options)),
  }),
  route({
    method: 'delete',
    path: '/memories/{id}',
    name: 'forget',
    tag: 'Memory',
    summary: 'Forget a memory for good',
    answer: Memory,
    run: async ({ caller, id, options }) => memoryAnswer(await forget(caller, { memoryId: id }, options)),
  }),
]
